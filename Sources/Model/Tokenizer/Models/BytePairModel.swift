/// Byte-pair encoding: neighbours are merged, the pair that training merged earliest first (Sennrich et al., 2016).
struct BytePairModel: Sendable {
  /// A merge as it stands in a file: the two pieces' bytes within one block.
  struct Merge: Sendable {
    var left: Range<Int>
    var right: Range<Int>
  }

  /// What a file says beside vocabulary and merges.
  struct Options: Sendable {
    var unknownToken: String?
    var continuingPrefix = ""
    var wordSuffix = ""
    var fusesUnknown = false
    var fallsBackToBytes = false
    var ignoresMerges = false
  }

  /// A piece in the making, linked to its neighbours.
  struct Symbol {
    var id: Int32
    /// Bytes of the word; 0 once it is merged away.
    var length: Int32
    var previous: Int32
    var next: Int32
  }

  let vocabulary: Vocabulary
  let unknownID: Int32?
  let continuingPrefix: [UInt8]

  private let wordSuffix: [UInt8]
  private let options: Options
  /// The piece of each scalar below U+0800, where no prefix or suffix applies; -1 for none.
  private let shortIDs: [Int32]
  /// The pieces `<0x00>` to `<0xFF>`; nil unless all are there to fall back to.
  private let byteIDs: [Int32]?
  /// Open addressing by pair; see `merge`.
  private let merges: [Slot]

  /// A pair and what it merges into, side by side: one look at the memory.
  private struct Slot: Sendable {
    /// left id << 32 | right id; all ones where free.
    var pair = UInt64.max
    /// rank << 32 | id.
    var result: UInt64 = 0
  }

  /// Makes the model of a vocabulary that is not indexed yet.
  init(
    _ pieces: Vocabulary, merges: [Merge], mergeBytes: [UInt8], _ options: Options, source: String
  ) throws {
    var vocabulary = pieces
    vocabulary.index()
    self.vocabulary = vocabulary
    self.options = options
    unknownID = options.unknownToken.flatMap { vocabulary.id(of: $0) }
    continuingPrefix = Array(options.continuingPrefix.utf8)
    wordSuffix = Array(options.wordSuffix.utf8)
    shortIDs = (0..<0x800 as Range<UInt32>).map { scalar in
      var bytes: [UInt8] = []
      UTF8Text.append(scalar, to: &bytes)
      return vocabulary.id(of: bytes) ?? -1
    }
    byteIDs =
      options.fallsBackToBytes
      ? (0...255).map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return vocabulary.id(of: "<0x\(byte < 16 ? "0" : "")\(digits)>") ?? -1
      } : nil

