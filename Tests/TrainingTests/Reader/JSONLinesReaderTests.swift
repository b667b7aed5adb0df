import Testing

@testable import Training

@Suite("JSON lines")
struct JSONLinesReaderTests {
  @Test("names half a line at the end and takes it when it is whole")
  func tornLine() {
    var reader = RunReader(name: "a", path: "a", file: "a.jsonl")
    reader.append(Array("{\"step\": 1, \"loss\": 0.5}\n{\"step\": 2, \"lo".utf8))
    reader.settle()
    #expect(reader.run.points("loss") == "1:0.5")
    #expect(reader.run.waiting?.place == "line 2")
    reader.append(Array("ss\": 0.25}".utf8))
    reader.settle()
    #expect(reader.run.points("loss") == "1:0.5 2:0.25")
    #expect(reader.run.allProblems.isEmpty)
    reader.append(Array("\n{\"step\": 3, \"loss\": 0.1}\n".utf8))
    reader.settle()
    #expect(reader.run.points("loss") == "1:0.5 2:0.25 3:0.1")
  }

  @Test("names a line that is no JSON and reads on")
  func badLine() {
    let run = LogFixtures.read(
      "{\"step\": 1, \"loss\": 3}\n{\"step\": 2, oops}\n{\"step\": 3, \"loss\": 1}\n",
      file: "a.jsonl")
    #expect(run.points("loss") == "1:3.0 3:1.0")
    #expect(run.problems.map(\.place) == ["line 2"])
  }

  @Test("without a number under a name say so")
  func nothingToDraw() {
    let settings = LogFixtures.read("{\"model\": \"bert\", \"layers\": [1, 2]}", file: "a.json")
    #expect(settings.series.isEmpty)
    #expect(
      settings.waiting?.sentence.contains("no number under the name of a metric") == true)
    // A log is not blamed for how it begins.
    var reader = RunReader(name: "a", path: "a", file: "a.jsonl")
    reader.append(Array("{\"model\": \"bert\"}\n".utf8))
    reader.settle()
    reader.append(Array("{\"step\": 1, \"loss\": 0.5}\n".utf8))
    reader.settle()
    #expect(reader.run.points("loss") == "1:0.5" && reader.run.allProblems.isEmpty)
    #expect(LogFixtures.read("{\"step\":0,\"max_steps\":9}\n", file: "a.jsonl").allProblems.isEmpty)
  }

  @Test("in one list are named, with what to do", arguments: ["", " \n"])
  func list(_ start: String) {
    let run = LogFixtures.read(start + "[\n  {\"epoch\": 1, \"loss\": 0.5}]", file: "a.json")
    #expect(run.format == nil && run.series.isEmpty)
    #expect(
      run.allProblems.map(\.sentence) == [
        "one JSON list; make it an object a line first: jq -c '.[]'"
      ])
    // A line of a script that begins with a bracket is none.
    #expect(
      LogFixtures.read("[2024-01-01] step 1 loss 0.5\n", file: "a.log").points("loss") == "1:0.5")
  }

  @Test("is finished when the planned steps are reached")
  func finished() {
    let line = "{\"current_steps\": 10, \"total_steps\": 20, \"loss\": 1}\n"
    #expect(LogFixtures.read(line, file: "a.jsonl").state == .unknown)
    let end = line + "{\"current_steps\": 20, \"total_steps\": 20, \"loss\": 1}\n"
    #expect(LogFixtures.read(end, file: "a.jsonl").state == .finished)
  }

  @Test(
    "is not finished where test texts are asked between steps, and stays so where they are asked behind the end"
  )
  func tests() {
    let line = "{\"step\": 10, \"max_steps\": 20, \"loss\": 1}\n{\"step\": 10, \"test_loss\": 1}\n"
    #expect(LogFixtures.read(line, file: "a.jsonl").state == .unknown)
    let end = line + "{\"step\": 10, \"train_runtime\": 3}\n{\"step\": 5, \"test_loss\": 1}\n"
    #expect(LogFixtures.read(end, file: "a.jsonl").state == .finished)
  }

  @Test("reads the words that strict writers use for NaN and the infinities")
  func words() {
    let run = LogFixtures.read(
      "{\"_step\": 0, \"loss\": \"NaN\"}\n{\"_step\": 1, \"loss\": \"-Infinity\"}\n",
      file: "a.jsonl")
    #expect(run.points("loss") == "0:nan 1:-inf")
    #expect(run["loss"]?.notFinite == 2)
    #expect(run["loss"]?.minimum == nil)
  }

  @Test("passes over a line without end and names it")
  func hugeLine() {
    var bytes = Array("{\"step\": 1, \"loss\": 3}\n{\"text\": \"".utf8)
    bytes += [UInt8](repeating: UInt8(ascii: "a"), count: LineSplitter.lengthLimit)
    bytes += Array("\"}\n{\"step\": 2, \"loss\": 2}\n".utf8)
    let run = LogFixtures.read(bytes, file: "a.jsonl")
    #expect(run.points("loss") == "1:3.0 2:2.0")
    #expect(run.problems.map(\.description) == ["a.jsonl: line 2: longer than 4 MB, passed over"])
  }

  @Test("takes numbers that no integer holds without a trap")
  func largeNumbers() {
    let run = LogFixtures.read(
      "{\"step\": 1e300, \"loss\": 1}\n{\"step\": 9223372036854775807, \"loss\": 2}\n"
        + "{\"step\": 0, \"epoch\": 1e30, \"loss\": 99999999999999999999999}\n", file: "a.jsonl")
    #expect(run["loss"]?.last?.value == 1e23)
  }
}
