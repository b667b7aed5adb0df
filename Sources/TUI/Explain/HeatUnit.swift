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
    for group in groups(encoding, texts: texts, by: granularity, unfolded: unfolded) {
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
    _ encoding: Encoding, texts: [[Unicode.Scalar]], by granularity: Granularity,
    unfolded: Set<Int>
  ) -> [[Int]] {
    switch granularity {
    case .piece: return encoding.ids.indices.map { [$0] }
    case .word: return words(encoding)
    case .sentence:
      let sentences = sentences(encoding, texts: texts)
      return sentences.flatMap { sentence -> [[Int]] in
        guard let first = sentence.first, unfolded.contains(first) else { return [sentence] }
        let members = Set(sentence)
        return words(encoding).filter { $0.first.map(members.contains) ?? false }
      }
    }
  }

  /// The pre-tokenizer's words.
  private static func words(_ encoding: Encoding) -> [[Int]] {
    var groups: [[Int]] = []
    var previous: (sequence: Int, word: Int)?
    for index in encoding.ids.indices {
      guard let sequence = encoding.sequences[index], let word = encoding.wordIndices[index] else {
        previous = nil
        continue
      }
      if let previous, previous == (sequence, word) {
        groups[groups.count - 1].append(index)
      } else {
        groups.append([index])
      }
      previous = (sequence, word)
    }
    return groups
  }

  /// Words up to one that ends a sentence: `.`, `!`, `?` and their like, with a blank (or nothing)
  /// behind, or the ideographic ones, or a line break.
  private static func sentences(_ encoding: Encoding, texts: [[Unicode.Scalar]]) -> [[Int]] {
    var groups: [[Int]] = []
    var isOpen = false
    var sequence: Int?
    for word in words(encoding) {
      guard let first = word.first, let last = word.last, let index = encoding.sequences[first]
      else { continue }
      if index != sequence { isOpen = false }
      sequence = index
      if isOpen { groups[groups.count - 1] += word } else { groups.append(word) }
      isOpen = true
      let scalars = texts.indices.contains(index) ? texts[index] : []
      let end = encoding.offsets[last].upperBound
      guard end > 0, end <= scalars.count else { continue }
      let next = end < scalars.count ? scalars[end] : " "
      let closing: Set<Unicode.Scalar> = [".", "!", "?", "…"]
      let ideographic: Set<Unicode.Scalar> = ["。", "！", "？"]
      if (closing.contains(scalars[end - 1]) && next.properties.isWhitespace)
        || ideographic.contains(scalars[end - 1]) || next == "\n"
      {
        isOpen = false
      }
    }
    return groups
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
