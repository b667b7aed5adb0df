internal import Attribution
internal import Model

/// One coloured part of the text: a piece, a word or a sentence, or neighbours that are shown as one, and the pieces it is made of.
struct HeatUnit: Equatable, Sendable {
  /// As typed; the vocabulary's spelling for special tokens.
  var text: String
  /// Indices into the encoding.
  var pieces: [Int]
  /// What stands right before it in the text and is no piece's: controls, which many models drop, and what a cleaning took out.
  var unread = ""
  /// What stands behind it at the end of the text and is no piece's, or how much of the text is not read.
  var unreadBehind = ""
  /// Whether there was a blank before it, or before the unread in front of it, in the text.
  var hasGap: Bool
  /// Whether there was a blank between the unread and it.
  var hasInnerGap = false
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
  /// - Parameters:
  ///   - encoding: The text as the model reads it.
  ///   - input: The text as typed.
  ///   - granularity: The parts.
  ///   - fields: How the text is divided where these are fields.
  ///   - unfolded: First pieces of the sentences and fields that are shown by word.
  ///   - fold: Which neighbours are one unit; a fold of another text joins nothing.
  ///   - stretches: What is one unit each; nil: nothing but the parts.
  /// - Complexity: O(pieces + scalars of the texts).
  static func units(
    of encoding: Encoding, input: ModelInput, by granularity: Granularity,
    fields: FieldSplit = .automatic, unfolded: Set<Int> = [], fold: TextFold? = nil,
    stretches: FeatureStretches? = nil
  ) -> [HeatUnit] {
    // Not much further than the model reads: the text may be a book. What ends a sentence stands
    // behind it.
    let end = (encoding.offsets.map(\.upperBound).max() ?? 0) + 8
    let whole = [input.text, input.pair ?? ""]
    var input = input
    /// As much of a text as is shown; of one that was read whole its end, too, which a cleaning may have taken out.
    func shown(_ text: String, _ sequence: Int) -> String {
      let isWhole =
        encoding.cutOffAt.indices.contains(sequence) && encoding.cutOffAt[sequence] == nil
      return String(text.unicodeScalars.prefix(end + (isWhole ? longestTail : 0)))
    }
    input.text = shown(input.text, 0)
    input.pair = input.pair.map { shown($0, 1) }
    let texts = [input.text, input.pair ?? ""].map { Array($0.unicodeScalars) }
    var units: [HeatUnit] = []
    var place = 0
    var sequence: Int?
    func endText() {
      guard let sequence, encoding.cutOffAt.indices.contains(sequence),
        encoding.cutOffAt[sequence] == nil, place < texts[sequence].count,
        let last = units.lastIndex(where: { $0.sequence == sequence })
      else { return }
      units[last].unreadBehind = text(of: texts[sequence][place...])
    }
    var groups = groups(
      of: encoding, input: input, by: granularity, fields: fields, unfolded: unfolded)
    if let fold, fold.encoding == encoding { groups = fold.joined(groups) }
    if let stretches { groups = stretches.joining(groups) }
    for group in groups {
      guard let index = group.sequence else {
        units.append(
          HeatUnit(
            text: group.text, pieces: group.pieces, hasGap: !units.isEmpty, startsLine: false,
            isSpecial: true, range: 0..<0, sequence: nil))
        continue
      }
      if index != sequence {
        endText()
        place = 0
        sequence = index
      }
      let scalars = texts[index]
      // Byte-level pieces carry their blank in front, or are a line's end: it is drawn as the gap it is.
      let stretch = group.range.clamped(to: scalars.indices)
      let isBlank = scalars[stretch].allSatisfy(\.properties.isWhitespace)
      let first = stretch.first { !scalars[$0].properties.isWhitespace }
      let last = stretch.last { !scalars[$0].properties.isWhitespace }
      let lower = first ?? stretch.lowerBound
      let upper = last.map { $0 + 1 } ?? stretch.upperBound
      let gap = scalars[min(place, lower)..<(isBlank ? upper : lower)]
      let startsText = place == 0
      let unread = isBlank ? "" : Self.text(of: gap).trimmedBefore
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
          unread: unread,
          hasGap: (unread.isEmpty
            ? gap.contains(where: \.properties.isWhitespace)
            : gap.first?.properties.isWhitespace == true) || (startsText && !units.isEmpty),
          hasInnerGap: !unread.isEmpty && gap.last?.properties.isWhitespace == true,
          startsLine: gap.contains("\n"), isSpecial: false, range: lower..<upper, sequence: index))
      place = own.upperBound
    }
    endText()
    for (index, cut) in encoding.cutOffAt.enumerated() {
      // A text of which nothing was read is told of behind the other one.
      guard let cut, whole.indices.contains(index),
        let last = units.lastIndex(where: { $0.sequence == index })
          ?? units.lastIndex(where: { $0.sequence != nil })
      else { continue }
      let lost = whole[index].unicodeScalars.count - cut
      if lost > 0 { units[last].unreadBehind += notice(ofUnread: lost) }
    }
    return units
  }

  /// What stands behind the part of a text that was read, in place of the rest.
  private static func notice(ofUnread count: Int) -> String {
    " … \(Wording.grouped(count)) more character\(count == 1 ? " is" : "s are") not read"
  }

  /// Scalars that are shown behind the last piece of a text that was read whole.
  private static let longestTail = 2_000

  /// A stretch of scalars without the blanks at its end.
  private static func text(of scalars: ArraySlice<Unicode.Scalar>) -> String {
    guard let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[...last])
    return String(view)
  }

  /// The parts of an encoding before any are joined.
  static func groups(
    of encoding: Encoding, input: ModelInput, by granularity: Granularity, fields: FieldSplit,
    unfolded: Set<Int>
  ) -> [TextGroup] {
    let groups = granularity.groups(
      of: encoding, in: input.text, pair: input.pair, fields: fields
    ).filter { granularity == .piece || !$0.isSpecial }
    guard granularity.opensIntoWords, !unfolded.isEmpty else { return groups }
    let words = encoding.words(in: input.text, pair: input.pair)
    return groups.flatMap { sentence -> [TextGroup] in
      guard unfolded.contains(sentence.pieces[0]) else { return [sentence] }
      let members = Set(sentence.pieces)
      return words.filter { members.contains($0.pieces[0]) }
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

  /// The unit's standard error.
  func uncertainty(_ errors: AttributionErrors) -> Float { errors[pieces] ?? 0 }
}

extension String {
  /// Without the blanks at its beginning.
  fileprivate var trimmedBefore: String { String(drop { $0.isWhitespace }) }
}
