/// WordPiece: the longest piece of the vocabulary that a word begins with, again and again (Wu et al., 2016).
struct WordPieceModel: Sendable {
  let vocabulary: Vocabulary
  /// The id of a word that cannot be cut.
  let unknownID: Int32?
  /// What marks a piece that continues a word: `##`.
  let continuingPrefix: [UInt8]
  /// A word with more scalars than this is unknown as a whole.
  let longestWord: Int

  private let unknown: Int32
  private let continuingHash: UInt64

  /// Makes the model of a vocabulary that is not indexed yet.
  init(
    _ pieces: Vocabulary, unknownToken: String, continuingPrefix: String, longestWord: Int,
    source: String
  ) throws {
    var vocabulary = pieces
    vocabulary.index()
    vocabulary.indexPrefixes()
    guard let unknown = vocabulary.id(of: unknownToken) else {
      throw ModelError(
        .damaged, "\(source): the unknown token \(unknownToken) is not in the vocabulary")
    }
    self.vocabulary = vocabulary
    self.unknown = unknown
    unknownID = unknown
    self.continuingPrefix = Array(continuingPrefix.utf8)
    continuingHash = Vocabulary.hash(continuingPrefix.utf8)
    self.longestWord = longestWord
  }

  /// Cuts a word, given as UTF-8, and appends its pieces.
  func tokenize(_ word: UnsafeBufferPointer<UInt8>, into pieces: inout [PieceSpan]) {
    let first = pieces.count
    var isCut = word.count <= longestWord
    if !isCut {
      isCut = word.reduce(0) { UTF8Text.isContinuation($1) ? $0 : $0 + 1 } <= longestWord
    }
    let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    continuingPrefix.withUnsafeBufferPointer { prefix in
      var start = 0
      while isCut, start < word.count {
        let head = start == 0 ? none : prefix
        var hash = start == 0 ? Vocabulary.emptyHash : continuingHash
        var best: PieceSpan?
        var place = start
        while place < word.count {
          repeat {
            hash = Vocabulary.extend(hash, word[place])
            place += 1
          } while place < word.count && UTF8Text.isContinuation(word[place])
          guard vocabulary.mayContinue(hash) else { break }
          let tail = UnsafeBufferPointer(rebasing: word[start..<place])
          if let id = vocabulary.id(hash: hash, head: head, tail: tail) {
            best = PieceSpan(id: id, start: start, end: place)
          }
        }
        if let best {
          pieces.append(best)
          start = best.end
        } else {
          isCut = false
        }
      }
    }
    if !isCut {
      pieces.removeLast(pieces.count - first)
      pieces.append(PieceSpan(id: unknown, start: 0, end: word.count))
    }
  }
}
