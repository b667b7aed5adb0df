/// Unigram: the likeliest way to cut a word, each piece having a log probability (Kudo, 2018).
struct UnigramModel: Sendable {
  /// The best way to reach a byte of the word.
  struct Node {
    var score: Double = 0
    /// Where its last piece begins; -1 where nothing leads here.
    var start: Int32 = -1
    var id: Int32 = 0
  }

  let vocabulary: Vocabulary
  let unknownID: Int32?

  private let unknown: Int32
  private let scores: [Double]
  private let unknownScore: Double
  /// The pieces `<0x00>` to `<0xFF>`, where the model falls back to them; -1 for one that is missing.
  private let byteIDs: [Int32]?

  /// An unknown scalar is this much less likely than the least likely piece.
  private static let unknownPenalty = 10.0

  /// Makes the model of a vocabulary that is not indexed yet, with a score a piece.
  init(
    _ pieces: Vocabulary, scores: [Double], unknownID: Int?, fallsBackToBytes: Bool,
    source: String
  ) throws {
    guard let unknownID, unknownID >= 0, unknownID < scores.count else {
      throw ModelError(
        .damaged,
        "\(source): the unknown piece is \(unknownID.map(String.init) ?? "not named"), of"
          + " \(scores.count) pieces")
    }
    var vocabulary = pieces
    vocabulary.index()
    vocabulary.indexPrefixes()
    self.vocabulary = vocabulary
    self.scores = scores
    unknown = Int32(unknownID)
    self.unknownID = unknown
    unknownScore =
      scores.reduce(.infinity) { $1 < $0 ? $1 : $0 } - Self.unknownPenalty
    byteIDs =
      fallsBackToBytes
      ? (0...255).map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return vocabulary.id(of: "<0x\(byte < 16 ? "0" : "")\(digits)>") ?? -1
      } : nil
  }

  /// Cuts a word, given as UTF-8, and appends its pieces.
  func tokenize(
    _ word: UnsafeBufferPointer<UInt8>, _ workspace: inout PieceModel.Workspace,
    into pieces: inout [PieceSpan]
  ) {
    let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    workspace.nodes.removeAll(keepingCapacity: true)
    workspace.nodes.append(contentsOf: repeatElement(Node(), count: word.count + 1))
    findBestPath(word, &workspace.nodes)

    // Backwards along the best path; unknown neighbours become one.
    let first = pieces.count
    var end = word.count
    while end > 0 {
      let node = workspace.nodes[end]
      var start = Int(node.start)
      if node.id == unknown {
        while start > 0, workspace.nodes[start].id == unknown {
          start = Int(workspace.nodes[start].start)
        }
        // Joined, they may be a piece after all, or bytes.
        let text = UnsafeBufferPointer(rebasing: word[start..<end])
        if let id = vocabulary.id(hash: Vocabulary.hash(text), head: none, tail: text) {
          pieces.append(PieceSpan(id: id, start: start, end: end))
        } else if let byteIDs, text.allSatisfy({ byteIDs[Int($0)] >= 0 }) {
          for byte in text.reversed() {
            pieces.append(PieceSpan(id: byteIDs[Int(byte)], start: start, end: end))
          }
        } else {
          pieces.append(PieceSpan(id: unknown, start: start, end: end))
        }
      } else {
        pieces.append(PieceSpan(id: node.id, start: start, end: end))
      }
      end = start
    }
    pieces[first...].reverse()
  }

  /// Viterbi: a later way to a byte wins only when it is strictly better.
  private func findBestPath(_ word: UnsafeBufferPointer<UInt8>, _ nodes: inout [Node]) {
    let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    func reach(_ place: Int, from start: Int, _ score: Double, _ id: Int32) {
      if nodes[place].start < 0 || score > nodes[place].score {
        nodes[place] = Node(score: score, start: Int32(truncatingIfNeeded: start), id: id)
      }
    }
    var start = 0
    while start < word.count {
      let scoreHere = nodes[start].score
      var hash = Vocabulary.emptyHash
      var place = start
      var next = start
      var hasScalar = false
      while place < word.count {
        repeat {
          hash = Vocabulary.extend(hash, word[place])
          place += 1
        } while place < word.count && UTF8Text.isContinuation(word[place])
        if next == start { next = place }
        guard vocabulary.mayContinue(hash) else { break }
        let text = UnsafeBufferPointer(rebasing: word[start..<place])
        if let id = vocabulary.id(hash: hash, head: none, tail: text) {
          reach(place, from: start, scores[Int(id)] + scoreHere, id)
          if place == next { hasScalar = true }
        }
      }
      if !hasScalar { reach(next, from: start, unknownScore + scoreHere, unknown) }
      start = next
    }
  }
}
