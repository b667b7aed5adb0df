/// A word, a field, a sentence or a single piece of an encoded text, with the pieces that make it up.
public struct TextGroup: Equatable, Sendable {
  /// The stretch of the text as typed; the vocabulary's spelling where no character is its own (special tokens).
  public var text: String
  /// Where it stands, in Unicode scalars of its text; empty for special tokens.
  public var range: Range<Int>
  /// Which text it is in: 0 the first, 1 the second of a pair; nil for special tokens.
  public var sequence: Int?
  /// The indices of its pieces in the encoding, in order.
  public var pieces: [Int]
  /// Whether it is a special token that the model's template put around the text.
  public var isSpecial: Bool { sequence == nil }

  /// Makes a group from its parts.
  public init(text: String, range: Range<Int>, sequence: Int?, pieces: [Int]) {
    self.text = text
    self.range = range
    self.sequence = sequence
    self.pieces = pieces
  }
}

extension Encoding {
  /// Gives every piece as a group of its own, special tokens included.
  ///
  /// - Parameters:
  ///   - text: The text that was encoded.
  ///   - pair: The second text, if a pair was.
  /// - Returns: As many groups as there are pieces, in order.
  /// - Complexity: O(scalars + pieces).
  public func pieces(in text: String, pair: String? = nil) -> [TextGroup] {
    groups(Self.outlines(text, pair), includingSpecialTokens: true) { _, _, _ in false }
  }

  /// Groups the pieces by the words a reader sees; every piece of the text is in exactly one group.
  ///
  /// Neighbouring pieces are of one word if they share a scalar (the bytes of an emoji) or a grapheme cluster (the
  /// people of a family emoji, a letter and its accent), or else if the pre-tokenizer has them in one word, or if the
  /// seam between them is within a word as it is written: an apostrophe, hyphen, underscore, full stop or `@` between
  /// letters or digits (`don't`, `well-acted`), a comma or colon between digits. Other punctuation is a word of its own
  /// where the pre-tokenizer cuts it off. A piece that is nothing but blanks (a lone `▁` or `Ġ`) goes with the word behind
  /// it, at the text's end with the word before it; blanks at a word's ends are not of its text and range. In scripts that put no space between words (Chinese, Japanese, Thai …) each
  /// piece is a word. A word is never of two sentences.
  ///
  /// - Parameters:
  ///   - text: The text that was encoded.
  ///   - pair: The second text, if a pair was.
  ///   - includingSpecialTokens: Whether special tokens are there too, each a group of its own.
  /// - Returns: The words in order.
  /// - Complexity: O(scalars + pieces).
  public func words(
    in text: String, pair: String? = nil, includingSpecialTokens: Bool = false
  ) -> [TextGroup] {
    groups(
      Self.outlines(text, pair), includingSpecialTokens: includingSpecialTokens, trimsBlanks: true
    ) { previous, next, outline in
      let left = offsets[previous]
      let right = offsets[next]
      if outline.isOneCharacter(left, right) { return true }
      guard outline.isOneSection(left, right) else { return false }
      if outline.isBlankInLine(left) || outline.isBlankToTheEnd(right) { return true }
      let scalars = outline.scalars
      let isUnspaced = [left, right].contains { range in
        scalars[range.clamped(to: scalars.indices)].contains(where: Self.isUnspaced)
      }
      if isUnspaced { return false }
      if wordIndices[previous] == wordIndices[next] { return true }
      return left.upperBound == right.lowerBound
        && Self.isSeam(within: scalars, at: left.upperBound)
    }
  }

  /// Groups the pieces by sentences; every piece of the text is in exactly one group.
  ///
  /// A sentence ends behind `.`, `!`, `?` or `…`, with the closing quotes and brackets that follow, where white space or
  /// the end comes next; behind `。！？｡` whatever comes next; and at a line's end. White space goes with the sentence
  /// before it, but not to its text and range. An abbreviation's full stop counts: the rule is simple so that it can be
  /// foreseen.
  ///
  /// - Parameters:
  ///   - text: The text that was encoded.
  ///   - pair: The second text, if a pair was.
  ///   - includingSpecialTokens: Whether special tokens are there too, each a group of its own.
  /// - Returns: The sentences in order, without those that have no piece.
  /// - Complexity: O(scalars + pieces).
  public func sentences(
    in text: String, pair: String? = nil, includingSpecialTokens: Bool = false
  ) -> [TextGroup] {
    groups(
      Self.outlines(text, pair), includingSpecialTokens: includingSpecialTokens, trimsBlanks: true
    ) { previous, next, outline in
      continuesSection(previous, next, outline)
    }
  }

