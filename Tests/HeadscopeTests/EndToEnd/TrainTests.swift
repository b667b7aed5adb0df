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

  @Test("explains probe sentences as explain does on the checkpoint, and replay prints them")
  func probes() throws {
    try withFolder { folder in
      let recipe = folder.appending(path: "recipe.toml")
      let run = folder.appending(path: "run").path
      try Data(
        """
        model = "\(model)"
        [data]
        train = "train.txt"
        clean = ["lowercase"]
        [training]
        epochs = 2
        batch = 8
        keep = 5
        [probe]
        texts = ["People love THIS film", "so bad"]
        [output]
        directory = "\(run)"
        """.utf8
      ).write(to: recipe)
      let trained = try Program.run(["train", recipe.path])
      #expect(trained.status == 0, "\(trained.errors)")
      let replayed = try Program.run(["replay", "--once", run, "--format", "json"])
      let json = try replayed.json
      #expect(json["steps"]?.arrayValue?.compactMap(\.intValue) == [0, 3, 6])
      let probes = try #require(json["probes"]?.arrayValue)
      #expect(probes.count == 6)
      for probe in probes {
        let step = try #require(probe["step"]?.intValue)
        let typed = try #require(probe["text"]?.stringValue)
        let explained = try Program.run([
          "explain", run + "/checkpoint-\(step)", typed, "--format", "json",
        ]).json
        func numbers(_ value: JSONValue, _ key: String) -> [Float] {
          value[key]?.arrayValue?.compactMap { $0.doubleValue.map { Float($0) } } ?? []
        }
        for key in ["attributions", "probabilities", "logits"] {
          let found = numbers(probe, key)
          #expect(!found.isEmpty)
          // A batch of one in another process: the same but for the last bits.
          #expect(maximumDifference(found, numbers(explained, key)) < 1e-5, "\(key) at \(step)")
        }
        #expect(probe["target"] == explained["target"])
        // The values add up to what the class's logit gained over the baseline.
        let sum = numbers(probe, "attributions").reduce(0, +)
        let gain =
          try #require(probe["outputValue"]?.doubleValue)
          - #require(probe["baseOutput"]?.doubleValue)
        let delta = try #require(probe["delta"]?.doubleValue)
        #expect(abs(Double(sum) - gain - delta) < 1e-5)
        #expect(abs(delta) < max(0.05 * abs(gain), 1e-3))
        #expect(probe["patterns"]?.arrayValue?.isEmpty == false)
      }
      let table = try Program.run(["replay", "--once", run])
      #expect(table.output.contains("People love THIS film"))
      #expect(table.output.contains("words that did most"))
      #expect(try Program.run(["replay", "--once", model]).errors.contains("no probe sentences"))
      #expect(try Program.run(["replay", "--once", model]).status == 2)
      try Data(
        try String(contentsOf: recipe, encoding: .utf8)
          .replacing("[probe]", with: "[probe]\nmethod = \"magic\"").utf8
      ).write(to: recipe)
      let wrong = try Program.run(["train", recipe.path])
      #expect(wrong.status == 2 && wrong.errors.contains("`magic`"))
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

  @Test("pretrains on texts without labels, and fine-tunes what that leaves")
  func pretrains() throws {
    try withFolder { folder in
      let recipe = folder.appending(path: "recipe.toml")
      let run = folder.appending(path: "run").path
      let texts = (0..<40).map { "people \($0 % 2 == 0 ? "love" : "hate") this film on day \($0)" }
      try Data(texts.joined(separator: "\n").utf8).write(to: folder.appending(path: "texts.txt"))
      let text = """
        [model]
        layers = 2
        hidden = 32
        heads = 4
        vocabulary = 100
        max-length = 20
        [data]
        train = "texts.txt"
        split = 0.75
        [training]
        objective = "masked-language-model"
        epochs = 3
        batch = 10
        [output]
        directory = "\(run)"
        """
      try Data(text.utf8).write(to: recipe)
      let folds = try Program.run(["train", recipe.path, "--folds", "3"])
      #expect(folds.status == 2 && folds.errors.contains("`folds`"))
      let learned = try Program.run(["train", recipe.path])
      #expect(learned.status == 0, "\(learned.errors)")
      for part in ["30 texts to learn from, 10 to choose", "perplexity", "best loss"] {
        #expect(learned.output.contains(part))
      }
      #expect(!learned.output.contains("macro F1"))
      let watched = try Program.run(["watch", "--once", run, "--format", "json"])
      let found = try #require(try watched.json["runs"]?.arrayValue?.first)
      #expect(found["state"] == .string("finished"))
      let tags = found["series"]?.arrayValue?.compactMap { $0["tag"]?.stringValue } ?? []
      #expect(tags.contains { $0.hasSuffix("perplexity") })
      let guess = try Program.run(["predict", run, "people [MASK] this film", "--format", "jsonl"])
      #expect(guess.status == 0, "\(guess.errors)")
      let tuned = try Program.run([
        "train", "--model", run, "--train", folder.appending(path: "train.txt").path, "--output",
        run + "-classifier", "--epochs", "1",
      ])
      #expect(tuned.status == 0, "\(tuned.errors)")
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
