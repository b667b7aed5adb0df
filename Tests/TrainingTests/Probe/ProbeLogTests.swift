import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("Probe sentences")
struct ProbeLogTests {
  private let options = LoadOptions(precision: .fp32, threads: 2, backend: .automatic)

  /// Tells the logits and nothing else: what a method does is no matter of the run's.
  private static let prober: Prober = { probe, model, info in
    try probe.texts.map { text in
      let encoding = info.tokenizer.encode(text)
      let prediction = try model.predictions(RaggedBatch([encoding]))[0]
      return Probe(
        text: text, encoding: encoding, labels: info.configuration.labels,
        logits: prediction.logits, probabilities: prediction.outputs,
        attribution: Probe.Attribution(
          method: probe.method, target: prediction.best,
          values: encoding.ids.map { Float($0) / 3 }, baseOutput: 0.25, outputValue: 1.5,
          delta: -1e-6),
        heads: [[Probe.Head(pattern: "previous", score: 0.5)]])
    }
  }

  private func log(_ folder: RunFolder) throws -> ProbeLog { try #require(ProbeLog.read(folder)) }

  @Test("are asked about at every evaluation, and change nothing of the training")
  func sameNumbers() async throws {
    func losses(_ prober: Prober?) async throws -> [Double?] {
      try await TinyRun.withRecipe {
        $0.probe.texts = ["people love this film", "so bad"]
      } _: { recipe, base in
        _ = try await TrainingRun(recipe, base: base, prober: prober).run(options: options)
        let folder = RunFolder(path: recipe.directory)
        if prober != nil {
          let log = try log(folder)
          #expect(log.steps == [0, 15, 30, 45, 60, 75, 90])
          #expect(log.texts == recipe.probe.texts)
          let ends = try #require(log.probes(at: 90).first)
          #expect(ends.label == "joy" && ends.probabilities[1] > 0.7)
          #expect(abs(ends.epoch - 6) < 1e-12)
          // They are no run of their own.
          #expect(try RunFinder.find(recipe.directory).count == 1)
        } else {
          #expect(ProbeLog.read(folder) == nil)
        }
        return try TinyRun.records(recipe).map {
          $0["loss"]?.doubleValue ?? $0["eval_loss"]?.doubleValue
        }
      }
    }
    let with = try await losses(Self.prober)
    #expect(try await losses(nil) == with)
    #expect(with.compactMap(\.self).count == 97)
  }

  @Test("of later steps are found anew where a run goes on")
  func resuming() async throws {
    try await TinyRun.withRecipe {
      $0.probe.texts = ["so good"]
      $0.training.epochs = 3
    } _: { recipe, base in
      let folder = RunFolder(path: recipe.directory)
      let run = TrainingRun(recipe, base: base, prober: Self.prober)
      _ = try await run.run(options: options)
      let whole = try log(folder)
      // Killed while it wrote the checkpoint of step 30: its probe is there already, and half of the next.
      for step in [30, 45] { try FileManager.default.removeItem(atPath: folder.checkpoint(step)) }
      let file = try #require(FileHandle(forWritingAtPath: folder.probes))
      try file.seekToEnd()
      try file.write(contentsOf: Data("{\"step\": 60, \"te".utf8))
      try file.close()
      #expect(try log(folder) == whole)
      _ = try await run.run(options: options)
      #expect(try log(folder) == whole)
      let lines = try String(contentsOfFile: folder.probes, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 4)
    }
  }

  @Test("read back as they were written")
  func roundTrip() throws {
    var probe = Probe(
      text: "été 中", encoding: .of([101, 5, 102]), labels: ["a", "b"], logits: [0.1, -3e-8],
      probabilities: [0.75, 0.25],
      attribution: .init(
        method: "saliency", target: 1, values: [0, 1.25, -0.5], baseOutput: nil, outputValue: 2,
        delta: nil),
      heads: [
        [.init(pattern: "cls", score: 0.5), .init(pattern: "mixed", score: 0.25)],
        [.init(pattern: "next", score: 1), .init(pattern: "broad", score: 0)],
      ])
    probe.step = 7
    probe.epoch = 0.5
    let text = JSONWriter.text { probe.write(to: &$0) }
    #expect(Probe(try JSONValue.parse(text)) == probe)
  }

  @Test("are refused where their numbers do not fit together, and never trap")
  func damage() throws {
    var probe = Probe(
      text: "ab", encoding: .of([1, 2]), labels: ["a"], logits: [1], probabilities: [1],
      attribution: .init(
        method: "saliency", target: 0, values: [1, 2], baseOutput: nil, outputValue: 2, delta: nil),
      heads: [])
    probe.step = 1
    let text = JSONWriter.text { probe.write(to: &$0) }
    #expect(Probe(try JSONValue.parse(text)) != nil)
    let damaged = [
      text.replacing("\"attributions\":[1.0,2.0]", with: "\"attributions\":[1.0]"),
      text.replacing("\"index\":0", with: "\"index\":9"),
      text.replacing("\"end\":2", with: "\"end\":99"),
      text.replacing("\"id\":1", with: "\"id\":1e30"),
      text.replacing("\"logits\":[1.0]", with: "\"logits\":[]"),
    ]
    for line in damaged {
      #expect(line != text)
      #expect(Probe(try JSONValue.parse(line)) == nil, "\(line)")
    }
  }

  @Test("are found at a place between evaluations by the one before")
  func places() {
    func probe(_ step: Int) -> Probe {
      var probe = Probe(
        text: "x", encoding: .of([1]), labels: ["a"], logits: [1], probabilities: [1],
        attribution: .init(
          method: "saliency", target: 0, values: [1], baseOutput: nil, outputValue: 2, delta: nil),
        heads: [])
      probe.step = step
      probe.epoch = Double(step) / 10
      return probe
    }
    let log = ProbeLog([probe(0), probe(10), probe(20), probe(10)])
    #expect(log.steps == [0, 10, 20])
    #expect([-5, 0, 9.9, 10, 99].map { log.step(at: $0) } == [0, 0, 0, 10, 20])
    #expect(log.step(atEpoch: 1.9) == 10)
  }
}
