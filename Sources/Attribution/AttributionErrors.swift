/// How far the number of a group of pieces may be off, where a method samples: the rule that every format and pane goes by.
///
/// A group's number is the sum of its pieces' numbers. Pieces of one part, which the method took out as a whole, share its number and vary
/// together: their errors add up, to the part's own where the group has all of it. Errors of several parts add in squares, as those of
/// independent draws do, but where the samples tell how they vary together.
public struct AttributionErrors: Equatable, Sendable {
  private let errors: [Float]
  private let covariance: [Float]?
  /// For each piece the part that it is of; nil: it is one of its own.
  private let owners: [Int?]

  /// The errors of an estimate; nil where its method does not sample.
  ///
  /// - Complexity: O(pieces).
  public init?(_ estimate: AttributionEstimate) {
    guard let errors = estimate.uncertainty else { return nil }
    var owners = [Int?](repeating: nil, count: errors.count)
    for (index, feature) in (estimate.features ?? []).enumerated() {
      for piece in feature.pieces.joined() where owners.indices.contains(piece) {
        owners[piece] = index
      }
    }
    self.errors = errors
    covariance = estimate.covariance.flatMap {
      $0.count == errors.count * errors.count ? $0 : nil
    }
    self.owners = owners
  }

  /// The standard error of a group's number; nil for a group without a piece of the text.
  ///
  /// - Complexity: O(pieces of the group), their square where they vary together.
  public subscript(pieces: [Int]) -> Float? {
    let pieces = pieces.filter(errors.indices.contains)
    if pieces.count < 2 { return pieces.first.map { errors[$0] } }
    if let covariance {
      let sum = pieces.reduce(0.0) { sum, row in
        pieces.reduce(sum) { $0 + Double(covariance[row * errors.count + $1]) }
      }
      return Float(max(sum, 0).squareRoot())
    }
    var square: Float = 0
    var shared: [Int: Float] = [:]
    for piece in pieces {
      if let owner = owners[piece] {
        shared[owner, default: 0] += errors[piece]
      } else {
        square += errors[piece] * errors[piece]
      }
    }
    if square == 0, shared.count == 1, let only = shared.values.first { return only }
    // In the parts' order: sums in another one differ in their last digit.
    for owner in shared.keys.sorted() { square += (shared[owner] ?? 0) * (shared[owner] ?? 0) }
    return square.squareRoot()
  }
}