  /// Groups the pieces by fields, the parts of an alert or a ticket; every piece of the text is in exactly one group.
  ///
  /// A piece that reaches over the seam of two fields (`","`) is of the one it begins in, the space before its word not
  /// counted. White space goes with the field before it, but not to its text and range. A text that has no fields is
  /// grouped by its sentences, so that prose and alerts of one list can be treated alike; of a pair each text for itself.
  ///
  /// - Parameters:
  ///   - text: The text that was encoded.
  ///   - pair: The second text, if a pair was.
  ///   - split: How fields are found.
  ///   - includingSpecialTokens: Whether special tokens are there too, each a group of its own.
  /// - Returns: The fields in order, without those that no piece begins in.
  /// - Throws: `ModelError(.invalidInput)` for a pattern that is no regular expression.
  /// - Complexity: O(scalars + pieces), and what a pattern's expression takes.
  public func fields(
    in text: String, pair: String? = nil, by split: FieldSplit = .automatic,
    includingSpecialTokens: Bool = false
  ) throws -> [TextGroup] {
    let outlines = try Self.outlines(text, pair) { text, scalars in
      let fields = try split.fields(of: text)
      if fields.isEmpty { return Self.sentenceIndices(scalars) }
      return fields.enumerated().flatMap { number, field in field.range.map { _ in number } }
    }
    return groups(
      outlines, includingSpecialTokens: includingSpecialTokens, trimsBlanks: true
    ) { previous, next, outline in
      continuesSection(previous, next, outline)
    }
  }

  /// What of a text decides about its groups.
  private struct Outline {
    var scalars: [UInt32]
    /// The number of the grapheme cluster that each scalar is in.
    var characters: [Int]
    /// The number of the sentence, or of the field, that each scalar is in.
    var sections: [Int]

    /// Whether two pieces have parts of one grapheme cluster.
    func isOneCharacter(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
      if left.overlaps(right) { return true }
      let (last, first) = (left.upperBound &- 1, right.lowerBound)
      guard characters.indices.contains(last), characters.indices.contains(first) else {
        return false
      }
      return characters[last] == characters[first]
    }

    /// A range that also holds the marks on its last character, which normalization may have taken off its pieces.
    ///
    /// - Parameter limit: where the next group begins.
    func withWholeCharacters(_ range: Range<Int>, before limit: Int?) -> Range<Int> {
      guard !range.isEmpty, characters.indices.contains(range.upperBound - 1) else { return range }
      let last = characters[range.upperBound - 1]
      let end = min(limit ?? characters.count, characters.count)
      var upper = range.upperBound
      while upper < end, characters[upper] == last { upper += 1 }
      return range.lowerBound..<upper
    }

    /// Whether a piece is blanks only, or nothing that was typed, and no line's end.
    func isBlankInLine(_ range: Range<Int>) -> Bool {
      range.clamped(to: scalars.indices).allSatisfy {
        isBlank($0) && scalars[$0] != 0x0A && scalars[$0] != 0x0D
      }
    }

    /// Whether nothing but blanks comes from a piece on, and no line's end.
    func isBlankToTheEnd(_ range: Range<Int>) -> Bool {
      isBlankInLine(range) && isBlankInLine(range.lowerBound..<max(range.lowerBound, scalars.count))
    }

    /// A range without the blanks at its ends; as it is where it has nothing else.
    func withoutBlanks(_ range: Range<Int>) -> Range<Int> {
      let range = range.clamped(to: scalars.indices)
      guard let first = range.first(where: { !isBlank($0) }),
        let last = range.last(where: { !isBlank($0) })
      else { return range }
      return first..<last + 1
    }

    private func isBlank(_ place: Int) -> Bool {
      UnicodeClass.Table.shared[scalars[place]].contains(.whitespace)
    }

    /// Whether two pieces begin in one sentence or field.
    func isOneSection(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
      func section(_ range: Range<Int>) -> Int? {
        // A piece may begin with the space before its word.
        let range = range.clamped(to: scalars.indices)
        let place = range.first { !isBlank($0) } ?? range.first
        return place.map { sections[$0] }
      }
      guard let left = section(left), let right = section(right) else { return true }
      return left == right
    }
  }

  private static func outlines(_ text: String, _ pair: String?) -> [Outline] {
    outlines(text, pair) { _, scalars in sentenceIndices(scalars) }
  }

  private static func outlines(
    _ text: String, _ pair: String?, sections: (String, [UInt32]) throws -> [Int]
  ) rethrows -> [Outline] {
    try [text, pair ?? ""].map { text in
      let scalars = UTF8Text.scalars(of: text)
      var characters: [Int] = []
      characters.reserveCapacity(scalars.count)
      for (number, character) in text.enumerated() {
        for _ in character.unicodeScalars { characters.append(number) }
      }
      return Outline(
        scalars: scalars, characters: characters, sections: try sections(text, scalars))
    }
  }

  /// Whether a piece is of one sentence or field with the piece before it.
  private func continuesSection(_ previous: Int, _ next: Int, _ outline: Outline) -> Bool {
    // A blank whose offsets were trimmed away goes with what is before it, and says nothing about what comes next.
    if offsets[next].isEmpty { return true }
    var previous = previous
    while offsets[previous].isEmpty {
      guard previous > 0, sequences[previous - 1] == sequences[next] else { return true }
      previous -= 1
    }
    return outline.isOneCharacter(offsets[previous], offsets[next])
      || outline.isOneSection(offsets[previous], offsets[next])
  }

