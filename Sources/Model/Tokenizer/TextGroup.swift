/// A word or a sentence of an encoded text, with the pieces that make it up.
public struct TextGroup: Equatable, Sendable {
  /// The stretch of the text as typed.
  public var text: String
  /// Where it stands, in Unicode scalars of its text.
  public var range: Range<Int>
  /// Which text it is in: 0 the first, 1 the second of a pair.
  public var sequence: Int
  /// The indices of its pieces in the encoding, in order.
  public var pieces: [Int]

  /// Makes a group from its parts.
  public init(text: String, range: Range<Int>, sequence: Int, pieces: [Int]) {
    self.text = text
    self.range = range
    self.sequence = sequence
    self.pieces = pieces
  }
}

extension Encoding {
  /// Groups the pieces by the words a reader sees; every piece of the text is in exactly one group.
  ///
  /// Neighbouring pieces are of one word if they share a scalar (the bytes of an emoji), or else if the pre-tokenizer
  /// has them in one word, or if the seam between them is within a word as it is written: an apostrophe, hyphen,
  /// underscore, full stop or `@` between letters or digits (`don't`, `well-acted`), a comma or colon between digits.
  /// Other punctuation is a word of its own where the pre-tokenizer cuts it off. In scripts that put no space between
  /// words (Chinese, Japanese, Thai …) each piece is a word.
  ///
  /// - Parameters:
  ///   - text: The text that was encoded.
  ///   - pair: The second text, if a pair was.
  /// - Returns: The words in order.
  /// - Complexity: O(scalars + pieces).
  public func words(in text: String, pair: String? = nil) -> [TextGroup] {
    let texts = [text, pair ?? ""].map { UTF8Text.scalars(of: $0) }
    return groups(texts) { previous, next, scalars in
      let left = offsets[previous]
      let right = offsets[next]
      if left.overlaps(right) { return true }
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
  /// the end comes next; behind `。！？｡` whatever comes next; and at a line's end. An abbreviation's full stop counts: the
  /// rule is simple so that it can be foreseen.
  ///
  /// - Parameters:
  ///   - text: The text that was encoded.
  ///   - pair: The second text, if a pair was.
  /// - Returns: The sentences in order, without those that have no piece.
  /// - Complexity: O(scalars + pieces).
  public func sentences(in text: String, pair: String? = nil) -> [TextGroup] {
    let texts = [text, pair ?? ""].map { UTF8Text.scalars(of: $0) }
    let sentences = texts.map(Self.sentenceIndices)
    return groups(texts) { previous, next, scalars in
      let indices = sentences[sequences[next] ?? 0]
      func sentence(_ piece: Int) -> Int? {
        // A piece may begin with the space before its word.
        let range = offsets[piece].clamped(to: scalars.indices)
        let table = UnicodeClass.Table.shared
        let place = range.first { !table[scalars[$0]].contains(.whitespace) } ?? range.first
        return place.map { indices[$0] }
      }
      guard let left = sentence(previous), let right = sentence(next) else { return true }
      return left == right
    }
  }

  /// Joins neighbouring pieces of one text where `belong` says so.
  private func groups(
    _ texts: [[UInt32]], where belong: (Int, Int, [UInt32]) -> Bool
  ) -> [TextGroup] {
    var result: [TextGroup] = []
    var previous: Int?
    for piece in 0..<count {
      guard let sequence = sequences[piece], texts.indices.contains(sequence) else { continue }
      let range = offsets[piece]
      if let last = previous, sequences[last] == sequence, belong(last, piece, texts[sequence]),
        var group = result.popLast()
      {
        group.pieces.append(piece)
        group.range =
          min(
            group.range.lowerBound, range.lowerBound)..<max(
            group.range.upperBound, range.upperBound)
        result.append(group)
      } else {
        result.append(TextGroup(text: "", range: range, sequence: sequence, pieces: [piece]))
      }
      previous = piece
    }
    for index in result.indices {
      let scalars = texts[result[index].sequence]
      var view = String.UnicodeScalarView()
      for value in scalars[result[index].range.clamped(to: scalars.indices)] {
        view.append(Unicode.Scalar(value) ?? "\u{FFFD}")
      }
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
