import Foundation
import Model
import Testing

/// The digests of Tests/Reference/tokenizer_fixtures.py: FNV-1a over 32-bit numbers, folded to 32 bits.
enum ReferenceDigest {
  private static func digest(_ numbers: [Int32]) -> String {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for number in numbers {
      for shift in stride(from: 0, to: 32, by: 8) {
        let byte = UInt64(truncatingIfNeeded: UInt32(bitPattern: number) >> UInt32(shift)) & 0xFF
        value = (value ^ byte) &* 0x0000_0100_0000_01B3
      }
    }
    let folded = String((value >> 32) ^ (value & 0xFFFF_FFFF), radix: 16)
    return String(repeating: "0", count: 8 - folded.count) + folded
  }

  /// The digests of the encodings, one a block of texts: of ids, and of offsets with word indices.
  static func digests(
    _ texts: [String], block: Int, _ tokenizer: Tokenizer
  ) -> (ids: [String], offsets: [String]) {
    var ids: [String] = []
    var offsets: [String] = []
    for start in stride(from: 0, to: texts.count, by: block) {
      var idNumbers: [Int32] = []
      var offsetNumbers: [Int32] = []
      for text in texts[start..<min(start + block, texts.count)] {
        let encoding = tokenizer.encode(text)
        idNumbers.append(Int32(encoding.count))
        offsetNumbers.append(Int32(encoding.count))
        idNumbers += encoding.ids
        for (offset, word) in zip(encoding.offsets, encoding.wordIndices) {
          offsetNumbers += [
            Int32(offset.lowerBound), Int32(offset.upperBound), Int32(word ?? -1),
          ]
        }
      }
      ids.append(digest(idNumbers))
      offsets.append(digest(offsetNumbers))
    }
    return (ids, offsets)
  }

  /// Cuts the digests of a file, which stand in one string, apart.
  static func split(_ value: JSONValue?) -> [String] {
    let digits = Array(value?.stringValue ?? "")
    return stride(from: 0, to: digits.count, by: 8).map { String(digits[$0..<$0 + 8]) }
  }

  /// Compares what the tokenizer makes of the texts with the expected digests, and names the blocks that differ.
  static func compare(
    _ texts: [String], block: Int, _ tokenizer: Tokenizer, _ expected: JSONValue?, _ name: String
  ) {
    let found = digests(texts, block: block, tokenizer)
    let ids = split(expected?["ids"])
    let offsets = split(expected?["offsets"])
    #expect(ids.count == found.ids.count, "\(name): the number of blocks")
    let wrongIDs = zip(ids, found.ids).enumerated().filter { $0.element.0 != $0.element.1 }
    #expect(wrongIDs.isEmpty, "\(name): ids differ in blocks \(wrongIDs.map(\.offset))")
    let wrongOffsets = zip(offsets, found.offsets).enumerated().filter {
      $0.element.0 != $0.element.1
    }
    #expect(wrongOffsets.isEmpty, "\(name): offsets differ in blocks \(wrongOffsets.map(\.offset))")
  }
}
