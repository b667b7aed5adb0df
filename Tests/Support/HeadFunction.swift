import Foundation
package import Model

/// A small function as a real model's classification head: outer · f(inner · x + bias) + outer bias of the last layer's output x.
///
/// The last layer's norm gives the same x to every token of every text, so that methods which explain the last layer explain the function.
/// It has one text of interest: x, the first numbers of the vectors; the rest of them is 0.
package struct HeadFunction: Sendable {
  /// f, which the architecture decides.
  package enum Activation: Sendable {
    case relu
    case tanh
  }

  /// f.
  package var activation: Activation
  /// x.
  package var input: [Float]
  /// A row a unit.
  package var inner: [[Float]]
  /// A number a unit.
  package var bias: [Float]
  /// A row a label, of a number a unit.
  package var outer: [[Float]]
  /// A number a label.
  package var outerBias: [Float]

  /// Makes a function from its parts.
  package init(
    _ activation: Activation, at input: [Float], inner: [[Float]], bias: [Float], outer: [[Float]],
    outerBias: [Float]
  ) {
    self.activation = activation
    self.input = input
    self.inner = inner
    self.bias = bias
    self.outer = outer
    self.outerBias = outerBias
  }

  /// The layer whose output the function is of.
  package static let layer = ExplainedLayer.output(ofLayer: 1)

  /// Calls `body` with the model.
  package func withModel<Result>(
    _ body: (ModelActor) async throws -> Result
  ) async throws -> Result {
    let name = activation == .relu ? "distilbert-tiny" : "bert-tiny"
    return try await Fixtures.withVariant(of: Fixtures.model(name)) { stored in
      values(of: stored.name, shape: stored.shape).map { (stored.shape, $0) }
    } _: { folder in
      try await body(GoldenModels.load(folder))
    }
  }

  /// What stands in a tensor; nil: what the small model has.
  private func values(of name: String, shape: [Int]) -> [Float]? {
    let norm = activation == .relu ? "layer.1.output_layer_norm" : "layer.1.output.LayerNorm"
    let dense = activation == .relu ? "pre_classifier" : "pooler.dense"
    func rows(_ rows: [[Float]]) -> [Float] {
      (0..<shape[0]).flatMap { row in
        (0..<shape[1]).map { column in
          rows.indices.contains(row) && rows[row].indices.contains(column) ? rows[row][column] : 0
        }
      }
    }
    func row(_ values: [Float]) -> [Float] {
      values + [Float](repeating: 0, count: shape[0] - values.count)
    }
    return switch name {
    case _ where name.hasSuffix("\(norm).weight"): row([])
    case _ where name.hasSuffix("\(norm).bias"): row(input)
    case _ where name.hasSuffix("\(dense).weight"): rows(inner)
    case _ where name.hasSuffix("\(dense).bias"): row(bias)
    case "classifier.weight": rows(outer)
    case "classifier.bias": row(outerBias)
    default: nil
    }
  }
}

extension HeadFunction {
  /// captum's `BasicModel_MultiLayer`: relu(s − 10) + 3·relu(s + 1) − 1, and 2 more for the second label, s the sum of three numbers.
  package static func multiLayer(at input: [Float]) -> HeadFunction {
    HeadFunction(
      .relu, at: input, inner: [[Float]](repeating: [1, 1, 1], count: 4), bias: [-10, 1, 1, 1],
      outer: [[1, 1, 1, 1], [1, 1, 1, 1]], outerBias: [-1, 1])
  }
}
