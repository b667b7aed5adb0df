import Foundation
import Model
import TestSupport

@testable import Training

/// A run of PyTorch's, as `make_training_goldens.py` wrote it.
struct TrainingGolden: Decodable, OptimizerGolden {
  struct Batch: Decodable {
    var texts: [[Int32]]
    var labels: [Int]

    var batch: RaggedBatch {
      var batch = RaggedBatch()
      for ids in texts { batch.append(ids: ids, typeIDs: ids.map { _ in 0 }) }
      return batch
    }

    var targets: [ClassificationLoss.Target] { labels.map { .label($0) } }
  }

  struct Parameter: Decodable {
    /// The Euclidean length at the end.
    var length: Double
    /// How far the parameter moved.
    var moved: Double
    /// Sums of its elements with random signs.
    var sums: [Double]

    /// The root of the mean square of the sums' differences: an estimate of how far two tensors are apart.
    func distance(of tensor: Tensor) -> Double {
      let squares = sums.enumerated().map { seed, sum in
        let difference = Self.signedSum(tensor.values, seed: UInt64(seed)) - sum
        return difference * difference
      }
      return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }

    private static func signedSum(_ values: [Float], seed: UInt64) -> Double {
      var generator = SeededGenerator(seed: seed)
      var bits: UInt64 = 0
      var sum = 0.0
      for (index, value) in values.enumerated() {
        if index % 64 == 0 { bits = generator.next() }
        sum += bits & 1 == 1 ? Double(value) : -Double(value)
        bits >>= 1
      }
      return sum
    }
  }

  var rate: Double
  var warmup: Int
  var decay: Double
  var clip: Double
  var batches: [Batch]
  var losses: [Double]
  var gradientNorms: [Double]
  var parameters: [String: Parameter]

  init(_ name: String) throws {
    let file = Fixtures.folder.appending(path: "goldens/\(name)-training.json")
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
  }

  var stepCount: Int { batches.count }

  /// A key's bias shifts all scores of a query alike: its gradient is zero, and what moves it is rounding.
  static func isKeyBias(_ name: String) -> Bool {
    name.hasSuffix("self.key.bias") || name.hasSuffix("k_lin.bias")
      || name.hasSuffix("c_attn.bias.1")
  }

  /// GPT-2's three biases of a layer's projections apart, as the golden names them.
  static func split(_ parameters: [String: Tensor]) -> [String: Tensor] {
    var split: [String: Tensor] = [:]
    for (name, tensor) in parameters {
      guard name.hasSuffix("c_attn.bias") else {
        split[name] = tensor
        continue
      }
      let size = tensor.values.count / 3
      for part in 0..<3 {
        split["\(name).\(part)"] = Tensor(
          shape: [size], values: Array(tensor.values[part * size..<(part + 1) * size]))
      }
    }
    return split
  }
}
