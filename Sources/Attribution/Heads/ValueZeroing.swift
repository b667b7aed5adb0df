public import Model

/// How far a token's state moves when the value vector of another token, or those of several together, are taken away, layer by layer.
///
/// Mohebbi et al. 2023: the cosine distance of a layer's output with and without the value vector, attention weights as they
/// are. A causal measure of mixing beside the weights themselves.
public struct ValueZeroing: Equatable, Sendable {
  /// 1 − cos(output without the key's value, output) over each query's sum, `[query, key]` a layer.
  public var layers: [Tensor]

  /// Takes measured layers, `[query, key]` each.
  public init(layers: [Tensor]) { self.layers = layers }

  /// What reaches one position through all layers, `[token]`: the product of the layers.
  ///
  /// The residual connection is in the measure itself, so that no identity is added as attention rollout does; as the
  /// authors' demonstration does it.
  ///
  /// - Complexity: layers × tokens².
  public func rollout(to position: Int) -> [Float] {
    AttentionRollout(AttentionGraph(layers)).row(to: position).map { Float($0) }
  }

  /// Measures one text.
  ///
  /// - Parameters:
  ///   - encoding: the text.
  ///   - parts: tokens whose value vectors are taken away together, and which share what that does; nil: each alone.
  ///   - gates: how open the heads are.
  ///   - changes: what is added to the states that enter the first layer, `[tokens, hidden]`; nil: nothing.
  ///   - classifier: the model.
  ///   - progress: receives how many of the layers' tokens are done.
  /// - Throws: `CancellationError` between two products of matrices.
  /// - Complexity: parts · tokens rows through the second half of each layer.
  public static func of(
    _ encoding: Encoding, parts: [[Int]]? = nil, gates: HeadGates,
    displacedBy changes: Tensor? = nil, with classifier: SequenceClassifier,
    progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> ValueZeroing {
    let capture = try classifier.forward(
      RaggedBatch([encoding]), capture: [.attention, .queryKeyValue, .hiddenStates, .blocks],
      intervention: Intervention(
        headGates: gates.values, displacement: changes.map { Intervention.Displacement($0) })
    ).captures[0]
    let tokens = encoding.count
    let parts = parts ?? (0..<tokens).map { [$0] }
    var result = ValueZeroing(layers: [])
    for (index, layer) in capture.layers.enumerated() {
      guard let attention = layer.attention, let value = layer.value, let context = layer.context
      else { preconditionFailure("the layer's blocks were captured") }
      let input = capture.hiddenStates[index]
      let output = try classifier.output(ofLayer: index, contexts: context, residual: input)
      var distances = [Float](repeating: 0, count: tokens * tokens)
      for (place, part) in parts.enumerated() {
        let without = try classifier.output(
          ofLayer: index,
          contexts: contexts(
            context, without: part, value: value, attention: attention, gates: gates.values[index]),
          residual: input)
        for query in 0..<tokens {
          let distance = cosineDistance(without.row(query), output.row(query))
          for key in part { distances[query * tokens + key] = distance / Float(part.count) }
        }
        try progress(index * parts.count + place + 1, capture.layers.count * parts.count)
      }
      for query in 0..<tokens {
        let row = query * tokens..<(query + 1) * tokens
        let sum = distances[row].reduce(0, +)
        if sum > 0 { for place in row { distances[place] /= sum } }
      }
      result.layers.append(Tensor(shape: [tokens, tokens], values: distances))
    }
    return result
  }

  /// Heads' contexts with some tokens' value vectors at zero, `[tokens, hidden]`.
  private static func contexts(
    _ context: Tensor, without part: [Int], value: Tensor, attention: Tensor, gates: [Float]
  ) -> Tensor {
    var result = context
    let (heads, tokens) = (attention.shape[0], attention.shape[1])
    let size = value.rowSize / heads
    for key in part {
      let taken = Array(value.row(key))
      for query in 0..<tokens {
        for head in 0..<heads {
          let weight = attention.values[(head * tokens + query) * tokens + key] * gates[head]
          guard weight != 0 else { continue }
          for column in head * size..<(head + 1) * size {
            result.values[query * value.rowSize + column] -= weight * taken[column]
          }
        }
      }
    }
    return result
  }

  private static func cosineDistance(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>)
    -> Float
  {
    var (product, firstSquare, secondSquare) = (0.0, 0.0, 0.0)
    for (x, y) in zip(first, second) {
      product += Double(x) * Double(y)
      firstSquare += Double(x) * Double(x)
      secondSquare += Double(y) * Double(y)
    }
    let norms = (firstSquare * secondSquare).squareRoot()
    return norms > 0 ? Float(max(1 - product / norms, 0)) : 0
  }
}
