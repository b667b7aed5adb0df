import Foundation

/// Builds a tokenizer from the files of a model directory.
struct TokenizerLoader {
  let directory: URL
  let architecture: ModelConfiguration.Architecture
  /// Overrides what the files say of casing.
  let lowercase: Bool?
  let settings: TokenizerSettings

  /// The kinds of vocabulary files, best first, with the names they go by.
  private enum Source: CaseIterable {
    case tokenizer
    case wordPiece
    case bytePair
    case sentencePiece

    var names: [String] {
      switch self {
      case .tokenizer: ["tokenizer.json"]
      case .wordPiece: ["vocab.txt"]
      case .bytePair: ["vocab.json"]
      case .sentencePiece: ["sentencepiece.bpe.model", "spiece.model", "tokenizer.model"]
      }
    }
  }

  /// Loads from the vocabulary file given, or the first that the directory has.
  func load(vocabularyFile: URL?, warn: (String) -> Void) throws -> Tokenizer {
    let (source, url) = try locate(vocabularyFile)
    do {
      switch source {
      case .tokenizer: return try loadTokenizerFile(url)
      case .wordPiece: return try loadWordPiece(url, warn)
      case .bytePair: return try loadBytePairs(url)
      case .sentencePiece: return try loadSentencePiece(url)
      }
    } catch var error as ModelError {
      error.advice =
        error.advice ?? "Fetch the tokenizer's files again, or name another as `vocabulary` "
        + "(headscope.json or --vocabulary)."
      throw error
    }
  }

  private func locate(_ file: URL?) throws -> (Source, URL) {
    if let file {
      let name = file.lastPathComponent
      guard FileManager.default.fileExists(atPath: file.path) else {
        throw ModelError(
          .missing, "\(file.path): there is no such vocabulary file.",
          advice: "Name a tokenizer.json, vocab.txt, vocab.json or SentencePiece .model file.")
      }
      switch file.pathExtension.lowercased() {
      case "txt": return (.wordPiece, file)
      case "model": return (.sentencePiece, file)
      case "json": return (name.contains("vocab") ? .bytePair : .tokenizer, file)
      default:
        throw ModelError(
          .unsupported, "\(file.path) is no vocabulary file known here by its name.",
          advice: "Name a tokenizer.json, vocab.txt, vocab.json or SentencePiece .model file.")
      }
    }
    for source in Source.allCases {
      for name in source.names {
        let url = directory.appendingPathComponent(name)
        if FileManager.default.fileExists(atPath: url.path) { return (source, url) }
      }
    }
    throw ModelError(
      .missing,
      "\(directory.path) has no vocabulary: none of "
        + Source.allCases.flatMap(\.names).joined(separator: ", "),
      advice: "Copy the tokenizer's files there, or name one.")
  }

  // MARK: - tokenizer.json

  private func loadTokenizerFile(_ url: URL) throws -> Tokenizer {
    let name = url.path
    return try ModelError.contents(of: url).withUnsafeBytes { bytes in
      var reader = JSONReader(bytes, source: name)
      var members = JSONObject()
      var model: ModelReader?
      try reader.readObject { reader, key in
        if reader.matches(key, "model") {
          model = try ModelReader(&reader, source: name)
        } else if reader.matches(key, "truncation") || reader.matches(key, "padding") {
          // Training settings: the model's own limit decides.
          try reader.skipValue()
        } else {
          members.append(try reader.string(key), try reader.readValue())
        }
      }
      try reader.finish()
      guard let model = try model?.model() else {
        throw ModelError(.damaged, "\(name): no model", advice: "Fetch the file again.")
      }
      let components = ComponentReader(source: name)
      let normalizer = try components.normalizer(members["normalizer"]).map(casing)
      let preTokenizer = try components.preTokenizer(members["pre_tokenizer"])
      let processor = try components.postProcessor(members["post_processor"])
      let tokens = try addedTokens(members["added_tokens"], model.vocabulary, name)
      return try tokenizer(
        normalizer: normalizer, preTokenizer: preTokenizer, model: model, tokens: tokens,
        processor: processor, source: name)
    }
  }

  /// The normalizer with the casing that was asked for, or that the configuration sets beside it.
  private func casing(_ normalizer: Normalizer) -> Normalizer {
    let isBERT = architecture == .bert || architecture == .distilBERT
    let lowercase = lowercase ?? (isBERT ? settings.flag("do_lower_case") : nil)
    guard let lowercase else { return normalizer }
    return normalizer.with(lowercase: lowercase)
  }