    let capacity = max(16, (2 * merges.count).nextPowerOfTwo)
    var table = [Slot](repeating: Slot(), count: capacity)
    let prefixCount = continuingPrefix.count
    try mergeBytes.withUnsafeBufferPointer { bytes in
      let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
      for (rank, merge) in merges.enumerated() {
        let left = UnsafeBufferPointer(rebasing: bytes[merge.left])
        let right = UnsafeBufferPointer(rebasing: bytes[merge.right])
        let rest = UnsafeBufferPointer(rebasing: right[min(prefixCount, right.count)...])
        let leftHash = Vocabulary.hash(left)
        guard let first = vocabulary.id(hash: leftHash, head: none, tail: left),
          let second = vocabulary.id(hash: Vocabulary.hash(right), head: none, tail: right),
          let merged = vocabulary.id(
            hash: Vocabulary.hash(rest, from: leftHash), head: left, tail: rest)
        else {
          throw ModelError(
            .damaged,
            "\(source): merge \(rank + 1), \(String(decoding: left, as: UTF8.self).debugDescription)"
              + " and \(String(decoding: right, as: UTF8.self).debugDescription),"
              + " has a part or a result that is not in the vocabulary",
            advice: "Take vocabulary and merges from the same model.")
        }
        let pair = Self.pair(first, second)
        var slot = Self.slot(pair, capacity)
        while table[slot].pair != .max, table[slot].pair != pair {
          slot = (slot + 1) & (capacity - 1)
        }
        let result = UInt64(rank) << 32 | UInt64(UInt32(bitPattern: merged))
        table[slot] = Slot(pair: pair, result: result)
      }
    }
    self.merges = table
  }

  @inline(__always)
  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  @inline(__always)
  private static func slot(_ pair: UInt64, _ capacity: Int) -> Int {
    let product = (pair ^ pair >> 29) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 24) & (capacity - 1)
  }

  /// What two neighbours merge into: rank << 32 | id; nil if they do not.
  @inline(__always)
  private func merge(_ left: Int32, _ right: Int32) -> UInt64? {
    let pair = Self.pair(left, right)
    let mask = merges.count - 1
    var slot = Self.slot(pair, merges.count)
    while merges[slot].pair != pair {
      if merges[slot].pair == .max { return nil }
      slot = (slot + 1) & mask
    }
    return merges[slot].result
  }

  /// Cuts a word, given as UTF-8, and appends its pieces.
  func tokenize(
    _ word: UnsafeBufferPointer<UInt8>, _ workspace: inout PieceModel.Workspace,
    into pieces: inout [PieceSpan]
  ) {
    if options.ignoresMerges,
      let id = vocabulary.id(
        hash: Vocabulary.hash(word), head: UnsafeBufferPointer(start: nil, count: 0), tail: word)
    {
      pieces.append(PieceSpan(id: id, start: 0, end: word.count))
      return
    }
    start(word, &workspace.symbols)
    mergeAll(&workspace.symbols, &workspace.queue)
    var place = 0
    for symbol in workspace.symbols where symbol.length > 0 {
      // As in the reference, what has no piece and no unknown token is passed over here too.
      let end = min(place + Int(symbol.length), word.count)
      pieces.append(PieceSpan(id: symbol.id, start: place, end: end))
      place = end
    }
  }

  /// The pieces of single scalars.
  private func start(_ word: UnsafeBufferPointer<UInt8>, _ symbols: inout [Symbol]) {
    symbols.removeAll(keepingCapacity: true)
    let isPlain = continuingPrefix.isEmpty && wordSuffix.isEmpty
    var unknownLength: Int32 = 0

    func add(_ id: Int32, _ length: Int32, to symbols: inout [Symbol]) {
      let place = Int32(symbols.count)
      symbols.append(Symbol(id: id, length: length, previous: place - 1, next: place + 1))
    }

    var place = 0
    while place < word.count {
      var end = place + 1
      while end < word.count, UTF8Text.isContinuation(word[end]) { end += 1 }
      let id: Int32
      if isPlain, end - place == 1 {
        id = shortIDs[Int(word[place])]
      } else if isPlain, end - place == 2 {
        id = shortIDs[Int(word[place] & 0x1F) << 6 | Int(word[place + 1] & 0x3F)]
      } else {
        var bytes = place == 0 ? [] : continuingPrefix
        bytes += word[place..<end]
        if end == word.count { bytes += wordSuffix }
        id = vocabulary.id(of: bytes) ?? -1
      }
      if id >= 0 {
        if unknownLength > 0, let unknownID { add(unknownID, unknownLength, to: &symbols) }
        unknownLength = 0
        add(id, Int32(end - place), to: &symbols)
      } else if let byteIDs, word[place..<end].allSatisfy({ byteIDs[Int($0)] >= 0 }) {
        for byte in word[place..<end] { add(byteIDs[Int(byte)], 1, to: &symbols) }
      } else if let unknownID {
        if unknownLength > 0, !options.fusesUnknown {
          add(unknownID, unknownLength, to: &symbols)
          unknownLength = 0
        }
        unknownLength += Int32(end - place)
      }
      place = end
    }
    if unknownLength > 0, let unknownID { add(unknownID, unknownLength, to: &symbols) }
    if let last = symbols.indices.last { symbols[last].next = -1 }
  }

  /// Merges neighbours, lowest rank first and leftmost of equals, until none merge.
  private func mergeAll(_ symbols: inout [Symbol], _ queue: inout [UInt64]) {
    guard symbols.count > 1 else { return }
    queue.removeAll(keepingCapacity: true)
    // Rank above position: the smallest entry is the next merge. An entry is stale once its pair has changed.
    for place in 0..<symbols.count - 1 {
      if let result = merge(symbols[place].id, symbols[place + 1].id) {
        Self.push((result >> 32) << 32 | UInt64(place), onto: &queue)
      }
    }
    while let top = Self.pop(from: &queue) {
      let place = Int(top & 0xFFFF_FFFF)
      let left = symbols[place]
      guard left.length > 0, left.next >= 0 else { continue }
      let right = symbols[Int(left.next)]
      guard let result = merge(left.id, right.id), result >> 32 == top >> 32 else { continue }
      symbols[Int(left.next)].length = 0
      symbols[place].id = Int32(truncatingIfNeeded: result & 0xFFFF_FFFF)
      symbols[place].length += right.length
      symbols[place].next = right.next
      if right.next >= 0 {
        symbols[Int(right.next)].previous = Int32(place)
        if let after = merge(symbols[place].id, symbols[Int(right.next)].id) {
          Self.push((after >> 32) << 32 | UInt64(place), onto: &queue)
        }
      }
      if left.previous >= 0,
        let before = merge(symbols[Int(left.previous)].id, symbols[place].id)
      {
        Self.push((before >> 32) << 32 | UInt64(UInt32(bitPattern: left.previous)), onto: &queue)
      }
    }
  }

  // MARK: - A binary heap, smallest first

  @inline(__always)
  private static func push(_ entry: UInt64, onto heap: inout [UInt64]) {
    heap.append(entry)
    var place = heap.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry < heap[parent] else { break }
      heap[place] = heap[parent]
      place = parent
    }
    heap[place] = entry
  }

  @inline(__always)
  private static func pop(from heap: inout [UInt64]) -> UInt64? {
    guard let last = heap.popLast() else { return nil }
    guard let first = heap.first else { return last }
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < last else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = last
    return first
  }
}
