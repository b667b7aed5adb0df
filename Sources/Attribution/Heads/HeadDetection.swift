import Model

/// TransformerLens' `detect_head` scores of one head on one text, over all tokens.
///
/// Its detection patterns are matrices of 0 and 1 on and below the diagonal: the token before (`previous`), an earlier equal token
/// (`duplicate`), the token behind an earlier equal token (`induction`). They are the same for encoders, of whose attention the library
/// would refuse what is above the diagonal.
public struct HeadDetection: Equatable, Sendable {
  /// How well one detection pattern P fits the attention A.
  public struct Score: Equatable, Sendable {
    /// `error_measure="mul"`: Σ A·P / Σ A, 0…1.
    public var product: Double
    /// `error_measure="abs"`: 1 − mean|A − P|·tokens, rounded to three digits as there; −1…1.
    public var difference: Double
  }

  /// The token before.
  public var previous: Score
  /// An earlier equal token.
  public var duplicate: Score
  /// The token behind an earlier equal token.
  public var induction: Score

  /// The scores with the patterns' names, in the order of the library.
  public var named: [(name: String, score: Score)] {
    [("previous", previous), ("duplicate", duplicate), ("induction", induction)]
  }

  /// The cells in which each pattern is 1, for one text.
  struct Cells {
    var previous: [Cell]
    var duplicate: [Cell]
    var induction: [Cell]

    /// - Complexity: O(tokens + pairs of equal tokens).
    init(_ roles: TokenRoles) {
      previous = (1..<max(1, roles.count)).map { Cell(query: $0, key: $0 - 1) }
      duplicate = []
      var seen: [Int32: [Int]] = [:]
      for (query, token) in roles.tokens.enumerated() {
        for key in seen[token.id] ?? [] { duplicate.append(Cell(query: query, key: key)) }
        seen[token.id, default: []].append(query)
      }
      induction = duplicate.map { Cell(query: $0.query, key: $0.key + 1) }
    }
  }

  /// A query and a key.
  struct Cell {
    var query: Int
    var key: Int
  }

  /// Scores one head.
  ///
  /// - Complexity: O(tokens² + cells).
  init(_ map: ArraySlice<Float>, tokens: Int, _ cells: Cells) {
    let total = VectorArithmetic.sum(map)
    func score(_ cells: [Cell]) -> Score {
      // |A − P| is A where P is 0, as no weight is negative: only the cells of P need a look.
      var inside = 0.0
      var difference = total
      for cell in cells {
        let weight = Double(map[map.startIndex + cell.query * tokens + cell.key])
        inside += weight
        difference += abs(weight - 1) - weight
      }
      let rounded = (difference / Double(tokens) * 1000).rounded(.toNearestOrEven) / 1000
      return Score(product: total > 0 ? inside / total : 0, difference: 1 - rounded)
    }
    previous = score(cells.previous)
    duplicate = score(cells.duplicate)
    induction = score(cells.induction)
  }

  /// Makes a value of its scores.
  init(previous: Score, duplicate: Score, induction: Score) {
    self.previous = previous
    self.duplicate = duplicate
    self.induction = induction
  }
}
