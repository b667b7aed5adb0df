/// The pieces of a model and their ids.
///
/// One block of bytes and a few flat arrays, no string a piece: a quarter of a million pieces are tabled in some ten
/// milliseconds. Pieces are found by a hash that grows byte by byte, so that all prefixes of a word cost one pass over it.
struct Vocabulary: Sendable {
  /// All pieces' bytes, in the order they were added.
  private var bytes: [UInt8] = []
  /// Where each piece ends in `bytes`.
  private var ends: [Int] = []
  /// The id of each piece.
  private var ids: [Int32] = []
  /// The piece of each id, -1 where an id has none.
  private var entryOfID: [Int32] = []
  /// Open addressing: high half of the hash, then the piece's place plus one; 0 where free.
  private var slots: [UInt64] = []
  /// A bit for the hash of each prefix of a piece, made on demand; see `mayContinue`.
  private var prefixes: [UInt64] = []
  /// The number of different pieces.
  private(set) var distinctCount = 0

  /// The hash of no bytes (FNV-1a).
  static let emptyHash: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of what `hash` stands for with one more byte.
  @inline(__always)
  static func extend(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// The hash of some bytes.
  static func hash(_ bytes: some Sequence<UInt8>, from start: UInt64 = emptyHash) -> UInt64 {
    bytes.reduce(start, extend)
  }

  /// FNV's high bits are poor: a multiplication spreads all of them.
  @inline(__always)
  private static func mix(_ hash: UInt64) -> UInt64 {
    let product = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
    return product ^ product >> 29
  }

  /// An id beyond this says that a file is damaged; it bounds what the tables can be made to take.
  private static let idLimit = 1 << 24

  // MARK: - Building

  /// Sets memory aside.
  mutating func reserve(pieces: Int, bytes count: Int) {
    bytes.reserveCapacity(count)
    ends.reserveCapacity(pieces)
    ids.reserveCapacity(pieces)
  }

  /// Adds a piece whose bytes `write` appends, with the next free id or its own.
  mutating func append(id: Int? = nil, write: (inout [UInt8]) throws -> Void) throws {
    let id = id ?? ids.count
    guard id >= 0, id < Self.idLimit else {
      throw ModelError(.damaged, "a piece of the vocabulary has the impossible id \(id)")
    }
    try write(&bytes)
    ends.append(bytes.count)
    ids.append(Int32(id))
  }

  /// Gives the last piece its id, for formats that name it after the piece.
  mutating func setLastID(_ id: Int) throws {
    guard id >= 0, id < Self.idLimit else {
      throw ModelError(.damaged, "a piece of the vocabulary has the impossible id \(id)")
    }
    if let last = ids.indices.last { ids[last] = Int32(id) }
  }

  /// Adds a piece.
  mutating func append(_ piece: String, id: Int? = nil) throws {
    try append(id: id) { $0.append(contentsOf: piece.utf8) }
  }

  /// Makes the tables, once all pieces are there; of two equal pieces the last counts.
  mutating func index() {
    let capacity = max(16, (2 * ends.count).nextPowerOfTwo)
    slots = [UInt64](repeating: 0, count: capacity)
    entryOfID = [Int32](repeating: -1, count: Int(ids.max() ?? -1) + 1)
    distinctCount = 0
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      for (entry, end) in ends.enumerated() {
        entryOfID[Int(ids[entry])] = Int32(entry)
        var hash = Self.emptyHash
        for place in start..<end { hash = Self.extend(hash, bytes[place]) }
        let mixed = Self.mix(hash)
        var slot = Int(truncatingIfNeeded: mixed) & (capacity - 1)
        while slots[slot] != 0 {
          let other = Int(slots[slot] & 0xFFFF_FFFF) - 1
          let otherStart = other == 0 ? 0 : ends[other - 1]
          if slots[slot] >> 32 == mixed >> 32, ends[other] - otherStart == end - start,
            (0..<end - start).allSatisfy({ bytes[otherStart + $0] == bytes[start + $0] })
          {
            break
          }
          slot = (slot + 1) & (capacity - 1)
        }
        if slots[slot] == 0 { distinctCount += 1 }
        slots[slot] = (mixed >> 32) << 32 | UInt64(entry + 1)
        start = end
      }
    }
  }

