/// What is shown for a text that may hold anything: every cluster printable, nothing hidden.
///
/// Tokens and files may contain escape sequences, controls and invisible characters. Sent as they
/// are they would steer the terminal; left out they would mislead. So they are shown as escapes.
public enum VisibleText {
  /// The form in which a control character is shown.
  public enum Escapes: Hashable, Sendable {
    /// One control picture where Unicode has a telling one: `␊`, `␉`, `␍`, `␀`.
    case pictures
    /// Letters only, for terminals without those glyphs: `\n`, `\t`, `\r`, `\x00`.
    case ascii
  }

  /// One thing to draw: a printable cluster and its columns, at least one.
  public struct Piece: Hashable, Sendable {
    /// A printable cluster.
    public let text: String
    /// The columns it takes.
    public let columns: Int
  }

  /// The pieces to draw for one cluster of a text: itself, or the letters of its escape.
  ///
  /// - Complexity: O(scalars of the cluster).
  public static func pieces(
    of cluster: Character, escapes: Escapes = .pictures, ambiguousIsWide: Bool = false
  ) -> [Piece] {
    guard let escape = escape(of: cluster, escapes) else {
      let columns = TextWidth.columns(of: cluster, ambiguousIsWide: ambiguousIsWide)
      if columns > 0 { return [Piece(text: String(cluster), columns: columns)] }
      // Nothing but marks: they need something to stand on to be seen.
      return [Piece(text: "\u{25CC}" + String(cluster), columns: ambiguousIsWide ? 2 : 1)]
    }
    return escape.map { Piece(text: String($0), columns: 1) }
  }

  /// The whole text as it is shown.
  public static func escaped(_ text: String, escapes: Escapes = .pictures) -> String {
    text.reduce(into: "") { shown, cluster in
      for piece in pieces(of: cluster, escapes: escapes) { shown += piece.text }
    }
  }

  /// Bytes as they are shown: UTF-8 where they are, `<0xE2>` where they are not.
  ///
  /// Byte-level tokenizers make pieces that end inside a character.
  public static func escaped(
    bytes: some Sequence<UInt8>, escapes: Escapes = .pictures
  ) -> String {
    let bytes = Array(bytes)
    var shown = ""
    var valid: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let length = validSequenceLength(in: bytes[index...])
      if length > 0 {
        valid += bytes[index..<index + length]
        index += length
        continue
      }
      shown += escaped(String(decoding: valid, as: UTF8.self), escapes: escapes)
      valid = []
      shown += "<0x" + hexadecimal(UInt32(bytes[index]), digits: 2) + ">"
      index += 1
    }
    return shown + escaped(String(decoding: valid, as: UTF8.self), escapes: escapes)
  }

  /// Columns of a cluster as it is shown, escape included: what `Grid.write` uses for it.
  public static func columns(
    of cluster: Character, escapes: Escapes = .pictures, ambiguousIsWide: Bool = false
  ) -> Int {
    if let ascii = cluster.asciiValue, 0x20..<0x7F ~= ascii, cluster != "\r\n" { return 1 }
    return pieces(of: cluster, escapes: escapes, ambiguousIsWide: ambiguousIsWide)
      .reduce(0) { $0 + $1.columns }
  }

  /// Columns of a text as it is shown.
  public static func columns(
    of text: String, escapes: Escapes = .pictures, ambiguousIsWide: Bool = false
  ) -> Int {
    text.reduce(into: 0) {
      $0 += columns(of: $1, escapes: escapes, ambiguousIsWide: ambiguousIsWide)
    }
  }

  /// The escape of a cluster that must not be sent as it is, or nil.
  private static func escape(of cluster: Character, _ escapes: Escapes) -> String? {
    let scalars = cluster.unicodeScalars
    guard let first = scalars.first else { return "" }
    // Controls and most format characters never join a cluster, except CR with LF.
    if cluster == "\r\n" { return escape(of: "\r", escapes) + escape(of: "\n", escapes) }
    guard mustBeEscaped(first) else { return nil }
    return scalars.reduce(into: "") { $0 += escape(of: $1, escapes) }
  }

  private static func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return false }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
    case .format: return scalar == "\u{AD}" || TextWidth.columns(of: scalar) == 0
    case .nonspacingMark: return 0xFE00...0xFE0F ~= scalar.value || scalar.value >= 0xE0100
    case .unassigned: return true
    // Blank by definition, one would never know that it is there.
    case .otherLetter: return [0x115F, 0x1160, 0x3164, 0xFFA0].contains(scalar.value)
    default: return false
    }
  }

  private static func escape(of scalar: Unicode.Scalar, _ escapes: Escapes) -> String {
    switch (scalar, escapes) {
    case ("\n", .pictures): "␊"
    case ("\t", .pictures): "␉"
    case ("\r", .pictures): "␍"
    case ("\0", .pictures): "␀"
    case ("\n", .ascii): "\\n"
    case ("\t", .ascii): "\\t"
    case ("\r", .ascii): "\\r"
    case _ where scalar.value < 0x100 && scalar.properties.generalCategory == .control:
      "\\x" + hexadecimal(scalar.value, digits: 2).lowercased()
    default:
      "<U+" + hexadecimal(scalar.value, digits: 4) + ">"
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// The length of the valid UTF-8 sequence the bytes start with, 0 if they start with none.
  private static func validSequenceLength(in bytes: ArraySlice<UInt8>) -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return 0 }
    return UTF8.width(scalar)
  }
}
