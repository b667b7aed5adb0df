extension Tokenizer {
  /// A piece of one text, before the template is put around.
  private struct TextPiece {
    var id: Int32
    var start: Int32
    var end: Int32
    var word: Int32
    /// Spaces at the ends of the piece's own text, where offsets leave them out.
    var leading: Int32 = 0
    var trailing: Int32 = 0
  }

  /// Encodes a text, or a pair, as the model was trained to read it.
  ///
  /// - Parameters:
  ///   - text: Any text.
  ///   - pair: The second text of a pair.
  ///   - maximumTokens: The most pieces to make, special ones included. What is too long loses its end; of a pair, the
  ///     longer text first.
  ///   - addingSpecialTokens: Whether the model's template (`[CLS]`, `</s>` …) is put around the text.
  /// - Returns: The pieces, with their places in the text as typed.
  /// - Complexity: O(scalars), about a microsecond a piece.
  public func encode(
    _ text: String, pair: String? = nil, maximumTokens: Int? = nil,
    addingSpecialTokens: Bool = true
  ) -> Encoding {
    var texts = [pieces(of: text)]
    if let pair { texts.append(pieces(of: pair)) }
    let cutOffAt = truncate(&texts, to: maximumTokens, addingSpecialTokens: addingSpecialTokens)
    for index in texts.indices {
      for hasPrefixSpace in parts.postProcessor.trims {
        Self.trim(&texts[index], hasPrefixSpace: hasPrefixSpace)
      }
    }
    return assemble(texts, cutOffAt: cutOffAt, addingSpecialTokens: addingSpecialTokens)
  }

  // MARK: - One text

  private func pieces(of text: String) -> [TextPiece] {
    let words = words(of: text)
    return parts.cache.borrow { pieces(of: words, &$0) }
  }

  private func pieces(of words: WordSplits, _ cache: inout WordCache.Slots?) -> [TextPiece] {
    let trims = !parts.postProcessor.trims.isEmpty
    var result: [TextPiece] = []
    result.reserveCapacity(words.splits.count + words.splits.count / 2)
    var workspace = PieceModel.Workspace()
    var bytes: [UInt8] = []
    var scalarOfByte: [Int32] = []
    var pieces: [PieceSpan] = []
    let vocabulary = parts.model.vocabulary
    let model = parts.model

    for (word, split) in words.splits.enumerated() {
      guard let first = split.range.first, let last = split.range.last else { continue }
      if let token = split.token {
        var piece = TextPiece(
          id: parts.added.tokens[token].id, start: words.scalars[first].start,
          end: words.scalars[last].end, word: Int32(truncatingIfNeeded: word))
        if trims {
          let text = words.scalars[split.range]
          piece.leading = Int32(text.prefix { Self.isTrimmed($0.value) }.count)
          piece.trailing = Int32(text.reversed().prefix { Self.isTrimmed($0.value) }.count)
        }
        result.append(piece)
        continue
      }
      bytes.removeAll(keepingCapacity: true)
      scalarOfByte.removeAll(keepingCapacity: true)
      for place in split.range {
        UTF8Text.append(words.scalars[place].value, to: &bytes)
        while scalarOfByte.count < bytes.count {
          scalarOfByte.append(Int32(truncatingIfNeeded: place))
        }
      }
      pieces.removeAll(keepingCapacity: true)
      bytes.withUnsafeBufferPointer { word in
        let hash = Vocabulary.hash(word)
        if cache?.find(word, hash, into: &pieces) == true { return }
        model.tokenize(word, &workspace, into: &pieces)
        cache?.insert(word, hash, pieces)
      }
      for span in pieces where span.start < span.end {
        var piece = TextPiece(
          id: span.id, start: words.scalars[Int(scalarOfByte[span.start])].start,
          end: words.scalars[Int(scalarOfByte[span.end - 1])].end,
          word: Int32(truncatingIfNeeded: word))
        if trims, let bytes = vocabulary.bytes(of: span.id) {
          (piece.leading, piece.trailing) = Self.trimmedCounts(bytes)
        }
        result.append(piece)
      }
    }
    return result
  }

  /// The words of a text, normalized; added tokens are words of their own.
  private func words(of text: String) -> WordSplits {
    let typed = UTF8Text.scalars(of: text)
    var words = WordSplits()
    func add(_ scalars: ArraySlice<AlignedScalar>, token: Int?) {
      guard !scalars.isEmpty else { return }
      let start = words.scalars.count
      words.scalars += scalars
      words.splits.append(.init(range: start..<words.scalars.count, token: token))
    }
    for stretch in parts.added.split(typed) {
      var aligned = AlignedText(typed[stretch.range])
      guard stretch.token == nil else {
        add(aligned.scalars[...], token: stretch.token)
        continue
      }
      parts.normalizer?.normalize(&aligned)
      guard parts.added.hasNormalized else {
        add(aligned.scalars[...], token: nil)
        continue
      }
      for inner in parts.added.split(aligned) {
        add(aligned.scalars[inner.range], token: inner.token)
      }
    }
    parts.preTokenizer?.preTokenize(&words)
    return words
  }

  // MARK: - Truncation

  /// Cuts the ends off so that all fits; for each text, the scalar from which on it is cut off.
  private func truncate(
    _ texts: inout [[TextPiece]], to maximumTokens: Int?, addingSpecialTokens: Bool
  ) -> [Int?] {
    var cutOffAt = [Int?](repeating: nil, count: texts.count)
    guard let maximumTokens else { return cutOffAt }
    let isPair = texts.count == 2
    let added = addingSpecialTokens ? parts.postProcessor.addedCount(isPair: isPair) : 0
    let room = max(0, maximumTokens - added)
    guard texts.reduce(0, { $0 + $1.count }) > room else { return cutOffAt }
    var counts = [room]
    if isPair {
      // The reference's longest_first: both in full where they fit, else half each.
      var short = min(texts[0].count, texts[1].count)
      var long = short > room ? short : max(short, room - short)
      if short + long > room {
        short = room / 2
        long = short + room % 2
      }
      counts = texts[0].count > texts[1].count ? [long, short] : [short, long]
    }
    for (index, count) in counts.enumerated() where count < texts[index].count {
      cutOffAt[index] = Int(texts[index][count].start)
      texts[index].removeLast(texts[index].count - count)
    }
    return cutOffAt
  }

  // MARK: - Offsets without spaces

  private static func isTrimmed(_ scalar: UInt32) -> Bool {
    scalar == ByteLevelAlphabet.space || UnicodeClass.Table.shared[scalar].contains(.whitespace)
  }

  /// How many spaces a piece of a byte-level vocabulary begins and ends with.
  private static func trimmedCounts(_ bytes: ArraySlice<UInt8>) -> (Int32, Int32) {
    // `Ġ` is C4 A0; most pieces begin with one or with a letter.
    guard let first = bytes.first, let last = bytes.last else { return (0, 0) }
    let mayTrim = first == 0xC4 || first <= 0x20 || first >= 0x7F || last <= 0x20 || last >= 0x7F
    guard mayTrim else { return (0, 0) }
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    return (
      Int32(scalars.prefix { isTrimmed($0.value) }.count),
      Int32(scalars.reversed().prefix { isTrimmed($0.value) }.count)
    )
  }

  private static func trim(_ pieces: inout [TextPiece], hasPrefixSpace: Bool) {
    for (index, piece) in pieces.enumerated() where piece.leading > 0 || piece.trailing > 0 {
      var leading = piece.leading
      // The one space that was put in front was never typed.
      if hasPrefixSpace, leading == 1, index == 0 || piece.start == 0 { leading = 0 }
      let start = min(piece.start + leading, piece.end)
      pieces[index].start = start
      if piece.trailing > 0, piece.end >= piece.trailing {
        pieces[index].end = max(piece.end - piece.trailing, start)
      }
    }
  }

  // MARK: - Template

  private func assemble(
    _ texts: [[TextPiece]], cutOffAt: [Int?], addingSpecialTokens: Bool
  ) -> Encoding {
    let template =
      texts.count == 2 ? parts.postProcessor.pair : parts.postProcessor.single
    var result = Encoding(
      ids: [], typeIDs: [], tokens: [], offsets: [], sequences: [], wordIndices: [], isSpecial: [],
      cutOffAt: cutOffAt)
    let count = texts.reduce(template.count) { $0 + $1.count }
    result.ids.reserveCapacity(count)
    result.typeIDs.reserveCapacity(count)
    result.tokens.reserveCapacity(count)
    result.offsets.reserveCapacity(count)
    result.sequences.reserveCapacity(count)
    result.wordIndices.reserveCapacity(count)
    result.isSpecial.reserveCapacity(count)
    let hasAdded = !parts.added.tokens.isEmpty
    let vocabulary = parts.model.vocabulary
    for part in template {
      switch part {
      case .special(let id, let token, let type):
        guard addingSpecialTokens else { continue }
        result.ids.append(id)
        result.typeIDs.append(type)
        result.tokens.append(token)
        result.offsets.append(0..<0)
        result.sequences.append(nil)
        result.wordIndices.append(nil)
        result.isSpecial.append(true)
      case .sequence(let isSecond, let type):
        let index = isSecond ? 1 : 0
        guard index < texts.count else { continue }
        for piece in texts[index] {
          result.ids.append(piece.id)
          result.typeIDs.append(type)
          let token =
            (hasAdded ? parts.added.content(of: piece.id) : nil)
            ?? vocabulary.piece(of: piece.id)
          result.tokens.append(token ?? "")
          result.offsets.append(Int(piece.start)..<Int(max(piece.start, piece.end)))
          result.sequences.append(index)
          result.wordIndices.append(Int(piece.word))
          result.isSpecial.append(false)
        }
      }
    }
    return result
  }
}
