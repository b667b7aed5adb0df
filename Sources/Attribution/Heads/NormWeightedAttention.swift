public import Model

/// How long the vectors are that attention adds, ‖αf(x)‖: attention's weights times what they weigh.
///
/// Kobayashi et al. 2020, eq. 5 and 6. A large weight on a token whose value vector is short moves nothing.
public struct NormWeightedAttention: Equatable, Sendable {
  /// ‖α·f(x)‖ of every head, `[heads, query, key]` a layer.
  public var heads: [Tensor]
  /// ‖Σ α·f(x)‖ of all heads of a layer together, `[query, key]` a layer.
  public var layers: [Tensor]

  /// Takes measured maps.
  public init(heads: [Tensor], layers: [Tensor]) {
    self.heads = heads
    self.layers = layers
  }

  /// Measures one text.
  ///
  /// - Parameters:
  ///   - capture: its attention and value vectors (`Capture.attention`, `.queryKeyValue`).
  ///   - gates: how open the heads were.
  ///   - classifier: the model.
  /// - Throws: `CancellationError` between two products of matrices.
  /// - Complexity: layers × (tokens × heads products of `[hidden]` with `[hidden, hidden]`, and tokens² × heads² operations).
  public static func of(
    _ capture: ForwardResult.SequenceCapture, gates: HeadGates, with classifier: SequenceClassifier
  ) throws -> NormWeightedAttention {
    var result = NormWeightedAttention(heads: [], layers: [])
    for (index, layer) in capture.layers.enumerated() {
      guard let attention = layer.attention, let value = layer.value else {
        preconditionFailure("attention and value vectors were captured")
      }
      let heads = attention.shape[0]
      let products = try innerProducts(
        classifier.transformedValues(value, ofLayer: index), heads: heads)
      try Task.checkCancellation()
      let norms = products.map { token in (0..<heads).map { token[$0 * heads + $0].squareRoot() } }
      var weighted = attention
      let tokens = value.rows
      for head in 0..<heads {
        for query in 0..<tokens {
          for key in 0..<tokens {
            weighted.values[(head * tokens + query) * tokens + key] *=
              abs(gates[index, head]) * norms[key][head]
          }
        }
      }
      result.heads.append(weighted)
      result.layers.append(
        together(attention, gates: gates.values[index], products: products))
    }
    return result
  }

  /// f_h(x)·f_g(x) of all pairs of heads, `[tokens][heads · heads]`: the norm of any sum of them follows without the vectors.
  private static func innerProducts(_ vectors: Tensor, heads: Int) -> [[Float]] {
    (0..<vectors.rows / heads).map { token in
      var products = [Float](repeating: 0, count: heads * heads)
      for first in 0..<heads {
        for second in first..<heads {
          let product = zip(
            vectors.row(token * heads + first), vectors.row(token * heads + second)
          ).reduce(Float(0)) { $0 + $1.0 * $1.1 }
          products[first * heads + second] = product
          products[second * heads + first] = product
        }
      }
      return products
    }
  }

  private static func together(
    _ attention: Tensor, gates: [Float], products: [[Float]]
  ) -> Tensor {
    let (heads, tokens) = (attention.shape[0], attention.shape[1])
    var values = [Float](repeating: 0, count: tokens * tokens)
    var weights = [Float](repeating: 0, count: heads)
    for query in 0..<tokens {
      for key in 0..<tokens {
        for head in 0..<heads {
          weights[head] = attention.values[(head * tokens + query) * tokens + key] * gates[head]
        }
        var square: Float = 0
        for first in 0..<heads where weights[first] != 0 {
          var row: Float = 0
          for second in 0..<heads { row += products[key][first * heads + second] * weights[second] }
          square += row * weights[first]
        }
        values[query * tokens + key] = max(square, 0).squareRoot()
      }
    }
    return Tensor(shape: [tokens, tokens], values: values)
  }
}
