internal import Model

/// One coloured part of the text: a piece, a word or a sentence, and the pieces it is made of.
struct HeatUnit: Equatable, Sendable {
  /// As typed; the vocabulary's spelling for special tokens.
  var text: String
  /// Indices into the encoding.
  var pieces: [Int]
  /// What stands right before it in the text and is no piece's: controls, which many models drop.
  var unread = ""
  /// Whether there was a blank before it in the text.
  var hasGap: Bool
  /// Whether a new line begins with it.
  var startsLine: Bool
  var isSpecial: Bool
  /// Unicode scalars of its text; empty for special tokens.
  var range: Range<Int>
  /// Which text it is of, nil for special tokens.
  var sequence: Int?

  /// Stands for a piece of a character that was drawn with the piece before.
  static let continuation = "·"

  /// The parts of an encoding, in the text's order; special tokens only by piece.
  ///
  /// - Complexity: O(pieces + scalars of the texts).
  static func units(
    of encoding: Encoding, input: ModelInput, by granularity: Granularity,
    unfolded: Set<Int> = []
  ) -> [HeatUnit] {
    // Not much further than the model reads: the text may be a book. What ends a sentence stands
    // behind it.
    let end = (encoding.offsets.map(\.upperBound).max() ?? 0) + 8
    var input = input
    input.text = String(input.text.unicodeScalars.prefix(end))
    input.pair = input.pair.map { String($0.unicodeScalars.prefix(end)) }
    let texts = [input.text, input.pair ?? ""].map { Array($0.unicodeScalars) }
    var units: [HeatUnit] = []
    var place = 0
    var sequence: Int?
    for group in groups(encoding, input: input, by: granularity, unfolded: unfolded) {
      guard let index = group.sequence else {
        units.append(
          HeatUnit(
            text: group.text, pieces: group.pieces, hasGap: !units.isEmpty, startsLine: false,
            isSpecial: true, range: 0..<0, sequence: nil))
        continue
      }
      if index != sequence {
        place = 0
        sequence = index
      }
      let scalars = texts[index]
      // Byte-level pieces carry their blank in front, or are a line's end: it is drawn as the gap it is.
      let whole = group.range.clamped(to: scalars.indices)
      let isBlank = scalars[whole].allSatisfy(\.properties.isWhitespace)
      let first = whole.first { !scalars[$0].properties.isWhitespace }
      let last = whole.last { !scalars[$0].properties.isWhitespace }
      let lower = first ?? whole.lowerBound
      let upper = last.map { $0 + 1 } ?? whole.upperBound
      let gap = scalars[min(place, lower)..<(isBlank ? upper : lower)]
      let startsText = place == 0
      let unread = gap.filter { !$0.properties.isWhitespace }
      // Several byte-level pieces may share one character: it stands on the first of them.
      let own = max(lower, place)..<max(upper, place)
      let isContinued = !isBlank && lower < place
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars[own])
      units.append(
        HeatUnit(
          text: isBlank
            ? encoding.tokens[group.pieces[0]]
            : isContinued && own.isEmpty ? Self.continuation : String(text), pieces: group.pieces,
          unread: isBlank ? "" : String(String.UnicodeScalarView(unread)),
          hasGap: gap.contains { $0.properties.isWhitespace } || (startsText && !units.isEmpty),
          startsLine: gap.contains("\n"), isSpecial: false, range: lower..<upper, sequence: index))
      place = own.upperBound
    }
    return units
  }

  private static func groups(
    _ encoding: Encoding, input: ModelInput, by granularity: Granularity, unfolded: Set<Int>
  ) -> [TextGroup] {
    func words() -> [TextGroup] { encoding.words(in: input.text, pair: input.pair) }
    switch granularity {
    case .piece: return encoding.pieces(in: input.text, pair: input.pair)
    case .word: return words()
    case .sentence:
      let sentences = encoding.sentences(in: input.text, pair: input.pair)
      if unfolded.isEmpty { return sentences }
      let words = words()
      return sentences.flatMap { sentence -> [TextGroup] in
        guard unfolded.contains(sentence.pieces[0]) else { return [sentence] }
        let members = Set(sentence.pieces)
        return words.filter { members.contains($0.pieces[0]) }
      }
    }
  }

  /// Whether all of it is among the pieces taken out; a sentence without a word still stands.
  func isRemoved(_ removed: some Collection<Int>) -> Bool {
    !pieces.isEmpty && pieces.allSatisfy(removed.contains)
  }

  /// The unit's number: the sum over its pieces.
  func value(_ values: [Float]) -> Float {
    pieces.reduce(0) { $0 + (values.indices.contains($1) ? values[$1] : 0) }
  }

  /// The unit's standard error, its pieces taken as independent.
  func uncertainty(_ errors: [Float]) -> Float {
    pieces.reduce(0) {
      $0 + (errors.indices.contains($1) ? errors[$1] * errors[$1] : 0)
    }.squareRoot()
  }
}
