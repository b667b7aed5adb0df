import Foundation
import Model
import TestSupport
import Testing

@Suite("headscope evaluate", .needsProgram)
struct EvaluateTests {
  private static let rows = """
    i feel so happy and full of joy;joy
    i feel so lonely and hopeless;sadness
    i was angry and furious with them;anger
    i feel afraid and terrified of it;fear
    i feel so happy today;sadness
    """

  private func withData<Result>(
    _ text: String = rows, named name: String = "data.txt", _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return try body(file.path)
  }

  @Test("keeps the contract of its JSON")
  func json() throws {
    try withData { path in
      let run = try Program.run(["evaluate", "--data", path, "--format", "json"])
      #expect(run.status == 0)
      let json = try run.json
      #expect(json["examples"] == .integer(5))
      #expect(json["accuracy"] == .number(0.8))
      for key in [
        "macroF1", "weightedF1", "macroPrecision", "macroRecall", "weightedPrecision",
        "weightedRecall", "rocAUC", "loss", "seconds", "matthews", "calibrationError",
      ] {
        #expect(json[key]?.doubleValue != nil, "\(key)")
      }
      // Four of the six classes occur: sadness twice, once taken for joy.
      let labels = try #require(json["labels"]?.arrayValue)
      #expect(
        labels.map { $0["label"]?.stringValue } == [
          "sadness", "joy", "love", "anger", "fear", "surprise",
        ])
      #expect(labels[0]["recall"] == .number(0.5))
      #expect(labels[0]["support"] == .integer(2))
      #expect(labels[1]["precision"] == .number(0.5))
      #expect(labels[2]["rocAUC"]?.isNull == true)
      let confusion = try #require(json["confusion"]?.arrayValue)
      #expect(confusion[0].arrayValue?.prefix(2) == [.integer(1), .integer(1)])
      let worst = try #require(json["worst"]?.arrayValue?.first)
      #expect(worst["line"] == .integer(5))
      #expect(worst["predicted"] == .string("joy"))
    }
  }

  @Test("tells of blank lines, in words and in its JSON")
  func blankLines() throws {
    try withData("\n" + Self.rows + "\n\n") { path in
      let run = try Program.run(["evaluate", "--data", path, "--format", "json"])
      let data = try #require(try run.json["data"]?.arrayValue?.first)
      #expect(data["rows"] == .integer(5))
      #expect(data["blankLines"] == .integer(2))
      let table = try Program.run(["evaluate", "--data", path])
      #expect(table.output.contains("data.txt: 2 blank lines"))
    }
  }

  @Test("applies what was relabelled beside the data, unless told not to")
  func overlay() throws {
    try withData { path in
      // The digest is FNV-1a of "i feel so happy today".
      let entry = #"{"line": 5, "digest": "02b79f1286f7cd31", "labels": ["joy"]}"#
      try Data(entry.utf8).write(to: URL(filePath: path + ".overlay.jsonl"))
      let run = try Program.run(["evaluate", "--data", path, "--draws", "0", "--format", "json"])
      #expect(try run.json["accuracy"] == .integer(1) || run.json["accuracy"] == .number(1))
      let data = try #require(run.json["data"]?.arrayValue?.first)
      #expect(data["relabelled"] == .integer(1))
      #expect(data["excluded"] == .integer(0))
      let table = try Program.run(["evaluate", "--data", path, "--draws", "0"])
      #expect(table.output.contains("data.txt.overlay.jsonl: 1 relabelled, 0 excluded"))
      let plain = try Program.run([
        "evaluate", "--data", path, "--draws", "0", "--format", "json", "--no-overlay",
      ])
      #expect(try plain.json["accuracy"] == .number(0.8))
    }
  }

  @Test("judges each label by itself where the model decides each by itself")
  func severalLabels() async throws {
    try await Fixtures.withVariant(
      of: Fixtures.model("bert-tiny"),
      patch: ["problem_type": .string("multi_label_classification")]
    ) { folder in
      var texts: [String] = []
      var said: [[JSONObject.Member]] = []
      for text in ["the film", "a bad film", "so good", "people love it", "great day", "so noisy"] {
        let members =
          try Program.run(["predict", folder.path, text, "--format", "json"])
          .json["probabilities"]?.objectValue?.members ?? []
        // Some labels are given and some are not.
        let given = members.count { ($0.value.doubleValue ?? 0) >= 0.5 }
        guard given > 0, given < members.count, texts.count < 3 else { continue }
        texts.append(text)
        said.append(members)
      }
      try #require(texts.count == 3)
      let names = try #require(said.first).map(\.key)
      // What the model says of the first text is its truth; the second text has other labels than it is given.
      let truth = said.enumerated().map { index, row in
        row.filter { (($0.value.doubleValue ?? 0) >= 0.5) == (index != 1) }.map(\.key)
      }
      let rows = zip(texts, truth).map { "\($0)\t\($1.joined(separator: ","))\n" }
      try withData("text\tlabel\n" + rows.joined(), named: "rows.tsv") { path in
        let run = try Program.run(["evaluate", folder.path, "--data", path, "--format", "json"])
        #expect(run.status == 0, "\(run.errors)")
        let json = try run.json
        #expect(json["multiLabel"]?.boolValue == true)
        #expect(abs(try #require(json["accuracy"]?.doubleValue) - 2.0 / 3) < 1e-12)
        var losses: [Double] = []
        for (row, truth) in zip(said, truth) {
          let terms = row.map { member in
            let value = member.value.doubleValue ?? 0
            return -log(truth.contains(member.key) ? value : 1 - value)
          }
          losses.append(terms.reduce(0, +) / Double(terms.count))
        }
        let loss = try #require(json["loss"]?.doubleValue)
        #expect(abs(loss - losses.reduce(0, +) / Double(losses.count)) < 1e-5)
        let worst = try #require(json["worst"]?.arrayValue?.first)
        #expect(worst["line"] == .integer(3))
        #expect(worst["labels"]?.arrayValue?.compactMap(\.stringValue) == truth[1])
        #expect(
          Set(worst["predictedLabels"]?.arrayValue?.compactMap(\.stringValue) ?? [])
            == Set(names).subtracting(truth[1]))
        let table = try Program.run(["evaluate", folder.path, "--data", path]).output
        #expect(table.contains("wrongly given"))
        #expect(!table.contains("Matthews"))
      }
    }
  }

  @Test("finds no difference between a model and itself")
  func against() throws {
    try withData { path in
      let model = "\(Program.package)/Models/emotion-mini"
      let run = try Program.run([
        "evaluate", model, "--against", model, "--data", path, "--draws", "50", "--format", "json",
      ])
      #expect(run.status == 0)
      let json = try run.json
      #expect(json["against"]?["accuracy"] == json["accuracy"])
      #expect(json["comparison"]?["exactP"]?.doubleValue == 1)
      #expect(json["comparison"]?["onlyFirstRight"] == .integer(0))
      let differences = try #require(json["comparison"]?["differences"]?.arrayValue)
      #expect(differences.map { $0["difference"]?.doubleValue } == [0, 0, 0, 0])
    }
  }

  @Test("draws metrics, classes, the confusion matrix and calibration")
  func table() throws {
    try withData { path in
      let run = try Program.run(["evaluate", "--data", path])
      #expect(run.status == 0)
      #expect(run.lines[0].hasPrefix("emotion-mini on data.txt: 5 examples, 6 classes"))
      #expect(run.output.contains("Most frequent: sadness taken for joy 1."))
      #expect(run.lines.contains { $0.hasPrefix("true \\ predicted") })
      #expect(run.output.contains("to a human below"))
      #expect(run.lines.filter { $0.count > 80 && !$0.contains("i feel") }.isEmpty)
    }
  }

  @Test("reads any columns, counts rows it cannot use and labels the model lacks")
  func columns() throws {
    let text = "id,comment,mood\n1,\"so, happy\",Happy\n2,,joy\n3,i cry,boredom\n4,i am sad,0\n"
    try withData(text, named: "moods.csv") { path in
      let run = try Program.run([
        "evaluate", "--data", path, "--label-column", "mood", "--synonym", "Happy=joy", "--format",
        "json",
      ])
      #expect(run.status == 0)
      let json = try run.json
      #expect(json["examples"] == .integer(2))
      #expect(run.errors.contains("taken by their number: 0 for sadness"))
      #expect(json["otherLabels"]?["boredom"] == .integer(1))
      let data = try #require(json["data"]?.arrayValue?.first)
      #expect(data["textColumn"] == .string("comment"))
      #expect(data["problems"] == .array([.string("line 3: no text")]))
    }
  }

  @Test("refuses data that cannot be judged, in one or two lines")
  func refusals() throws {
    #expect(try Program.run(["evaluate"]).status == 2)
    let missing = try Program.run(["evaluate", "--data", "/nonexistent.csv"])
    #expect(missing.status == 2)
    #expect(missing.errors.contains("/nonexistent.csv: no such file"))
    try withData("so it is;good\nnot so;bad\n") { path in
      let run = try Program.run(["evaluate", "--data", path])
      #expect(run.status == 1)
      #expect(
        run.errors.contains("The data's labels (bad, good) are not the model's (sadness, joy"))
      #expect(run.errors.contains("--synonym"))
    }
  }

  @Test("reads a pipe")
  func pipe() throws {
    let run = try Program.run(["evaluate", "--data", "-", "--format", "json"], text: Self.rows)
    #expect(run.status == 0)
    #expect(try run.json["examples"] == .integer(5))
  }

  @Test("cleans texts as it is told")
  func cleaning() throws {
    let text = "I FEEL SO HAPPY http://x.y @you;joy\n"
    try withData(text) { path in
      func loss(_ clean: String...) throws -> Double? {
        try Program.run(
          ["evaluate", "--data", path, "--format", "json", "--data-format", "semicolon"] + clean
        )
        .json["loss"]?.doubleValue
      }
      try withData("i feel so happy;joy\n") { plain in
        let expected = try Program.run([
          "evaluate", "--data", plain, "--format", "json", "--data-format", "semicolon",
        ]).json["loss"]?.doubleValue
        #expect(try loss("--clean", "urls,mentions,lowercase") == expected)
        #expect(try loss() != expected)
      }
    }
  }

  @Test(
    "agrees with what the models' cards say",
    .enabled(
      if: SharedData.has("data/emotion/val.txt") && SharedData.has("models/minilm-emotion"),
      "the shared data and models are not on this machine"))
  func knownAccuracy() throws {
    let data = SharedData.path("data/emotion/val.txt")
    let run = try Program.run([
      "evaluate", SharedData.path("models/minilm-emotion"), "--data", data, "--draws", "0",
      "--format", "json",
    ])
    let accuracy = try #require(try run.json["accuracy"]?.doubleValue)
    #expect(abs(accuracy - 0.93) < 0.01)
    let mini = try Program.run(["evaluate", "--data", data, "--draws", "0", "--format", "json"])
    #expect(try mini.json["examples"] == .integer(2000))
    #expect(try #require(try mini.json["accuracy"]?.doubleValue) >= 0.925)
  }
}
