/// Numbers that stand for texts where many are compared.
enum TextDigest {
  /// FNV-1a, 64 bits, of the UTF-8 of a text and the second of a pair.
  ///
  /// Bytes are compared, not characters: é in one scalar and in two are two texts to a tokenizer.
  static func of(_ text: String, _ pair: String? = nil) -> UInt64 {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    guard let pair else { return value }
    // No text has this byte.
    value = (value ^ 0xFF) &* 0x0000_0100_0000_01B3
    for byte in pair.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return value
  }
}
