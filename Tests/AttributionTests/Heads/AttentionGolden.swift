import Attribution
import Foundation
import Model
import TestSupport

/// What numpy and networkx compute from attention, made by `Tests/Reference/make_attention_goldens.py`.
struct AttentionGolden: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomStringConvertible {
    struct Rollout: Decodable, Sendable {
      var position: Int
      /// After each layer.
      var rows: [[Double]]
    }

    struct Flow: Decodable, Sendable {
      var position: Int
      var layer: Int
      var values: [Double]
    }

    struct Score: Decodable, Sendable {
      var product: Double
      var difference: Double
    }

    var name: String
    /// Layers, heads, tokens, tokens.
    var shape: [Int]
    var causal: Bool
    var rollout: [Rollout]
    var flow: [Flow]
    /// nil where it is a model's golden's.
    var attention: [Float]?
    var ids: [Int32]?
    /// One element a head.
    var detection: [[String: Score]]?
    var description: String { name }

    func maps() throws -> AttentionMaps {
      let shape = Array(shape.dropFirst())
      guard let attention else {
        let golden = try Golden(name)
        return AttentionMaps(
          layers: try (0..<self.shape[0]).map { try golden.tensor("crowd.attention.\($0)") },
          isCausal: causal)
      }
      let size = shape.reduce(1, *)
      return AttentionMaps(
        layers: (0..<self.shape[0]).map {
          Tensor(shape: shape, values: Array(attention[$0 * size..<($0 + 1) * size]))
        }, isCausal: causal)
    }
  }

  var cases: [Case]

  static let cases: [Case] = {
    let file = Fixtures.folder.appending(path: "goldens/attention.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode(AttentionGolden.self, from: data))?.cases ?? []
  }()
}
