/// A scalar of normalized text, and the stretch of the typed text that it came from.
struct AlignedScalar: Equatable, Sendable {
  var value: UInt32
  /// The first scalar of the typed text that this one stands for.
  var start: Int32
  /// The scalar after the last.
  var end: Int32
}

/// Normalized text that still knows where each of its scalars was typed.
///
/// The reference library keeps an alignment for every UTF-8 byte; all bytes of a scalar share theirs, so one a
/// scalar says the same.
struct AlignedText: Sendable {
  /// The text so far.
  var scalars: [AlignedScalar] = []

  /// Makes the text of a part of what was typed, as it was typed.
  init(_ typed: ArraySlice<UInt32>) {
    scalars = typed.indices.map {
      AlignedScalar(value: typed[$0], start: Int32($0), end: Int32($0 + 1))
    }
  }

  /// How a scalar of a transformed text came about, as the reference library counts it.
  ///
  /// 0: it replaces the next scalar. Above 0: it is new, and shares the place of the one before. -n: it replaces the
  /// next scalar, and the n after that are removed.
  typealias Change = (value: UInt32, change: Int)

  /// Replaces the text by `changes`, each aligned as its kind asks.
  mutating func transform(_ changes: [Change]) {
    var result: [AlignedScalar] = []
    result.reserveCapacity(changes.count)
    var place = 0
    for (value, change) in changes {
      var aligned = AlignedScalar(value: value, start: 0, end: 0)
      let source = change > 0 ? place - 1 : place
      if source >= 0, let last = scalars.last {
        let from = source < scalars.count ? scalars[source] : last
        aligned.start = from.start
        aligned.end = from.end
      }
      result.append(aligned)
      if change <= 0 { place += 1 - change }
    }
    scalars = result
  }

  /// Keeps the scalars that `isKept` accepts, each with its place.
  mutating func filter(_ isKept: (UInt32) -> Bool) {
    scalars.removeAll { !isKept($0.value) }
  }

  /// Puts `text` in front; it shares the place of what was first.
  mutating func prepend(_ text: [UInt32]) {
    guard let first = scalars.first else { return }
    scalars.insert(
      contentsOf: text.map { AlignedScalar(value: $0, start: first.start, end: first.end) }, at: 0)
  }

  /// Replaces every matched range by `content`, which takes the place of the last scalar of the match.
  mutating func replace(_ matches: [Range<Int>], with content: [UInt32]) {
    guard !matches.isEmpty else { return }
    var result: [AlignedScalar] = []
    result.reserveCapacity(scalars.count)
    var last = 0
    for match in matches {
      result += scalars[last..<match.lowerBound]
      let place =
        match.upperBound > 0
        ? scalars[match.upperBound - 1] : AlignedScalar(value: 0, start: 0, end: 0)
      for value in content {
        result.append(AlignedScalar(value: value, start: place.start, end: place.end))
      }
      last = match.upperBound
    }
    result += scalars[last...]
    scalars = result
  }
}
