public import Model

/// How much every head matters to a class's output: the mean of |dF/dgate| over texts.
///
/// Michel et al. 2019, eq. 5, as Hugging Face's bertology script computes it.
public struct HeadImportance: Equatable, Sendable {
  /// The mean of |dF/dgate|, `[layers][heads]`.
  public private(set) var values: [[Double]] = []
  /// How many texts it is the mean of.
  public private(set) var texts = 0

  /// Nothing measured yet.
  public init() {}

  /// The values of each layer divided by their L2 norm.
  ///
  /// As Molchanov et al. 2017 recommend and bertology does.
  public var normalizedByLayer: [[Double]] {
    values.map { heads in
      let norm = heads.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return norm > 0 ? heads.map { $0 / norm } : heads
    }
  }

  /// Takes in the gates' gradients of more texts, `[texts][layers][heads]`.
  public mutating func add(_ gates: [[[Float]]]) {
    for text in gates {
      if values.isEmpty { values = text.map { $0.map { _ in 0 } } }
      texts += 1
      for (layer, heads) in text.enumerated() {
        for (head, gradient) in heads.enumerated() {
          values[layer][head] += (Double(abs(gradient)) - values[layer][head]) / Double(texts)
        }
      }
    }
  }

  /// Measures texts, each by the output of the class it is predicted.
  ///
  /// - Parameters:
  ///   - encodings: the texts.
  ///   - output: which number of the class.
  ///   - target: the class, from a text's index and prediction.
  /// - Throws: `CancellationError` between two products of matrices.
  public mutating func measure(
    _ encodings: [Encoding], of output: OutputFunction, with classifier: SequenceClassifier,
    target: (_ text: Int, _ prediction: Prediction) -> Int = { $1.best }
  ) throws {
    add(try classifier.headGradients(RaggedBatch(encodings), of: output, target: target).gates)
  }
}
