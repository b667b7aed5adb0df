public import Model

/// A text in parts that can be left out, and the variants that come of it.
///
/// The same words are one part (a bag of words), or each is one of its own. Parts come in the order in which lime's `IndexedString` and
/// `IndexedCharacters` number them, so that equal masks leave out the same words.
public struct PerturbedText: Sendable {
  /// How variants are made.
  public enum Form: Equatable, Sendable {
    /// Pieces are left out of what the model read: no text is read again.
    case pieces
    /// The text is put together anew and read again, as the Python library does it.
    case strings
  }

  /// The parts, in order of their first appearance.
  public let features: [TextFeature]
  private let source: ExplainedText
  private let form: Form
  /// For each piece the part that it goes with; nil for those that stay always.
  private let owners: [Int?]
  /// The first text in stretches, each with its part.
  private let stretches: [(text: String, feature: Int?)]
  /// What stands for a stretch that is left out; nil: nothing.
  private let replacement: String?
  /// What stands for a piece that is left out; nil: nothing.
  private let placeholder: Int32?
  /// What stands for a text of which nothing is left, where the model adds no tokens of its own.
  private let filler: Int32?

  /// Divides a text.
  ///
  /// - Parameters:
  ///   - source: the text.
  ///   - split: what is a word.
  ///   - isBag: whether the same word is one part everywhere.
  ///   - form: how variants are made; `strings` needs the text's `encode`.
  ///   - maskString: what stands for a word that is left out of a string where the same words are not one part; nil: lime's own.
  ///   - mask: what stands for a piece that is left out where the same words are not one part, so that the others keep their places; nil: it
  ///     is left out.
  ///   - filler: what stands for a text of which nothing is left.
  ///   - groups: the parts, where they are no words; nil: as `split` says.
  /// - Throws: `ModelError(.invalidInput)` for a word pattern that is no regular expression.
  public init(
    _ source: ExplainedText, split: WordSplit, isBag: Bool, form: Form, maskString: String? = nil,
    mask: Int32? = nil, filler: Int32? = nil, groups: [TextGroup]? = nil
  ) throws {
    self.source = source
    self.form = source.encode == nil ? .pieces : form
    self.filler = filler
    placeholder = isBag ? nil : mask
    // lime puts these in the place of words and characters that are not a bag's.
    replacement = isBag ? nil : maskString ?? (split == .character ? "\0" : "UNKWORDZ")
    var features: [TextFeature] = []
    var owners = [Int?](repeating: nil, count: source.encoding.count)
    var stretches: [(String, Int?)] = []
    // Both texts of a pair have parts of their own, but a round trip can change the first only.
    let count = self.form == .strings ? 1 : source.texts.count
    for sequence in 0..<min(count, source.texts.count) {
      let scalars = Array(source.texts[sequence].unicodeScalars)
      let pieces = source.encoding.ids.indices.filter {
        source.encoding.sequences[$0] == sequence
      }
      var next = pieces.startIndex
      var known: [String: Int] = [:]
      let words =
        groups.map { $0.filter { $0.sequence == sequence }.map(\.range) }
        ?? Self.words(of: source.encoding, pieces)
      let split = groups == nil ? split : .token
      for part in try split.parts(of: source.texts[sequence], tokenRanges: words) {
        let text = String(String.UnicodeScalarView(scalars[part.range]))
        // A piece goes with the first part that it has something of.
        var own: [Int] = []
        while next < pieces.endIndex,
          source.encoding.offsets[pieces[next]].lowerBound < part.range.upperBound
        {
          let isOwn =
            part.isWord && source.encoding.offsets[pieces[next]].upperBound > part.range.lowerBound
          // One that reaches into the next part may be that one's, where this one is no word.
          if !part.isWord,
            source.encoding.offsets[pieces[next]].upperBound > part.range.upperBound
          {
            break
          }
          if isOwn { own.append(pieces[next]) }
          next += 1
        }
        guard part.isWord else {
          stretches.append((text, nil))
          continue
        }
        let index = isBag ? known[text] ?? features.count : features.count
        if index == features.count {
          known[text] = index
          features.append(TextFeature(text: text, sequence: sequence, ranges: [], pieces: []))
        }
        features[index].ranges.append(part.range)
        features[index].pieces.append(own)
        for piece in own { owners[piece] = index }
        stretches.append((text, index))
      }
    }
    self.features = features
    self.owners = owners
    self.stretches = stretches.map { (text: $0.0, feature: $0.1) }
  }

  /// The variant that keeps some parts.
  public func variant(_ mask: FeatureMask) -> TextVariant {
    precondition(mask.count == features.count, "a bit for every part")
    switch form {
    case .strings:
      guard let encode = source.encode else { preconditionFailure("the form was checked") }
      let encoding = encode(string(mask))
      return filled(TextVariant(ids: encoding.ids, typeIDs: encoding.typeIDs))
    case .pieces:
      var variant = TextVariant()
      for (index, owner) in owners.enumerated() {
        let isKept = owner.map { mask[$0] } ?? true
        guard let id = isKept ? source.encoding.ids[index] : placeholder else { continue }
        variant.append(
          id, typeID: source.encoding.typeIDs[index], source: isKept ? index : nil)
      }
      return filled(variant)
    }
  }

  /// The first text without what the mask leaves out, as lime's `inverse_removing` puts it together.
  func string(_ mask: FeatureMask) -> String {
    var result = ""
    for stretch in stretches {
      if stretch.feature.map({ mask[$0] }) ?? true {
        result += stretch.text
      } else if let replacement {
        result += replacement
      }
    }
    return result
  }

  /// A number a piece from a number a part, or its error: at every occurrence of the part its number, shared by the pieces there.
  public func spread(_ values: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: source.encoding.count)
    for (feature, value) in zip(features, values) {
      for pieces in feature.pieces {
        for piece in pieces { result[piece] = value / Float(pieces.count) }
      }
    }
    return result
  }

  private func filled(_ variant: TextVariant) -> TextVariant {
    guard variant.ids.isEmpty, let filler else { return variant }
    return TextVariant(filler: filler)
  }

  /// The tokenizer's own words, as ranges of the text.
  private static func words(of encoding: Encoding, _ pieces: [Int]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var last: Int?
    for piece in pieces {
      let range = encoding.offsets[piece]
      if let word = encoding.wordIndices[piece], word == last, let open = words.last {
        words[words.count - 1] =
          open.lowerBound..<max(open.upperBound, range.upperBound)
      } else {
        words.append(range)
      }
      last = encoding.wordIndices[piece]
    }
    return words
  }
}
