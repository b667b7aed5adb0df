extension Tokenizer {
  /// A piece as a reader sees it: `Ġthe` and `▁the` as ` the`, bytes that are only a part of a character as `<0xE2>`.
  ///
  /// Other pieces, special tokens among them, stay as the vocabulary spells them.
  ///
  /// - Complexity: O(piece).
  public func displayText(of piece: String) -> String {
    if parts.added.id(of: piece) != nil { return piece }
    if isByteLevel {
      let bytes = piece.unicodeScalars.map { ByteLevelAlphabet.byte(of: $0) }
      guard !bytes.contains(nil) else { return piece }
      return Self.text(of: bytes.compactMap { $0 })
    }
    if case .metaspace(let replacement, _, _)? = spacing,
      let mark = Unicode.Scalar(replacement)
    {
      var view = String.UnicodeScalarView()
      for scalar in piece.unicodeScalars { view.append(scalar == mark ? " " : scalar) }
      return String(view)
    }
    return piece
  }

  /// The text of some bytes; what is not UTF-8 as `<0xE2>`.
  private static func text(of bytes: [UInt8]) -> String {
    var result = ""
    var start = 0
    while start < bytes.count {
      // The longest well-formed scalar that begins here.
      let scalar = (1...min(4, bytes.count - start)).lazy.compactMap {
        String(validating: bytes[start..<start + $0], as: UTF8.self)
      }.first
      if let scalar {
        result += scalar
        start += scalar.utf8.count
      } else {
        let digits = String(bytes[start], radix: 16, uppercase: true)
        result += "<0x\(bytes[start] < 16 ? "0" : "")\(digits)>"
        start += 1
      }
    }
    return result
  }

  /// The steps that cut words, in a row.
  private static func steps(_ step: PreTokenizer?) -> [PreTokenizer] {
    guard let step else { return [] }
    if case .sequence(let steps) = step { return steps.flatMap { Self.steps($0) } }
    return [step]
  }

  private var spacing: PreTokenizer? {
    Self.steps(parts.preTokenizer).last { if case .metaspace = $0 { true } else { false } }
  }

  private var isByteLevel: Bool {
    Self.steps(parts.preTokenizer).contains { if case .byteLevel = $0 { true } else { false } }
  }
}
