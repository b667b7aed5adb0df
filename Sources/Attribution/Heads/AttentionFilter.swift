/// Which of the lines between two texts are looked at.
public struct AttentionFilter: Equatable, Sendable {
  /// From the text that asks to the one that is looked at.
  public enum Direction: String, Sendable, CaseIterable {
    /// Every line.
    case all
    /// Within the first text.
    case aToA = "a-a"
    /// From the first to the second.
    case aToB = "a-b"
    /// From the second to the first.
    case bToA = "b-a"
    /// Within the second text.
    case bToB = "b-b"

    /// The text that asks; nil for both.
    var queries: TokenRoles.Segment? {
      switch self {
      case .all: nil
      case .aToA, .aToB: .a
      case .bToA, .bToB: .b
      }
    }

    /// The text that is looked at; nil for both.
    var keys: TokenRoles.Segment? {
      switch self {
      case .all: nil
      case .aToA, .bToA: .a
      case .aToB, .bToB: .b
      }
    }
  }

  /// The texts.
  public var direction: Direction
  /// Whether the model's own tokens ask and are looked at; each belongs to the text it stands in, as with bertviz.
  public var includesSpecialTokens: Bool

  /// Makes a filter; by default all passes.
  public init(direction: Direction = .all, includesSpecialTokens: Bool = true) {
    self.direction = direction
    self.includesSpecialTokens = includesSpecialTokens
  }
}
