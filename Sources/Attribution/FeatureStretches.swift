public import Model

/// Where in a text something stands that a method took out as one though it is several pieces.
///
/// Such a stretch has one number. A word that is but a part of it has none of its own: what its pieces carry is an even share, and whoever
/// shows it as the word's has to say so.
public struct FeatureStretches: Equatable, Sendable {
  /// The stretches, as pieces of the encoding.
  public let ranges: [Range<Int>]
  /// For each piece of a stretch its place in `ranges`.
  private let owners: [Int: Int]

  /// The stretches of an estimate; none where the method tells every piece apart, and none of a part whose words have values of their own.
  ///
  /// - Complexity: O(pieces).
  public init(_ estimate: AttributionEstimate) {
    let features = (estimate.features ?? []).enumerated()
      .filter { !estimate.opened.contains($0.offset) }.map(\.element)
    let ranges = features.flatMap(\.pieces).compactMap { pieces -> Range<Int>? in
      guard pieces.count > 1, let first = pieces.min(), let last = pieces.max() else { return nil }
      return first..<last + 1
    }
    var owners: [Int: Int] = [:]
    for (index, range) in ranges.enumerated() {
      for piece in range { owners[piece] = index }
    }
    self.ranges = ranges
    self.owners = owners
  }

  /// Whether there are none.
  public var isEmpty: Bool { ranges.isEmpty }

  /// The number of the stretch that a piece is in; nil: in none.
  public func stretch(of piece: Int) -> Int? { owners[piece] }

  /// Pieces with all others of the stretches that they are in, which have one number together.
  ///
  /// - Complexity: O(pieces · log pieces).
  public func extending(_ pieces: [Int]) -> [Int] {
    let touched = Set(pieces.compactMap { owners[$0] })
    guard !touched.isEmpty else { return pieces }
    return Set(touched.flatMap { ranges[$0] }).union(pieces).sorted()
  }

  /// All pieces that share a number with these; nil where these have one of their own.
  public func whole(of pieces: [Int]) -> [Int]? {
    let whole = extending(pieces)
    return whole.count > pieces.count ? whole : nil
  }

  /// Parts of a text with neighbours as one that share a stretch.
  ///
  /// - Complexity: O(pieces).
  public func joining(_ groups: [TextGroup]) -> [TextGroup] {
    guard !isEmpty else { return groups }
    return groups.reduce(into: []) { result, part in
      if let last = result.last?.pieces.last.flatMap({ owners[$0] }), !part.isSpecial,
        part.pieces.first.flatMap({ owners[$0] }) == last, let whole = result.popLast()
      {
        result.append(whole.joined(part))
      } else {
        result.append(part)
      }
    }
  }
}
