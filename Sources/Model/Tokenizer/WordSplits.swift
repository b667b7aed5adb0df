/// Normalized text on its way to be words: one array of scalars, and where each word stands in it.
struct WordSplits {
  /// A word, or an added token.
  struct Split {
    var range: Range<Int>
    /// The index of the added token, or nil for what a model has yet to cut.
    var token: Int?
  }

  /// What becomes of the separators that words are split at.
  enum Behavior: String, Sendable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
  }

  /// A stretch that is a separator, or is none.
  private typealias Match = (range: Range<Int>, isSeparator: Bool)

  /// The text.
  var scalars: [AlignedScalar] = []
  /// The words in order; together with what was removed they cover the text.
  var splits: [Split] = []

  /// Splits each word at the scalars of which `isSeparator` is true, each a separator of its own.
  @inline(__always)
  mutating func split(_ behavior: Behavior, where isSeparator: (UInt32) -> Bool) {
    var result: [Split] = []
    result.reserveCapacity(splits.count)
    // The two behaviours of the usual models need no list of matches.
    guard behavior == .removed || behavior == .isolated else {
      var matches: [Match] = []
      for split in splits {
        guard split.token == nil else {
          result.append(split)
          continue
        }
        matches.removeAll(keepingCapacity: true)
        var start = split.range.lowerBound
        for place in split.range where isSeparator(scalars[place].value) {
          if start < place { matches.append((start..<place, false)) }
          matches.append((place..<place + 1, true))
          start = place + 1
        }
        if start < split.range.upperBound {
          matches.append((start..<split.range.upperBound, false))
        }
        Self.append(matches, behavior, to: &result)
      }
      splits = result
      return
    }
    for split in splits {
      guard split.token == nil else {
        result.append(split)
        continue
      }
      var start = split.range.lowerBound
      for place in split.range where isSeparator(scalars[place].value) {
        if start < place { result.append(Split(range: start..<place)) }
        if behavior == .isolated { result.append(Split(range: place..<place + 1)) }
        start = place + 1
      }
      if start < split.range.upperBound {
        result.append(Split(range: start..<split.range.upperBound))
      }
    }
    splits = result
  }

  /// Splits each word at what `find` finds in it; `isInverted` takes the rest for the separators.
  mutating func split(
    _ behavior: Behavior, isInverted: Bool = false,
    at find: (ArraySlice<AlignedScalar>) -> [Range<Int>]
  ) {
    var result: [Split] = []
    for split in splits {
      guard split.token == nil else {
        result.append(split)
        continue
      }
      var matches: [Match] = []
      var start = split.range.lowerBound
      for match in find(scalars[split.range]) {
        if start < match.lowerBound { matches.append((start..<match.lowerBound, isInverted)) }
        matches.append((match, !isInverted))
        start = match.upperBound
      }
      if start < split.range.upperBound {
        matches.append((start..<split.range.upperBound, isInverted))
      }
      Self.append(matches, behavior, to: &result)
    }
    splits = result
  }

  private static func append(
    _ matches: [Match], _ behavior: Behavior, to result: inout [Split]
  ) {
    var ranges: [Range<Int>] = []
    var previous = false
    switch behavior {
    case .removed: ranges = matches.filter { !$0.isSeparator }.map(\.range)
    case .isolated: ranges = matches.map(\.range)
    case .contiguous:
      for match in matches {
        if match.isSeparator == previous, let last = ranges.last {
          ranges[ranges.count - 1] = last.lowerBound..<match.range.upperBound
        } else {
          ranges.append(match.range)
        }
        previous = match.isSeparator
      }
    case .mergedWithPrevious:
      for match in matches {
        if match.isSeparator, !previous, let last = ranges.last {
          ranges[ranges.count - 1] = last.lowerBound..<match.range.upperBound
        } else {
          ranges.append(match.range)
        }
        previous = match.isSeparator
      }
    case .mergedWithNext:
      for match in matches.reversed() {
        if match.isSeparator, !previous, let last = ranges.last {
          ranges[ranges.count - 1] = match.range.lowerBound..<last.upperBound
        } else {
          ranges.append(match.range)
        }
        previous = match.isSeparator
      }
      ranges.reverse()
    }
    for range in ranges where !range.isEmpty { result.append(Split(range: range)) }
  }

  /// Rewrites each word, which may change its length.
  @inline(__always)
  mutating func rewrite(_ body: (ArraySlice<AlignedScalar>, inout [AlignedScalar]) -> Void) {
    var result: [AlignedScalar] = []
    result.reserveCapacity(scalars.count + splits.count)
    for index in splits.indices {
      let start = result.count
      if splits[index].token == nil {
        body(scalars[splits[index].range], &result)
      } else {
        result += scalars[splits[index].range]
      }
      splits[index].range = start..<result.count
    }
    scalars = result
  }
}
