public import Model

/// A part of a text that is taken out as a whole: a word everywhere it stands, a character, a segment.
public struct TextFeature: Equatable, Sendable {
  /// As typed.
  public var text: String
  /// Which text of a pair it stands in: 0 the first.
  public var sequence: Int
  /// Where it stands, in Unicode scalars of its text as typed: one range an occurrence.
  public var ranges: [Range<Int>]
  /// For each occurrence the pieces of the encoding that are its.
  public var pieces: [[Int]]

  /// Makes a part from where it stands.
  public init(text: String, sequence: Int, ranges: [Range<Int>], pieces: [[Int]]) {
    self.text = text
    self.sequence = sequence
    self.ranges = ranges
    self.pieces = pieces
  }

  /// Makes a part of a group that stands once; nil for a special token.
  public init?(_ group: TextGroup) {
    guard let sequence = group.sequence else { return nil }
    self.init(text: group.text, sequence: sequence, ranges: [group.range], pieces: [group.pieces])
  }
}