  /// Makes `mayContinue` answer, for models that look for the pieces a text begins with.
  mutating func indexPrefixes() {
    // Four bits a byte are more than eight a different prefix in real vocabularies.
    let words = max(16, (bytes.count / 16).nextPowerOfTwo)
    prefixes = [UInt64](repeating: 0, count: words)
    var start = 0
    for end in ends {
      var hash = Self.emptyHash
      for place in start..<end {
        hash = Self.extend(hash, bytes[place])
        if place + 1 == end || !UTF8Text.isContinuation(bytes[place + 1]) {
          let bit = Int(truncatingIfNeeded: Self.mix(hash) >> 20) & (64 * words - 1)
          prefixes[bit >> 6] |= 1 << UInt64(bit & 63)
        }
      }
      start = end
    }
  }

  // MARK: - Looking up

  /// One more than the highest id.
  var idCount: Int { entryOfID.count }

  /// The number of pieces as they were added.
  var pieceCount: Int { ends.count }

  private func range(ofEntry entry: Int) -> Range<Int> {
    (entry == 0 ? 0 : ends[entry - 1])..<ends[entry]
  }

  /// Whether a piece may begin with the bytes of this hash, which end where a scalar does: never wrong with no.
  @inline(__always)
  func mayContinue(_ hash: UInt64) -> Bool {
    let bit = Int(truncatingIfNeeded: Self.mix(hash) >> 20) & (64 * prefixes.count - 1)
    return prefixes[bit >> 6] >> UInt64(bit & 63) & 1 == 1
  }

  /// The id of the piece that is `head` and then `tail`, whose hash together is known.
  @inline(__always)
  func id(
    hash: UInt64, head: UnsafeBufferPointer<UInt8>, tail: UnsafeBufferPointer<UInt8>
  ) -> Int32? {
    let mixed = Self.mix(hash)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mixed) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 32 == mixed >> 32 {
        let entry = Int(slots[slot] & 0xFFFF_FFFF) - 1
        let start = entry == 0 ? 0 : ends[entry - 1]
        if ends[entry] - start == head.count + tail.count {
          var isEqual = true
          for place in 0..<head.count where bytes[start + place] != head[place] { isEqual = false }
          let tailStart = start + head.count
          for place in 0..<tail.count where bytes[tailStart + place] != tail[place] {
            isEqual = false
          }
          if isEqual { return ids[entry] }
        }
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The id of a piece.
  func id(of piece: some Sequence<UInt8>) -> Int32? {
    guard !slots.isEmpty else { return nil }
    let piece = Array(piece)
    return piece.withUnsafeBufferPointer { bytes in
      id(hash: Self.hash(bytes), head: UnsafeBufferPointer(start: nil, count: 0), tail: bytes)
    }
  }

  /// The id of a piece.
  func id(of piece: String) -> Int32? { id(of: piece.utf8) }

  /// The bytes of the piece of an id, or nil if there is none.
  func bytes(of id: Int32) -> ArraySlice<UInt8>? {
    guard id >= 0, Int(id) < entryOfID.count, entryOfID[Int(id)] >= 0 else { return nil }
    return bytes[range(ofEntry: Int(entryOfID[Int(id)]))]
  }

  /// The piece of an id, or nil if there is none.
  func piece(of id: Int32) -> String? {
    guard id >= 0, Int(id) < entryOfID.count, entryOfID[Int(id)] >= 0 else { return nil }
    let range = range(ofEntry: Int(entryOfID[Int(id)]))
    return bytes.withUnsafeBufferPointer {
      String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
    }
  }

  /// The bytes of the pieces in the order they were added.
  func forEachPiece(_ body: (Int, ArraySlice<UInt8>) throws -> Void) rethrows {
    for entry in ends.indices { try body(entry, bytes[range(ofEntry: entry)]) }
  }
}

extension Int {
  /// The smallest power of two that is not smaller.
  var nextPowerOfTwo: Int {
    self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}
