import Foundation

/// Reads the steps that `tokenizer.json` describes as objects: normalizers, pre-tokenizers, post-processors.
struct ComponentReader {
  /// The file's name, for error messages.
  let source: String

  /// Deeper sequences of sequences do not occur.
  private static let depthLimit = 16

  private func unsupported(_ what: String, _ name: String) -> ModelError {
    ModelError(
      .unsupported, "\(source): the \(what) \(name) is not known here",
      advice: "Use a tokenizer of a BERT, RoBERTa, XLM-R or GPT-2 model.")
  }

  private func damaged(_ problem: String) -> ModelError {
    ModelError(.damaged, "\(source): \(problem)", advice: "Fetch the file again.")
  }

  private func type(of value: JSONValue, _ what: String, depth: Int) throws -> String {
    guard depth < Self.depthLimit else { throw damaged("\(what)s nested too deeply") }
    guard let type = value["type"]?.stringValue else {
      throw damaged("expected a \(what) with a type, found \(value.kindDescription)")
    }
    return type
  }

  private func flag(_ value: JSONValue, _ key: String, _ standard: Bool) throws -> Bool {
    guard let member = value[key], !member.isNull else { return standard }
    guard let flag = member.boolValue else {
      throw damaged("expected true or false for \(key), found \(member.kindDescription)")
    }
    return flag
  }

  private func scalars(_ value: JSONValue, _ key: String) throws -> [UInt32] {
    guard let text = value[key]?.stringValue else {
      throw damaged(
        "expected a string for \(key), found \(value[key]?.kindDescription ?? "nothing")")
    }
    return UTF8Text.scalars(of: text)
  }

  private func scalar(_ value: JSONValue, _ key: String) throws -> UInt32 {
    let scalars = try scalars(value, key)
    guard let first = scalars.first, scalars.count == 1 else {
      throw damaged("expected one character for \(key), found \(scalars.count)")
    }
    return first
  }

  private func elements(_ value: JSONValue, _ key: String) throws -> [JSONValue] {
    guard let elements = value[key]?.arrayValue else {
      throw damaged(
        "expected an array for \(key), found \(value[key]?.kindDescription ?? "nothing")")
    }
    return elements
  }

  private func pattern(_ value: JSONValue) throws -> SplitPattern {
    guard let pattern = value["pattern"] else { throw damaged("a step without its pattern") }
    if let text = pattern.stringValue ?? pattern["String"]?.stringValue {
      return .literal(UTF8Text.scalars(of: text))
    }
    guard let expression = pattern["Regex"]?.stringValue else {
      throw damaged("expected a pattern, found \(pattern.kindDescription)")
    }
    return .expression(try RegularExpression(expression, source: source))
  }

  // MARK: - Normalizers

  /// Reads a normalizer; nil for `null`.
  func normalizer(_ value: JSONValue?, depth: Int = 0) throws -> Normalizer? {
    guard let value, !value.isNull else { return nil }
    switch try type(of: value, "normalizer", depth: depth) {
    case "Sequence":
      return .sequence(
        try elements(value, "normalizers").compactMap { try normalizer($0, depth: depth + 1) })
    case "BertNormalizer", "Bert":
      let strips = value["strip_accents"] ?? .null
      return .bert(
        cleansText: try flag(value, "clean_text", true),
        spacesChinese: try flag(value, "handle_chinese_chars", true),
        stripsAccents: strips.isNull ? nil : try flag(value, "strip_accents", false),
        lowercases: try flag(value, "lowercase", true))
    case "Lowercase": return .lowercase
    case "NFD": return .canonicalDecomposition
    case "NFKD": return .compatibilityDecomposition
    case "NFC": return .canonicalComposition
    case "NFKC": return .compatibilityComposition
    case "StripAccents": return .stripAccents
    case "Strip":
      return .strip(
        left: try flag(value, "strip_left", true), right: try flag(value, "strip_right", true))
    case "Replace": return .replace(try pattern(value), with: try scalars(value, "content"))
    case "Prepend": return .prepend(try scalars(value, "prepend"))
    case "Nmt": return .machineTranslation
    case "ByteLevel": return .byteLevel
    case "Precompiled":
      guard let text = value["precompiled_charsmap"]?.stringValue,
        let bytes = Data(base64Encoded: text)
      else { throw damaged("a precompiled_charsmap that is not base 64") }
      return .precompiled(try PrecompiledCharacterMap(Array(bytes), source: source))
    case let name: throw unsupported("normalizer", name)
    }
  }

  // MARK: - Pre-tokenizers

  private func behavior(_ value: JSONValue) throws -> WordSplits.Behavior {
    guard let name = value["behavior"]?.stringValue else { return .isolated }
    guard let behavior = WordSplits.Behavior(rawValue: name) else {
      throw unsupported("splitting behavior", name)
    }
    return behavior
  }

