import Testing

@testable import Training

@Suite("A run that is followed")
struct RunReaderTests {
  @Test("begins again when its file was truncated")
  func restart() {
    var reader = RunReader(name: "a", path: "a", file: "a.csv")
    reader.append(Array("step,loss\n1,9\n2,8\n".utf8))
    reader.settle()
    reader.restart()
    reader.append(Array("step,loss\n1,7\n".utf8))
    reader.settle()
    #expect(reader.run.points("loss") == "1:7.0")
    #expect(reader.run.format == .csv)
  }

  @Test("goes on in the next file after a rotation")
  func rotation() {
    var reader = RunReader(name: "a", path: "a", file: "a.log")
    reader.append(Array("step 1 loss 0.5\nstep 2 loss 0.4".utf8))
    reader.beginFile("a.log")
    reader.append(Array("step 3 loss 0.3\n".utf8))
    reader.settle()
    #expect(reader.run.points("loss") == "1:0.5 2:0.4 3:0.3")
  }

  @Test("says what is wrong with a file that is empty, binary or UTF-16")
  func unknown() {
    func sentence(_ bytes: [UInt8]) -> String? {
      LogFixtures.read(bytes, file: "a").allProblems.first?.sentence
    }
    #expect(sentence([]) == "empty: nothing was logged yet")
    #expect(sentence([1, 0, 2]) == "neither text nor a TensorBoard event file: not a run log")
    #expect(sentence([0xFF, 0xFE, 0x73, 0])?.contains("UTF-16") == true)
  }

  @Test("keeps a step that is written twice in a row, and a minimum that was superseded is none")
  func duplicates() {
    let twice = LogFixtures.read("step,loss\n0,3\n0,2\n0,4\n", file: "a.csv")
    #expect(twice.points("loss") == "0:3.0 0:2.0 0:4.0")
    #expect(twice["loss"]?.minimum == MetricSeries.Point(step: 0, value: 2))
    let back = LogFixtures.read("step,loss\n1,3\n2,nan\n3,1\n2,4\n", file: "a.csv")
    #expect(back["loss"]?.minimum == MetricSeries.Point(step: 1, value: 3))
    #expect(back["loss"]?.notFinite == 0)
  }
}
