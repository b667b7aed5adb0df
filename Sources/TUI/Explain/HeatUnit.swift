internal import Model

/// One coloured part of the text: a piece, a word or a sentence, and the pieces it is made of.
struct HeatUnit: Equatable, Sendable {
  /// As typed; the vocabulary's spelling for special tokens.
  var text: String
  /// Indices into the encoding.
  var pieces: [Int]
  /// Whether there was a blank before it in the text.
  var hasGap: Bool
  /// Whether a new line begins with it.
  var startsLine: Bool
  var isSpecial: Bool
  /// Unicode scalars of its text; empty for special tokens.
  var range: Range<Int>
  /// Which text it is of, nil for special tokens.
  var sequence: Int?

  /// The parts of an encoding, in the text's order; special tokens only by piece.
  ///
  /// - Complexity: O(pieces + scalars of the texts).
  static func units(
    of encoding: Encoding, input: ModelInput, by granularity: Granularity,
    unfolded: Set<Int> = []
  ) -> [HeatUnit] {
    let texts = [input.text, input.pair ?? ""].map { Array($0.unicodeScalars) }
    var units: [HeatUnit] = []
    var end = 0
    var sequence: Int?
    for group in groups(encoding, input: input, by: granularity, unfolded: unfolded) {
      guard let first = group.first, let last = group.last else { continue }
      guard let index = encoding.sequences[first], texts.indices.contains(index) else {
        units.append(
          HeatUnit(
            text: encoding.tokens[first], pieces: group, hasGap: !units.isEmpty, startsLine: false,
            isSpecial: true, range: 0..<0, sequence: nil))
        continue
      }
      if index != sequence {
        end = 0
        sequence = index
      }
      let scalars = texts[index]
      let lower = min(encoding.offsets[first].lowerBound, scalars.count)
      let upper = min(max(encoding.offsets[last].upperBound, lower), scalars.count)
      let gap = scalars[min(end, lower)..<lower]
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[lower..<upper])
      // Byte-level pieces carry their blank in front; it is drawn as the gap it is.
      let raw = String(view)
      let text = raw.drop(while: \.isWhitespace)
      let hasGap = text.count != raw.count || gap.contains { $0.properties.isWhitespace }
      let startsText = end == 0
      units.append(
        HeatUnit(
          text: text.isEmpty ? encoding.tokens[first] : String(text), pieces: group,
          hasGap: hasGap || (startsText && !units.isEmpty),
          startsLine: gap.contains("\n") || raw.hasPrefix("\n"), isSpecial: false,
          range: lower..<upper, sequence: index))
      end = upper
    }
    return units
  }

  private static func groups(
    _ encoding: Encoding, input: ModelInput, by granularity: Granularity, unfolded: Set<Int>
  ) -> [[Int]] {
    if granularity == .piece { return encoding.ids.indices.map { [$0] } }
    let groups = TextGroups(encoding, text: input.text, pair: input.pair)
    if granularity == .word { return groups.words }
    return groups.sentences.flatMap { sentence -> [[Int]] in
      guard let first = sentence.first, unfolded.contains(first) else { return [sentence] }
      let members = Set(sentence)
      return groups.words.filter { $0.first.map(members.contains) ?? false }
    }
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
