public import Attribution

/// Where every head looked in one text, and what one calls that; made on the model thread.
public struct AttentionReport: Equatable, Sendable {
  /// The weights.
  public let maps: AttentionMaps
  /// The tokens, as the model read them.
  public let roles: TokenRoles
  /// For each token the piece of the whole text: others where pieces were left out.
  public let pieces: [Int]
  /// The pattern that names each head, in the order of `AttentionMaps.heads`.
  public let patterns: [HeadProfile.Match]
  /// What layers do, in words.
  public let sentences: [String]
  /// The weights made small.
  public var thumbnails: HeadThumbnails

  /// Queries and keys of all heads; nil unless they were asked for.
  public let vectors: HeadVectors?

  /// Whether there are two texts.
  var isPair: Bool { roles.tokens.contains { $0.segment == .b } }

  /// Describes the attention of a text.
  ///
  /// - Parameters:
  ///   - maps: the attention.
  ///   - roles: the same text's tokens.
  ///   - pieces: for each of them the piece of the whole text.
  ///   - vectors: queries and keys, for the neuron view.
  ///   - thumbnailSide: the most blocks a side of the small pictures.
  /// - Throws: `CancellationError`, looked for between heads.
  /// - Complexity: O(layers · heads · tokens²), 80 ms for 12 × 12 heads at 512 tokens.
  public init(
    _ maps: AttentionMaps, _ roles: TokenRoles, pieces: [Int], vectors: HeadVectors? = nil,
    thumbnailSide: Int
  ) throws {
    let statistics = try HeadStatistics(maps, roles)
    let scores = try HeadPatternScores(maps, roles, statistics)
    self.maps = maps
    self.roles = roles
    self.pieces = pieces
    self.vectors = vectors
    patterns = scores.heads.map(\.best)
    sentences = try LayerSummary(maps, roles, statistics, scores).sentences
    thumbnails = HeadThumbnails(maps, side: thumbnailSide)
  }
}
