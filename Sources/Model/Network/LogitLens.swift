import CKernels

/// Which pieces a language model's head reads from the state of every token at every depth.
///
/// nostalgebraist 2020: softmax(norm(h)·W + b). A masked model's states are read as the piece that stands there, GPT-2's as the one
/// that follows; the deepest is what the model says.
public struct LogitLens: Equatable, Sendable {
  /// A piece, and how probable it is.
  public struct Guess: Equatable, Sendable {
    /// The piece.
    public var id: Int32
    /// Its share of the softmax over the vocabulary.
    public var probability: Float

    /// Makes a guess from its parts.
    public init(id: Int32, probability: Float) {
      self.id = id
      self.probability = probability
    }
  }

  /// The most probable pieces, the first the most: `[layers + 1][tokens][guesses]`, the embeddings first.
  public var guesses: [[[Guess]]]

  /// Makes a lens of its guesses.
  public init(guesses: [[[Guess]]]) {
    self.guesses = guesses
  }
}

extension SequenceClassifier {
  /// States that are read at once: their logits are 15 MB with BERT's vocabulary.
  private static let statesPerRun = 128

  /// Reads the states of one text as pieces; nil where the model has no language-model head.
  ///
  /// - Parameters:
  ///   - batch: one sequence.
  ///   - most: how many guesses a state.
  ///   - intervention: what to change inside the network.
  /// - Throws: `CancellationError` between two products of matrices.
  /// - Complexity: O(layers · tokens · vocabulary · hidden), several forward passes: 45 ms for GPT-2's 12 layers on a token each.
  public func logitLens(
    _ batch: RaggedBatch, most: Int, intervention: Intervention = .none
  ) throws -> LogitLens? {
    precondition(batch.count == 1, "one sequence at a time")
    guard let head = try headOfVocabulary() else { return nil }
    let capture = try forward(batch, capture: .hiddenStates, intervention: intervention)
    let states = capture.captures[0].hiddenStates
    var lens = LogitLens(guesses: [])
    for (depth, state) in states.enumerated() {
      var guesses: [[LogitLens.Guess]] = []
      for first in stride(from: 0, to: state.rows, by: Self.statesPerRun) {
        let pass = network.pass(RaggedBatch())
        let logits = try network.read(
          network.pool.matrix(state, rows: first..<min(first + Self.statesPerRun, state.rows)),
          isNormed: depth == states.count - 1, by: head, in: pass)
        guesses += mostProbable(most, in: logits)
      }
      lens.guesses.append(guesses)
    }
    return lens
  }

  /// The largest of every row and their shares of its softmax.
  private func mostProbable(_ most: Int, in logits: MatrixBuffer) -> [[LogitLens.Guess]] {
    headscope_softmax(
      logits.pointer, logits.columns, logits.rows, logits.columns, logits.pointer, logits.columns)
    return (0..<logits.rows).map { row in
      let shares = UnsafeBufferPointer(start: logits.row(row), count: logits.columns)
      return Prediction.largest(most, of: shares).map {
        .init(id: Int32($0), probability: shares[$0])
      }
    }
  }
}
