public import Attribution
public import Model

/// A page of the short pane beside the heads.
public enum BoardPage: String, CaseIterable, Sendable {
  /// What layers do, in words.
  case layers
  /// Which heads the class hangs on.
  case importance
  /// What the token that the classifier reads is mixed from.
  case mixing
  /// Which heads do the same.
  case map
  /// What the classifier would say of every layer.
  case lens
  /// What the logit is the sum of.
  case contributions
  /// What heads do over the list of texts.
  case sample

  /// The one behind it, or before it.
  func moved(by offset: Int) -> BoardPage {
    let all = Self.allCases
    let place = all.firstIndex(of: self) ?? 0
    return all[(place + offset + all.count) % all.count]
  }
}

/// What the model thread found out for a page of the board.
public enum BoardReading: Equatable, Sendable {
  /// |dF/dgate|, `[layers][heads]`.
  case importance([[Double]])
  /// Measures of one token, as far as they are made.
  case mixing(TokenMixing)
  /// How differently heads look, and a plane on which those that do the same are near.
  case map(HeadDistances, ClassicalScaling)
  /// The prediction from the embeddings and from every layer, and the pieces that a language model's states are read as.
  case lens([Prediction], pieces: PieceLens? = nil)
  /// The parts of a class's logit.
  case contributions(label: Int, LogitContributions)
}

/// What one token is made of, by several measures that ask different things.
public struct TokenMixing: Equatable, Sendable {
  /// How it is measured.
  public enum Measure: String, CaseIterable, Sendable {
    /// Abnar and Zuidema's product of attention: weights alone.
    case rollout = "roll"
    /// Their maximum flow: weights alone.
    case flow
    /// Mohebbi's distance without a token's values: the layers are run without it.
    case valueZeroing = "zero"
    /// Chefer's attention times its gradient: what the class asks for.
    case gradientAttention = "grad"
  }

  /// The token, as a position in the text.
  public var position: Int
  /// Shares of every token, each measure's adding up to 1; those that are made.
  public var shares: [Measure: [Float]]
  /// Why measures are missing that will not come; nil where all come.
  public var note: String?

  /// Makes a mixing of what is known.
  public init(position: Int, shares: [Measure: [Float]] = [:], note: String? = nil) {
    self.position = position
    self.shares = shares
    self.note = note
  }
}