  private func addedTokens(
    _ value: JSONValue?, _ vocabulary: Vocabulary, _ source: String
  ) throws -> [AddedVocabulary.Token] {
    var tokens: [AddedVocabulary.Token] = []
    for element in value?.arrayValue ?? [] {
      guard let content = element["content"]?.stringValue else {
        throw ModelError(.damaged, "\(source): an added token without content")
      }
      if content.isEmpty { continue }
      // The vocabulary's own id counts, as in the reference.
      let written = element["id"]?.intValue.flatMap { (0..<1 << 24).contains($0) ? Int32($0) : nil }
      guard let id = vocabulary.id(of: content) ?? written else {
        throw ModelError(.damaged, "\(source): the added token \(content) has no id")
      }
      func flag(_ key: String) -> Bool { element[key]?.boolValue ?? false }
      tokens.append(
        AddedVocabulary.Token(
          content: content, id: id, singleWord: flag("single_word"), stripsLeft: flag("lstrip"),
          stripsRight: flag("rstrip"), isNormalized: flag("normalized"),
          isSpecial: flag("special")))
    }
    return tokens
  }

  // MARK: - vocab.txt

  private func loadWordPiece(_ url: URL, _ warn: (String) -> Void) throws -> Tokenizer {
    let name = url.path
    var vocabulary = Vocabulary()
    var hasCapitals = false
    let data = try ModelError.contents(of: url)
    try data.withUnsafeBytes { bytes in
      vocabulary.reserve(pieces: bytes.count / 7, bytes: bytes.count)
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        var last = end
        if last > start, bytes[last - 1] == UInt8(ascii: "\r") { last -= 1 }
        guard let piece = String(validating: bytes[start..<last], as: UTF8.self) else {
          throw ModelError(
            .damaged, "\(name): invalid UTF-8 in line \(vocabulary.pieceCount + 1)",
            advice: "Fetch the file again.")
        }
        // A capital that text in lower case can never come to: `ℝ` has no small form.
        if piece.unicodeScalars.first?.properties.changesWhenLowercased == true {
          hasCapitals = true
        }
        try vocabulary.append { $0.append(contentsOf: bytes[start..<last]) }
        start = end + 1
      }
    }
    let lowercases = lowercase ?? settings.flag("do_lower_case")
    // The library would lower-case without being told to; pieces with capitals show that nobody did.
    if lowercases == nil, hasCapitals {
      warn(
        "no file says whether \(name) is of lower-case text: it has pieces with capitals, so capitals "
          + "are kept; headscope.json can say otherwise as `lowercase`")
    }
    let unknown = settings.token("unk_token") ?? "[UNK]"
    let model = PieceModel.wordPiece(
      try WordPieceModel(
        vocabulary, unknownToken: unknown, continuingPrefix: "##", longestWord: 100, source: name))
    let normalizer = Normalizer.bert(
      cleansText: true, spacesChinese: settings.flag("tokenize_chinese_chars") ?? true,
      stripsAccents: settings.flag("strip_accents"),
      lowercases: lowercases ?? !hasCapitals)
    let roles = [
      unknown, settings.token("sep_token") ?? "[SEP]", settings.token("pad_token") ?? "[PAD]",
      settings.token("cls_token") ?? "[CLS]", settings.token("mask_token") ?? "[MASK]",
    ]
    var tokens = special(roles, in: model.vocabulary)
    for word in settings.neverSplit where !roles.contains(word) {
      guard let id = model.vocabulary.id(of: word) else { continue }
      tokens.append(AddedVocabulary.Token(content: word, id: id, singleWord: true))
    }
    return try tokenizer(
      normalizer: normalizer, preTokenizer: .bert, model: model, tokens: tokens,
      processor: .bert(
        classification: try required(roles[3], in: model.vocabulary, name),
        separator: try required(roles[1], in: model.vocabulary, name)), source: name)
  }

  // MARK: - vocab.json and merges.txt

  private func loadBytePairs(_ url: URL) throws -> Tokenizer {
    let name = url.path
    var vocabulary = Vocabulary()
    try ModelError.contents(of: url).withUnsafeBytes { bytes in
      var reader = JSONReader(bytes, source: name)
      try reader.readVocabulary(into: &vocabulary)
      try reader.finish()
    }
    let mergesURL =
      name.hasSuffix("vocab.json")
      ? URL(fileURLWithPath: name.dropLast("vocab.json".count) + "merges.txt")
      : url.deletingLastPathComponent().appendingPathComponent("merges.txt")
    let mergesName = mergesURL.path
    let bytes = Array(try ModelError.contents(of: mergesURL))
    var merges: [BytePairModel.Merge] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      var last = end
      if last > start, bytes[last - 1] == UInt8(ascii: "\r") { last -= 1 }
      if last > start, !bytes[start..<last].starts(with: "#version".utf8) {
        guard let merge = BytePairModel.Merge(line: start..<last, of: bytes) else {
          throw ModelError(
            .damaged, "\(mergesName): merge \(merges.count + 1) is not of two pieces",
            advice: "Fetch the file again.")
        }
        merges.append(merge)
      }
      start = end + 1
    }
    let model = PieceModel.bytePair(
      try BytePairModel(
        vocabulary, merges: merges, mergeBytes: bytes, BytePairModel.Options(), source: name))
    let addsSpace = settings.flag("add_prefix_space") ?? false
    let preTokenizer = PreTokenizer.byteLevel(addsPrefixSpace: addsSpace, usesExpression: true)

    guard architecture != .gpt2 else {
      let roles = ["unk_token", "bos_token", "eos_token", "pad_token"].map {
        settings.token($0) ?? "<|endoftext|>"
      }
      return try tokenizer(
        normalizer: nil, preTokenizer: preTokenizer, model: model,
        tokens: special(roles, in: model.vocabulary), processor: PostProcessor(), source: name)
    }
    let classification = settings.token("cls_token") ?? "<s>"
    let separator = settings.token("sep_token") ?? "</s>"
    let mask = settings.token("mask_token") ?? "<mask>"
    let roles = [
      classification, separator, settings.token("unk_token") ?? "<unk>",
      settings.token("pad_token") ?? "<pad>",
    ]
    var tokens = special(roles, in: model.vocabulary)
    // The mask stands for a word with the space before it.
    tokens += special([mask], in: model.vocabulary).map {
      var token = $0
      token.stripsLeft = settings.stripsLeft("mask_token") ?? true
      return token
    }
    let trims = settings.flag("trim_offsets") ?? true
    return try tokenizer(
      normalizer: nil, preTokenizer: preTokenizer, model: model, tokens: tokens,
      processor: .roberta(
        classification: try required(classification, in: model.vocabulary, name),
        separator: try required(separator, in: model.vocabulary, name),
        trims: trims ? [addsSpace] : []), source: name)
  }

  // MARK: - SentencePiece

  private func loadSentencePiece(_ url: URL) throws -> Tokenizer {
    let name = url.path
    let file = try SentencePieceFile(Array(try ModelError.contents(of: url)), source: name)
    let isFairseq = architecture == .roberta || architecture == .xlmRoberta
    var pieces = file.pieces
    var unknown = file.unknownID
    if isFairseq, pieces.count > 3, pieces[1].text != "<pad>" {
      // fairseq put four tokens of its own first; XLM-R and CamemBERT differ in what they then leave out.
      func token(_ text: String, _ score: Float = 0) -> SentencePieceFile.Piece {
        .init(text: text, score: score, kind: .control)
      }
      if settings.isOf(kind: "camembert") {
        pieces =
          [
            token("<s>NOTUSED"), token("<pad>"), token("</s>NOTUSED"), token("<unk>"),
            token("<unk>NOTUSED", -100),
          ] + pieces[1...]
      } else {
        pieces = [token("<s>"), token("<pad>"), token("</s>"), token("<unk>")] + pieces[3...]
      }
      pieces.append(token("<mask>"))
      unknown = 3
    }
    let model = try sentencePieceModel(file, pieces, unknown, name)
    let words = PreTokenizer.sequence([
      .whitespaceSplit, .metaspace(replacement: 0x2581, .always, splits: true),
    ])
    let normalizer =
      file.characterMap.isEmpty
      ? nil : Normalizer.precompiled(try PrecompiledCharacterMap(file.characterMap, source: name))

    let classification = settings.token("cls_token") ?? (isFairseq ? "<s>" : "[CLS]")
    let separator = settings.token("sep_token") ?? (isFairseq ? "</s>" : "[SEP]")
    var roles = [classification, separator]
    for piece in pieces where piece.kind == .control || piece.kind == .userDefined {
      if !roles.contains(piece.text) { roles.append(piece.text) }
    }
    for role in ["unk_token", "pad_token", "mask_token"] {
      let standard = "<\(role.prefix { $0 != "_" })>"
      let token = settings.token(role) ?? standard
      if !roles.contains(token) { roles.append(token) }
    }
    let start = try required(classification, in: model.vocabulary, name)
    let end = try required(separator, in: model.vocabulary, name)
    return try tokenizer(
      normalizer: normalizer, preTokenizer: words, model: model,
      tokens: special(roles, in: model.vocabulary),
      processor: isFairseq
        ? .roberta(classification: start, separator: end, trims: [])
        : .bert(classification: start, separator: end), source: name)
  }

  private func sentencePieceModel(
    _ file: SentencePieceFile, _ pieces: [SentencePieceFile.Piece], _ unknown: Int, _ name: String
  ) throws -> PieceModel {
    var vocabulary = Vocabulary()
    for piece in pieces { try vocabulary.append(piece.text) }
    switch file.modelType {
    case 1:
      return .unigram(
        try UnigramModel(
          vocabulary, scores: pieces.map { Double($0.score) }, unknownID: unknown,
          fallsBackToBytes: file.fallsBackToBytes, source: name))
    case 2:
      var options = BytePairModel.Options()
      options.unknownToken = unknown < pieces.count ? pieces[unknown].text : nil
      options.fusesUnknown = true
      options.fallsBackToBytes = file.fallsBackToBytes
      var indexed = vocabulary
      indexed.index()
      let (merges, bytes) = Self.merges(of: indexed)
      return .bytePair(
        try BytePairModel(vocabulary, merges: merges, mergeBytes: bytes, options, source: name))
    default:
      throw ModelError(
        .unsupported, "\(name): a SentencePiece model of type \(file.modelType)",
        advice: "Unigram (1) and byte-pair (2) models are known here.")
    }
  }

  /// All ways to make a piece of two others, in the order of the pieces: SentencePiece's files leave the merges out.
  private static func merges(of vocabulary: Vocabulary) -> ([BytePairModel.Merge], [UInt8]) {
    var merges: [BytePairModel.Merge] = []
    var bytes: [UInt8] = []
    vocabulary.forEachPiece { _, piece in
      let start = bytes.count
      bytes += piece
      for split in piece.indices.dropFirst() where !UTF8Text.isContinuation(piece[split]) {
        guard vocabulary.id(of: piece[..<split]) != nil, vocabulary.id(of: piece[split...]) != nil
        else { continue }
        let middle = start + split - piece.startIndex
        merges.append(
          BytePairModel.Merge(left: start..<middle, right: middle..<start + piece.count))
      }
    }
    return (merges, bytes)
  }

  // MARK: - Assembly

  /// The special tokens of those names that the vocabulary has.
  private func special(_ names: [String], in vocabulary: Vocabulary) -> [AddedVocabulary.Token] {
    var tokens: [AddedVocabulary.Token] = []
    for name in names where !name.isEmpty && !tokens.contains(where: { $0.content == name }) {
      guard let id = vocabulary.id(of: name) else { continue }
      tokens.append(AddedVocabulary.Token(content: name, id: id, isSpecial: true))
    }
    return tokens
  }

  private func required(
    _ token: String, in vocabulary: Vocabulary, _ source: String
  ) throws -> (String, Int32) {
    guard let id = vocabulary.id(of: token) else {
      throw ModelError(
        .mismatch, "\(source): the special token \(token) is not in the vocabulary",
        advice: "Name the model's own in tokenizer_config.json (cls_token, sep_token).")
    }
    return (token, id)
  }

  private func tokenizer(
    normalizer: Normalizer?, preTokenizer: PreTokenizer?, model: PieceModel,
    tokens: [AddedVocabulary.Token], processor: PostProcessor, source: String
  ) throws -> Tokenizer {
    let added = AddedVocabulary(tokens, normalizer: normalizer)
    let parts = Tokenizer.Parts(
      normalizer: normalizer, preTokenizer: preTokenizer, model: model, added: added,
      postProcessor: processor)
    return Tokenizer(parts, specialTokens: roles(model, added, processor))
  }

  /// The ids by role: as the configuration names them, else by the names in use.
  private func roles(
    _ model: PieceModel, _ added: AddedVocabulary, _ processor: PostProcessor
  ) -> Tokenizer.SpecialTokens {
    func find(_ role: String, _ names: String...) -> Int32? {
      let named = settings.token(role).map { [$0] } ?? []
      return (named + names).lazy.compactMap { added.id(of: $0) ?? model.vocabulary.id(of: $0) }
        .first
    }
    // What the template puts first and last tells more than a name.
    func end(_ part: PostProcessor.Part?) -> Int32? {
      if case .special(let id, _, _) = part { id } else { nil }
    }
    return Tokenizer.SpecialTokens(
      padding: find("pad_token", "[PAD]", "<pad>"),
      unknown: find("unk_token", "[UNK]", "<unk>") ?? model.unknownID,
      mask: find("mask_token", "[MASK]", "<mask>"),
      classification: find("cls_token", "[CLS]", "<s>") ?? end(processor.single.first),
      separator: find("sep_token", "[SEP]", "</s>") ?? end(processor.single.last),
      endOfText: find("eos_token", "<|endoftext|>", "</s>"))
  }
}
