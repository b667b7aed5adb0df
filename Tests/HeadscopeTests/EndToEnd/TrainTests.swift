import Foundation
import Model
import TestSupport
import Testing

@Suite("headscope train", .needsProgram)
struct TrainTests {
  private func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let texts = (0..<24).map { index in
      index % 2 == 0 ? "people love this film \(index);joy" : "people hate this film \(index);anger"
    }
    try Data(texts.joined(separator: "\n").utf8).write(to: folder.appending(path: "train.txt"))
    return try body(folder)
  }

  private var model: String { Fixtures.model("bert-tiny").path }

  @Test("prints evaluations and leaves a model that predicts")
  func trains() throws {
    try withFolder { folder in
      let data = folder.appending(path: "train.txt").path
      let run = folder.appending(path: "run").path
      let found = try Program.run([
        "train", "--model", model, "--train", data, "--validation", data, "--output", run,
        "--epochs", "1", "--batch", "8",
      ])
      // All training texts are validation texts as well: there is nothing to learn from.
      #expect(found.status == 1)
      #expect(found.errors.contains("in a later set"))

      let learned = try Program.run([
        "train", "--model", model, "--train", data, "--output", run, "--epochs", "2", "--batch",
        "8",
      ])
      #expect(learned.status == 0, "\(learned.errors)")
      #expect(learned.output.contains("24 texts to learn from"))
      #expect(learned.output.contains("finished behind step 6"))
      let answer = try Program.run(["predict", run, "people love this film", "--format", "json"])
      #expect(answer.status == 0)
      let probabilities = try #require(try answer.json["probabilities"]?.objectValue)
      #expect(probabilities.members.map(\.key) == ["anger", "joy"])
      let watched = try Program.run(["watch", "--once", run, "--format", "json"])
      #expect(try watched.json["runs"]?.arrayValue?.first?["state"] == .string("finished"))
    }
  }

  @Test("cross-validates, and evaluate tells of it")
  func folds() throws {
    try withFolder { folder in
      let data = folder.appending(path: "train.txt").path
      let run = folder.appending(path: "run").path
      let found = try Program.run([
        "train", "--model", model, "--train", data, "--output", run, "--epochs", "1", "--batch",
        "8", "--folds", "3",
      ])
      #expect(found.status == 0, "\(found.errors)")
      for text in ["fold 3 of 3", "Cross-validation: 24 texts held out, 3 folds", "mean", "±"] {
        #expect(found.output.contains(text))
      }
      let judged = try Program.run(["evaluate", run, "--data", data, "--format", "json"])
      let json = try judged.json
      #expect(json["folds"]?.arrayValue?.compactMap { $0["examples"]?.intValue } == [8, 8, 8])
      let values = try #require(
        json["folds"]?.arrayValue?.compactMap { $0["accuracy"]?.doubleValue })
      let mean = try #require(json["mean"]?["accuracy"]?.doubleValue)
      #expect(abs(mean - values.reduce(0, +) / 3) < 1e-12)
      #expect(json["std"]?["accuracy"]?.doubleValue != nil)
      #expect(
        try Program.run(["train", "--model", model, "--train", data, "--folds", "0"]).status == 2)
    }
  }

  @Test("names what is wrong with a recipe, as wrong usage")
  func recipe() throws {
    try withFolder { folder in
      let recipe = folder.appending(path: "recipe.toml")
      try Data("model = \"\(model)\"\n[data]\ntrain = \"train.txt\"\n[training]\nepoch = 1\n".utf8)
        .write(to: recipe)
      let run = try Program.run(["train", recipe.path])
      #expect(run.status == 2)
      #expect(run.errors.contains("`epoch` in [training]"))
      #expect(try Program.run(["train"]).status == 2)
      #expect(try Program.run(["train", folder.appending(path: "none.toml").path]).status == 2)
    }
  }
}
