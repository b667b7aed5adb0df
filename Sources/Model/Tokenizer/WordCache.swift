import Synchronization

/// The pieces of words that were cut before: most words of a text are old acquaintances.
///
/// One slot a hash, of fixed size: a newcomer replaces what was there. All copies of a tokenizer share it; who finds it
/// taken by another thread goes without.
final class WordCache: Sendable {
  /// The slots, for as long as they are borrowed.
  struct Slots {
    private var hashes = [UInt64](repeating: 0, count: WordCache.slotCount)
    private var words = [UInt8](repeating: 0, count: WordCache.slotCount * WordCache.longestWord)
    private var lengths = [UInt8](repeating: 0, count: WordCache.slotCount)
    private var counts = [UInt8](repeating: 0, count: WordCache.slotCount)
    private var spans = [PieceSpan](
      repeating: PieceSpan(id: 0, start: 0, end: 0),
      count: WordCache.slotCount * WordCache.mostPieces)

    /// Appends the pieces of a word if it is known.
    func find(
      _ word: UnsafeBufferPointer<UInt8>, _ hash: UInt64, into pieces: inout [PieceSpan]
    ) -> Bool {
      let slot = Self.slot(hash)
      guard hashes[slot] == hash, Int(lengths[slot]) == word.count else { return false }
      let start = slot * WordCache.longestWord
      for place in 0..<word.count where words[start + place] != word[place] { return false }
      let first = slot * WordCache.mostPieces
      for place in 0..<Int(counts[slot]) { pieces.append(spans[first + place]) }
      return true
    }

    /// Remembers a word, if it is not too long.
    mutating func insert(
      _ word: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ pieces: [PieceSpan]
    ) {
      guard word.count <= WordCache.longestWord, pieces.count <= WordCache.mostPieces else {
        return
      }
      let slot = Self.slot(hash)
      hashes[slot] = hash
      lengths[slot] = UInt8(word.count)
      counts[slot] = UInt8(pieces.count)
      for place in 0..<word.count { words[slot * WordCache.longestWord + place] = word[place] }
      for (place, span) in pieces.enumerated() {
        spans[slot * WordCache.mostPieces + place] = span
      }
    }

    private static func slot(_ hash: UInt64) -> Int {
      Int(truncatingIfNeeded: (hash ^ hash >> 29) &* 0x9E37_79B9_7F4A_7C15 >> 40)
        & (WordCache.slotCount - 1)
    }
  }

  /// Some thousand words are nine tenths of most texts; together the slots take below a megabyte.
  private static let slotCount = 1 << 12
  private static let longestWord = 24
  private static let mostPieces = 4

  private let slots = Mutex<Slots?>(nil)

  /// Calls `body` with the slots, or with nil if they are in use.
  func borrow<Result>(_ body: (inout Slots?) -> Result) -> Result {
    // An empty slot's length is that of no word: words have bytes.
    let result = slots.withLockIfAvailable { slots in
      if slots == nil { slots = Slots() }
      return body(&slots)
    }
    if let result { return result }
    var none: Slots?
    return body(&none)
  }
}
