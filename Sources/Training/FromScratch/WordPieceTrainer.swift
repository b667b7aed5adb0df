internal import HeapModule

/// Makes a WordPiece vocabulary from the words of texts.
///
/// As the `tokenizers` library's `WordPieceTrainer`: byte-pair merges (Sennrich et al. 2016, algorithm 1) over scalars that carry `##` inside a
/// word, the most frequent pair first, of equally frequent ones the pair whose pieces are older. That library numbers the scalars inside words
/// in the order of a hash table and so breaks ties differently at every run; here words are taken in their own order, and the same texts always
/// give the same vocabulary.
struct WordPieceTrainer {
  /// Mark of a piece inside a word.
  static let continuation = "##"
  /// What every vocabulary begins with, in this order.
  static let specialPieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

  /// Pieces at most.
  var size: Int
  /// Pairs that are rarer are not merged.
  var minimumFrequency = 2
  /// Scalars that get a piece of their own at most: the most frequent ones.
  var alphabetLimit = 1000

  /// Two pieces that stand side by side.
  private struct Pair: Hashable {
    var left: Int32
    var right: Int32
  }

  /// A pair as often as it was when it was put in line.
  private struct Candidate: Comparable {
    var count: Int
    var pair: Pair

    static func < (one: Candidate, other: Candidate) -> Bool {
      (one.count, other.pair.left, other.pair.right)
        < (other.count, one.pair.left, one.pair.right)
    }
  }

  /// The pieces, in the order of their ids.
  ///
  /// - Parameter words: how often each word occurs.
  /// - Complexity: O(scalars of the different words · merges a word takes part in).
  func pieces(of words: [String: Int]) -> [String] {
    var vocabulary = Growing(Self.specialPieces)
    let order = words.keys.sorted()
    let alphabet = alphabet(of: words)
    for scalar in alphabet.sorted(by: { $0.value < $1.value }) {
      vocabulary.add(String(scalar))
    }
    var spelled = order.map { word in
      word.unicodeScalars.filter(alphabet.contains).enumerated().map { place, scalar in
        vocabulary.add(place == 0 ? String(scalar) : Self.continuation + String(scalar))
      }
    }
    let counts = order.map { words[$0] ?? 0 }
    var pairs = PairTable()
    for (index, word) in spelled.enumerated() {
      pairs.count(word, times: counts[index], of: index)
    }
    var line = Heap(pairs.counts.map { Candidate(count: $0.value, pair: $0.key) })
    while vocabulary.pieces.count < size, let best = line.popMax() {
      let count = pairs.counts[best.pair] ?? 0
      guard count == best.count else {
        // It has become rarer since; its turn comes later.
        if count > 0 { line.insert(Candidate(count: count, pair: best.pair)) }
        continue
      }
      guard count >= max(1, minimumFrequency) else { break }
      let right = vocabulary.pieces[Int(best.pair.right)]
      let merged = vocabulary.add(
        vocabulary.pieces[Int(best.pair.left)]
          + right.dropFirst(right.hasPrefix(Self.continuation) ? Self.continuation.count : 0))
      var grown: Set<Pair> = []
      for index in pairs.words[best.pair] ?? [] {
        pairs.count(spelled[index], times: -counts[index], of: index)
        spelled[index] = Self.merge(best.pair, into: merged, spelled[index])
        pairs.count(spelled[index], times: counts[index], of: index)
        for pair in zip(spelled[index], spelled[index].dropFirst())
        where pair.0 == merged || pair.1 == merged {
          grown.insert(Pair(left: pair.0, right: pair.1))
        }
      }
      pairs.forget(best.pair)
      for pair in grown {
        if let count = pairs.counts[pair] { line.insert(Candidate(count: count, pair: pair)) }
      }
    }
    return vocabulary.pieces
  }

  private func alphabet(of words: [String: Int]) -> Set<Unicode.Scalar> {
    var counts: [Unicode.Scalar: Int] = [:]
    for (word, count) in words {
      for scalar in word.unicodeScalars { counts[scalar, default: 0] += count }
    }
    let frequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return Set(frequent.prefix(alphabetLimit).map(\.key))
  }

  private static func merge(_ pair: Pair, into merged: Int32, _ word: [Int32]) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(word.count)
    var place = 0
    while place < word.count {
      if place + 1 < word.count, word[place] == pair.left, word[place + 1] == pair.right {
        result.append(merged)
        place += 2
      } else {
        result.append(word[place])
        place += 1
      }
    }
    return result
  }

  /// Pieces with ids in the order they came.
  private struct Growing {
    private(set) var pieces: [String] = []
    private var ids: [String: Int32] = [:]

    init(_ pieces: [String]) {
      for piece in pieces { add(piece) }
    }

    @discardableResult mutating func add(_ piece: String) -> Int32 {
      if let id = ids[piece] { return id }
      let id = Int32(pieces.count)
      pieces.append(piece)
      ids[piece] = id
      return id
    }
  }

  /// How often each pair occurs, and the words that may hold it.
  private struct PairTable {
    private(set) var counts: [Pair: Int] = [:]
    private(set) var words: [Pair: Set<Int>] = [:]

    mutating func count(_ word: [Int32], times count: Int, of index: Int) {
      for (left, right) in zip(word, word.dropFirst()) {
        let pair = Pair(left: left, right: right)
        counts[pair, default: 0] += count
        if count > 0 { words[pair, default: []].insert(index) }
      }
    }

    mutating func forget(_ pair: Pair) {
      counts[pair] = nil
      words[pair] = nil
    }
  }
}
