/// A piece that a model cut from a word: its id, and its bytes within the word.
struct PieceSpan {
  var id: Int32
  var start: Int
  var end: Int
}