  /// Joins neighbouring pieces of one text where `belong` says so.
  private func groups(
    _ texts: [Outline], includingSpecialTokens: Bool, trimsBlanks: Bool = false,
    where belong: (Int, Int, Outline) -> Bool
  ) -> [TextGroup] {
    var result: [TextGroup] = []
    var previous: Int?
    for piece in 0..<count {
      guard let sequence = sequences[piece], texts.indices.contains(sequence) else {
        previous = nil
        if includingSpecialTokens {
          result.append(
            TextGroup(text: tokens[piece], range: 0..<0, sequence: nil, pieces: [piece]))
        }
        continue
      }
      let range = offsets[piece]
      if let last = previous, sequences[last] == sequence, belong(last, piece, texts[sequence]),
        var group = result.popLast()
      {
        group.pieces.append(piece)
        let lower = min(group.range.lowerBound, range.lowerBound)
        group.range = lower..<max(group.range.upperBound, range.upperBound)
        result.append(group)
      } else {
        result.append(
          TextGroup(text: tokens[piece], range: range, sequence: sequence, pieces: [piece]))
      }
      previous = piece
    }
    for index in result.indices {
      guard let sequence = result[index].sequence else { continue }
      let scalars = texts[sequence].scalars
      let next = result.indices.contains(index + 1) ? result[index + 1] : nil
      result[index].range = texts[sequence].withWholeCharacters(
        result[index].range, before: next?.sequence == sequence ? next?.range.lowerBound : nil)
      if trimsBlanks { result[index].range = texts[sequence].withoutBlanks(result[index].range) }
      let range = result[index].range.clamped(to: scalars.indices)
      if range.isEmpty { continue }
      var view = String.UnicodeScalarView()
      for value in scalars[range] { view.append(Unicode.Scalar(value) ?? "\u{FFFD}") }
      result[index].text = String(view)
    }
    return result
  }

  /// Whether a scalar is of a script that puts no space between words.
  private static func isUnspaced(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0E00..<0x0F00, 0x1000..<0x10A0, 0x1780..<0x1800, 0x3041..<0x3100, 0x31F0..<0x3200,
      0x3400..<0x4DC0, 0x4E00..<0xA000, 0xF900..<0xFB00, 0x20000..<0x32000:
      true
    default: false
    }
  }

  /// Whether the place between two scalars is inside a word as it is written.
  private static func isSeam(within scalars: [UInt32], at place: Int) -> Bool {
    let table = UnicodeClass.Table.shared
    func has(_ wanted: UnicodeClass, _ index: Int) -> Bool {
      scalars.indices.contains(index) && !table[scalars[index]].isDisjoint(with: wanted)
    }
    func joins(_ index: Int) -> Bool {
      guard scalars.indices.contains(index) else { return false }
      let sides: UnicodeClass
      switch scalars[index] {
      // ' ’ - ‐ ‑ _ . @
      case 0x27, 0x2019, 0x2D, 0x2010, 0x2011, 0x5F, 0x2E, 0x40: sides = [.letter, .number]
      // , :
      case 0x2C, 0x3A: sides = .number
      default: return false
      }
      return has(sides, index - 1) && has(sides, index + 1)
    }
    return joins(place - 1) || joins(place)
  }

  /// The number of the sentence that each scalar is in.
  private static func sentenceIndices(_ scalars: [UInt32]) -> [Int] {
    let table = UnicodeClass.Table.shared
    func isSpace(_ place: Int) -> Bool {
      place == scalars.count || table[scalars[place]].contains(.whitespace)
    }
    var result: [Int] = []
    result.reserveCapacity(scalars.count)
    var sentence = 0
    var isPending = false
    for (place, scalar) in scalars.enumerated() {
      result.append(sentence)
      switch scalar {
      case 0x0A, 0x0D, 0x2028, 0x2029, 0x3002, 0xFF01, 0xFF1F, 0xFF61:
        isPending = true
        // Closing marks and further ends go with the sentence.
        if place + 1 < scalars.count, closes(scalars[place + 1]) { continue }
        sentence += 1
        isPending = false
      // . ! ? …
      case 0x2E, 0x21, 0x3F, 0x2026:
        isPending = true
        if isSpace(place + 1) {
          sentence += 1
          isPending = false
        }
      default:
        guard isPending, closes(scalar) else {
          isPending = false
          continue
        }
        if isSpace(place + 1) || !closes(scalars[place + 1]) && scalar > 0x3000 {
          sentence += 1
          isPending = false
        }
      }
    }
    // White space goes with what is before it.
    for place in result.indices.dropFirst() where isSpace(place) {
      result[place] = result[place - 1]
    }
    return result
  }

  /// Whether a scalar closes a quotation or a bracket, or ends a sentence once more.
  private static func closes(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0xBB, 0x2019, 0x201D, 0x203A, 0x300D, 0x300F, 0x3011,
      0xFF09, 0x3002, 0xFF01, 0xFF1F, 0xFF61:
      true
    default: false
    }
  }
}
