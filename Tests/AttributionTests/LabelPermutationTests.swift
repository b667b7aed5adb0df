import Attribution
import Foundation
import Model
import TestSupport
import Testing

/// A model whose labels stand in another order has the same explanations in that order.
@Suite struct LabelPermutationTests {
  /// The old label that each new one was: no label stays, and none changes places with another.
  private static let former = [2, 0, 3, 1]
  private static let text = "a film so good"

  /// A copy of a model with the classifier's rows in the new order.
  private func permuted(_ name: String) async throws -> ModelActor {
    let source = try #require(GoldenModels.folder(name))
    let folder = FileManager.default.temporaryDirectory.appending(path: "labels-\(UUID())")
    try FileManager.default.copyItem(at: source, to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let weights = try SafetensorsFile(path: source.appending(path: "model.safetensors").path)
    var moved = 0
    let entries = try weights.tensors.map { tensor in
      var values = try tensor.floats()
      let isHead = tensor.name.hasPrefix("classifier") || tensor.name.hasPrefix("score")
      if isHead, tensor.shape.first == Self.former.count {
        let width = values.count / Self.former.count
        values = Self.former.flatMap { values[$0 * width..<($0 + 1) * width] }
        moved += 1
      }
      return SafetensorsWriter.Entry(name: tensor.name, shape: tensor.shape) { values }
    }
    #expect(moved == (name == "gpt2-tiny" ? 1 : 2), "a head is its weights, and mostly a bias")
    let target = folder.appending(path: "model.safetensors").path
    try FileManager.default.removeItem(atPath: target)
    try SafetensorsWriter.write(entries, to: target)
    return try await GoldenModels.load(folder)
  }

  private func request(_ method: AttributionMethod, _ output: OutputFunction, _ target: Int)
    -> AttributionRequest
  {
    AttributionRequest(
      method: method, target: .index(target), output: output, steps: 5,
      samples: method.isSampled ? 40 : nil)
  }

  private func distance(_ first: [Float], _ second: [Float]) -> Float {
    zip(first, second).map { abs($0 - $1) }.max() ?? 0
  }

  @Test(arguments: GoldenModels.tiny)
  func valuesMoveWithTheirLabel(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let other = try await permuted(name)
    let explained = ExplainedText(model.info.tokenizer.encode(Self.text), texts: [Self.text])
    for method in AttributionMethod.allCases {
      for output in [OutputFunction.logit, .probability]
      where output == .logit || !method.needsLogit {
        var columns: [[Float]] = []
        for (label, former) in Self.former.enumerated() {
          let expected = try await model.attribution(
            for: explained, request(method, output, former))
          let found = try await other.attribution(for: explained, request(method, output, label))
          #expect(found.target == label)
          // The softmax adds up the same numbers in another order.
          let scale = expected.values.map(abs).max() ?? 0
          #expect(
            distance(found.values, expected.values) <= 1e-3 * scale + 1e-6,
            "\(method) of the \(output)")
          #expect(abs(found.outputValue - expected.outputValue) < 1e-5)
          let ways = zip(found.classes, Self.former).map {
            ($0.values, expected.classes[$1].values)
          }
          for (own, former) in ways { #expect(distance(own, former) < 1e-3 * scale + 1e-5) }
          columns.append(expected.values)
        }
        // Were all labels alike, nothing would have been tested. GPT-2 reads its states through layer norms alone, which do not see
        // a number added to all of a vector: the sum of a gradient over the vector is 0 for every label.
        if name == "gpt2-tiny", method == .smoothGrad { continue }
        let isSame = distance(columns[0], columns[1]) < 1e-6
        #expect(isSame == !method.hasTarget, "\(method) of the \(output)")
      }
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func thePredictedLabelIsExplainedWherever(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let other = try await permuted(name)
    let encoding = model.info.tokenizer.encode(Self.text)
    let expected = try await model.attribution(for: encoding, AttributionRequest())
    let found = try await other.attribution(for: encoding, AttributionRequest())
    #expect(Self.former[found.target] == expected.target)
    let scale = expected.values.map(abs).max() ?? 0
    #expect(distance(found.values, expected.values) <= 1e-4 * scale)
  }
}
