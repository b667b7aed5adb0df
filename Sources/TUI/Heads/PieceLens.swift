public import Model

/// The logit lens with its pieces as the vocabulary spells them: what the state of every token is read as, layer by layer.
public struct PieceLens: Equatable, Sendable {
  /// How many pieces a state is told by.
  public static let most = 5

  /// A piece, and how probable it is.
  public struct Guess: Equatable, Sendable {
    /// The piece as the vocabulary spells it, which tells ` it` and `it` apart.
    public var text: String
    /// Its share of the softmax over the vocabulary.
    public var probability: Float
  }

  /// The most probable pieces, the first the most: `[layers + 1][tokens][guesses]`, the embeddings first.
  public var guesses: [[[Guess]]]

  /// Makes a lens of its guesses.
  public init(guesses: [[[Guess]]]) {
    self.guesses = guesses
  }

  /// Spells the pieces of a lens out; nil of nil, as of a model without a language-model head.
  public init?(_ lens: LogitLens?, _ tokenizer: Tokenizer) {
    guard let lens else { return nil }
    guesses = lens.guesses.map { tokens in
      tokens.map { guesses in
        guesses.map { guess in
          Guess(
            text: tokenizer.token(for: guess.id) ?? "id \(guess.id)",
            probability: guess.probability)
        }
      }
    }
  }
}
