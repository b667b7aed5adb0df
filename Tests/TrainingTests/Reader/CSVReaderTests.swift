import Testing

@testable import Training

@Suite("CSV")
struct CSVReaderTests {
  @Test("may have a byte order mark, CR LF, quotes, blanks and semicolons")
  func oddText() {
    let run = LogFixtures.read(
      "\u{FEFF}\"step\"; \"loss\"\r\n1; 0.5\r\n\"2\";0.25\r\n", file: "a.csv")
    #expect(run.points("loss") == "1:0.5 2:0.25")
    #expect(run.allProblems.isEmpty)
  }

  @Test("names the row that has too few cells, and counts the like")
  func width() {
    let run = LogFixtures.read("step,loss,f1\n1,2,3\n2,3\n3,4\n4,5,6\n", file: "a.csv")
    #expect(run.points("loss") == "1:2.0 4:5.0")
    #expect(
      run.problems.map(\.description) == [
        "a.csv: line 3: 2 cells where the header has 3; the row is passed over (and 1 more like it)"
      ])
  }

  @Test("goes on with a new header")
  func newHeader() {
    let run = LogFixtures.read("step,loss\n1,0.5\nstep,loss,f1\n2,0.25,0.9\n", file: "a.csv")
    #expect(run.points("loss") == "1:0.5 2:0.25")
    #expect(run.points("f1") == "2:0.9")
  }

  @Test("waits for the end of the last row of a file, and takes it at the end of a pipe")
  func lastRow() {
    let text = "step,loss\n1,0.5\n2,0.2"
    let file = LogFixtures.read(text, file: "a.csv")
    #expect(file.points("loss") == "1:0.5")
    #expect(file.waiting?.place == "line 3")
    #expect(LogFixtures.read(text, file: "a.csv", ending: .closed).points("loss") == "1:0.5 2:0.2")
  }

  @Test("whose steps count within the epoch is laid end to end")
  func stepsWithinEpoch() {
    let run = LogFixtures.read(
      "epoch,step,loss\n0,0,9\n0,1,8\n1,0,7\n1,1,6\n2,0,5\n", file: "a.csv")
    #expect(run.points("loss") == "0:9.0 1:8.0 2:7.0 3:6.0 4:5.0")
    #expect(run["loss"]?.superseded.count == 0)
  }

  @Test("that goes back in steps and epoch is a resumed run: the later points count")
  func resumed() {
    let run = LogFixtures.read(
      "epoch,step,loss\n0,1,9\n0,2,8\n1,3,7\n0,2,6\n1,3,5\n", file: "a.csv")
    #expect(run.points("loss") == "1:9.0 2:6.0 3:5.0")
    #expect(run["loss"]?.superseded.steps == [2, 3])
    #expect(run["loss"]?.superseded.values == [8, 7])
    #expect(run.problems.map(\.place) == ["line 5"])
  }

  @Test("reads column names that are Latin-1")
  func latin1() {
    var bytes = Array("step,pr".utf8)
    bytes += [0xE9] + Array("cision\n1,0.5\n".utf8)
    #expect(LogFixtures.read(bytes, file: "a.csv").points("précision") == "1:0.5")
  }

  @Test("names a cell that is no number in a column of numbers")
  func notNumber() {
    let run = LogFixtures.read("step,loss,note\n1,0.5,a\n2,N/A,b\n", file: "a.csv")
    #expect(run.problems.map(\.description) == ["a.csv: line 3: loss is no number here"])
  }
}
