/// The 256 visible characters that stand for bytes in GPT-2's vocabulary (Radford et al., 2019).
enum ByteLevelAlphabet {
  /// The character of each byte: itself where it is visible in Latin-1, else the next from U+0100 on.
  static let characters: [UInt32] = {
    var next: UInt32 = 0x100
    return (0...255 as ClosedRange<UInt32>).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return byte
      default:
        next += 1
        return next - 1
      }
    }
  }()

  /// The byte of each character, by its scalar value.
  private static let bytes: [UInt32: UInt8] = Dictionary(
    uniqueKeysWithValues: characters.enumerated().map { ($0.element, UInt8($0.offset)) })

  /// `Ġ`, which stands for a space.
  static let space: UInt32 = 0x120

  /// The byte that a character stands for, or nil if it is none of the 256.
  static func byte(of scalar: Unicode.Scalar) -> UInt8? { bytes[scalar.value] }

  /// The bytes of a text as characters, each at the place of the scalar it is a part of.
  static func encode(_ text: ArraySlice<AlignedScalar>) -> [AlignedScalar] {
    var result: [AlignedScalar] = []
    result.reserveCapacity(text.count)
    append(text, to: &result)
    return result
  }

  /// Appends the bytes of a text as characters.
  static func append(_ text: ArraySlice<AlignedScalar>, to result: inout [AlignedScalar]) {
    let characters = Self.characters
    for scalar in text {
      var aligned = scalar
      func add(_ byte: UInt32) {
        aligned.value = characters[Int(byte)]
        result.append(aligned)
      }
      let value = scalar.value
      if value < 0x80 {
        add(value)
      } else if value < 0x800 {
        add(0xC0 | value >> 6)
        add(0x80 | value & 0x3F)
      } else if value < 0x10000 {
        add(0xE0 | value >> 12)
        add(0x80 | value >> 6 & 0x3F)
        add(0x80 | value & 0x3F)
      } else {
        add(0xF0 | value >> 18)
        add(0x80 | value >> 12 & 0x3F)
        add(0x80 | value >> 6 & 0x3F)
        add(0x80 | value & 0x3F)
      }
    }
  }
}