  /// Reads a pre-tokenizer; nil for `null`.
  func preTokenizer(_ value: JSONValue?, depth: Int = 0) throws -> PreTokenizer? {
    guard let value, !value.isNull else { return nil }
    switch try type(of: value, "pre-tokenizer", depth: depth) {
    case "Sequence":
      return .sequence(
        try elements(value, "pretokenizers").compactMap { try preTokenizer($0, depth: depth + 1) })
    case "BertPreTokenizer": return .bert
    case "ByteLevel":
      return .byteLevel(
        addsPrefixSpace: try flag(value, "add_prefix_space", true),
        usesExpression: try flag(value, "use_regex", true))
    case "Metaspace": return try metaspace(value)
    case "Whitespace": return .whitespace
    case "WhitespaceSplit": return .whitespaceSplit
    case "Punctuation": return .punctuation(try behavior(value))
    case "Split":
      return .split(
        try pattern(value), try behavior(value), isInverted: try flag(value, "invert", false))
    case "CharDelimiterSplit", "Delimiter": return .delimiter(try scalar(value, "delimiter"))
    case "Digits": return .digits(individually: try flag(value, "individual_digits", false))
    case "FixedLength":
      let length = value["length"]?.intValue ?? 5
      guard length > 0 else { throw damaged("words of the fixed length \(length)") }
      return .fixedLength(length)
    case let name: throw unsupported("pre-tokenizer", name)
    }
  }

  private func metaspace(_ value: JSONValue) throws -> PreTokenizer {
    var prepending = PreTokenizer.Prepending.always
    if let name = value["prepend_scheme"]?.stringValue {
      guard let known = PreTokenizer.Prepending(rawValue: name) else {
        throw unsupported("prepend_scheme", name)
      }
      prepending = known
    }
    if try !flag(value, "add_prefix_space", true) { prepending = .never }
    return .metaspace(
      replacement: try scalar(value, "replacement"), prepending,
      splits: try flag(value, "split", true))
  }

  // MARK: - Post-processors

  /// Reads a post-processor; one that does nothing for `null`.
  func postProcessor(_ value: JSONValue?, depth: Int = 0) throws -> PostProcessor {
    guard let value, !value.isNull else { return PostProcessor() }
    switch try type(of: value, "post-processor", depth: depth) {
    case "BertProcessing":
      return .bert(
        classification: try specialToken(value, "cls"), separator: try specialToken(value, "sep"))
    case "RobertaProcessing":
      let trims = try flag(value, "trim_offsets", true)
      return .roberta(
        classification: try specialToken(value, "cls"), separator: try specialToken(value, "sep"),
        trims: trims ? [try flag(value, "add_prefix_space", true)] : [])
    case "ByteLevel":
      let trims = try flag(value, "trim_offsets", true)
      return PostProcessor(trims: trims ? [try flag(value, "add_prefix_space", true)] : [])
    case "TemplateProcessing": return try template(value)
    case "Sequence":
      var result = PostProcessor()
      var hasTemplate = false
      for element in try elements(value, "processors") {
        let step = try postProcessor(element, depth: depth + 1)
        result.trims += step.trims
        let standard = PostProcessor()
        guard step.single != standard.single || step.pair != standard.pair else { continue }
        guard !hasTemplate else { throw unsupported("post-processor", "with two templates") }
        hasTemplate = true
        (result.single, result.pair) = (step.single, step.pair)
      }
      return result
    case let name: throw unsupported("post-processor", name)
    }
  }

  private func identifier(_ value: JSONValue?) throws -> Int32 {
    guard let id = value?.intValue.flatMap({ Int32(exactly: $0) }), id >= 0 else {
      throw damaged("a special token without an id")
    }
    return id
  }

  /// `["[SEP]", 102]`.
  private func specialToken(_ value: JSONValue, _ key: String) throws -> (String, Int32) {
    let pair = try elements(value, key)
    guard pair.count == 2, let token = pair[0].stringValue else {
      throw damaged("expected a token and its id for \(key)")
    }
    return (token, try identifier(pair[1]))
  }

  private func template(_ value: JSONValue) throws -> PostProcessor {
    let tokens = value["special_tokens"] ?? .null
    func parts(_ key: String) throws -> [PostProcessor.Part] {
      try elements(value, key).flatMap { part -> [PostProcessor.Part] in
        if let sequence = part["Sequence"] {
          let type = try sequence["type_id"].map { try identifier($0) } ?? 0
          return [.sequence(second: sequence["id"]?.stringValue == "B", type: type)]
        }
        guard let special = part["SpecialToken"], let name = special["id"]?.stringValue else {
          throw damaged("a template with a part that is neither Sequence nor SpecialToken")
        }
        let type = try special["type_id"].map { try identifier($0) } ?? 0
        guard let token = tokens[name] else {
          throw damaged("a template with the unknown special token \(name)")
        }
        let ids = try elements(token, "ids")
        let names = try elements(token, "tokens")
        guard ids.count == names.count else {
          throw damaged("the special token \(name) with \(ids.count) ids for \(names.count) tokens")
        }
        return try zip(ids, names).map { id, token in
          .special(id: try identifier(id), token: token.stringValue ?? name, type: type)
        }
      }
    }
    return PostProcessor(single: try parts("single"), pair: try parts("pair"))
  }
}
