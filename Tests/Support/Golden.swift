import Foundation
package import Model

/// What transformers and captum compute for one model, in double precision; made by `Tests/Reference/make_goldens.py`.
package struct Golden: Sendable {
  package struct Text: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var text: String
    package var pair: String?
    package var ids: [Int32]
    package var typeIDs: [Int32]
    package var logits: [Float]
    /// Softmax, or sigmoid for several labels.
    package var outputs: [Float]
    package var description: String { name }
  }

  /// A text whose activations were kept.
  package struct Capture: Decodable, Sendable {
    package var text: String
    /// The tokens whose hidden states and vectors were kept; nil means all.
    package var tokens: [Int]?
  }

  /// Integrated gradients under one set of choices.
  package struct Integral: Decodable, Sendable, CustomStringConvertible {
    package struct Point: Decodable, Sendable {
      package var alpha: Double
      package var weight: Double
      package var output: Float
      package var slope: Float
      package var attributions: [Float]
    }

    package var text: String
    package var layer: String
    /// `padding`, `mask`, `unknown`, `zero` (the zero vector at every token), or a text.
    package var baseline: String
    package var quadrature: String
    package var steps: Int
    package var output: String
    package var target: Int
    package var baseOutput: Float
    package var outputValue: Float
    package var delta: Float
    /// Per token, over the hidden dimension.
    package var sum: [Float]
    package var l2: [Float]
    /// The nodes, where they were kept.
    package var path: [Point]?

    package var description: String {
      "\(text) \(layer) \(baseline) \(quadrature) \(steps) \(output) target \(target)"
    }
  }

  /// captum's Saliency and InputXGradient.
  package struct Pointwise: Decodable, Sendable, CustomStringConvertible {
    package struct Reduced: Decodable, Sendable {
      package var sum: [Float]
      package var l2: [Float]
    }

    package var text: String
    package var layer: String
    package var output: String
    package var target: Int
    package var saliency: Reduced
    package var inputTimesGradient: Reduced
    /// The name of the tensor of the gradient itself, where it was kept.
    package var gradient: String?
    package var description: String { "\(text) \(layer) \(output)" }
  }

  /// A cross-entropy whose gradients with respect to all parameters were kept as `parameter.<name>`.
  package struct Loss: Decodable, Sendable {
    package var text: String
    package var label: Int
    package var value: Float
    /// For embedding tables, the rows that were kept; all others are zero.
    package var rows: [String: [Int]]
  }

  /// Outputs after a change inside the network.
  package struct Intervention: Decodable, Sendable, CustomStringConvertible {
    package struct Gate: Decodable, Sendable {
      package var layer: Int
      package var head: Int
      package var factor: Float
    }

    package struct Replacement: Decodable, Sendable {
      package var site: String
      package var layer: Int
      package var head: Int
      package var position: Int
      package var values: [Float]
    }

    package var name: String
    package var text: String
    package var logits: [Float]
    package var gates: [Gate]?
    package var replacements: [Replacement]?
    package var keyFactors: [Float]?
    package var description: String { name }
  }

  /// The same weights under another `config.json`.
  package struct Variant: Decodable, Sendable, CustomStringConvertible {
    package var patch: [String: JSONFragment]
    package var text: String
    package var logits: [Float]
    package var outputs: [Float]
    package var integral: Integral
    package var description: String { "\(patch)" }
  }

  /// How many texts' integrals captum itself completes.
  package struct Completeness: Decodable, Sendable {
    package var steps: Int
    package var share: Float
    package var reached: Int
    package var texts: Int
  }

  private struct Meta: Decodable {
    var model: String
    var texts: [Text]
    var captures: [Capture]?
    var integrals: [Integral]
    var pointwise: [Pointwise]?
    var loss: Loss?
    var interventions: [Intervention]?
    var variants: [Variant]?
    var completeness: Completeness?
  }

  private let meta: Meta
  private let tensors: [String: Tensor]

  package var model: String { meta.model }
  package var texts: [Text] { meta.texts }
  package var captures: [Capture] { meta.captures ?? [] }
  package var integrals: [Integral] { meta.integrals }
  package var pointwise: [Pointwise] { meta.pointwise ?? [] }
  package var loss: Loss? { meta.loss }
  package var interventions: [Intervention] { meta.interventions ?? [] }
  package var variants: [Variant] { meta.variants ?? [] }
  package var completeness: Completeness? { meta.completeness }
}

extension Golden {
  /// Opens the golden of a model by name.
  package init(_ name: String) throws {
    let folder = Fixtures.folder.appending(path: "goldens")
    meta = try JSONDecoder().decode(
      Meta.self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
    var tensors: [String: Tensor] = [:]
    let file = "\(name).safetensors"
    if FileManager.default.fileExists(atPath: folder.appending(path: file).path) {
      let checkpoint = try Checkpoint(
        directory: ModelDirectory(path: folder.path, chosenFile: file))
      for stored in checkpoint.storedTensors {
        tensors[stored.name] = Tensor(shape: stored.shape, values: try stored.floats())
      }
    }
    self.tensors = tensors
  }

  /// The text of that name.
  package func text(_ name: String) throws -> Text {
    guard let text = texts.first(where: { $0.name == name }) else {
      throw GoldenError("\(model) has no text \(name)")
    }
    return text
  }

  /// How many parameters' gradients were kept.
  package var parameterCount: Int { tensors.keys.count { $0.hasPrefix("parameter.") } }

  /// The tensor of that name.
  package func tensor(_ name: String) throws -> Tensor {
    guard let tensor = tensors[name] else {
      throw GoldenError("\(model) has no tensor \(name)")
    }
    return tensor
  }
}

/// A golden file does not hold what a test asks of it.
package struct GoldenError: Error, CustomStringConvertible {
  package var description: String
  init(_ description: String) { self.description = description }
}
