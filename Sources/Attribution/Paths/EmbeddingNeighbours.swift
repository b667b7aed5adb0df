/// The nearest other rows of rows of a table, by Euclidean distance; what was found once is kept.
///
/// A brute-force search: in hundreds of dimensions trees and cells save nothing. All rows that are asked for together share one pass
/// over the table. Products in single precision leave out what is certainly too far; the rest is compared in double, so that the
/// order is that of a search in double throughout.
public struct EmbeddingNeighbours {
  /// Rows of the table that are compared at once: products and rows stay in the cache.
  static let blockSize = 1024
  /// Rows that one pass looks for at most, which bounds the memory for their products.
  static let queriesPerPass = 256

  /// How many neighbours a row has; fewer where the table does.
  public let count: Int
  private let table: any EmbeddingRows
  /// |row|² of every row, once a pass has seen them all.
  private var squaredNorms: [Double] = []
  private var lists: [Int: [Int]] = [:]

  /// Prepares a search.
  public init(in table: any EmbeddingRows, count: Int) {
    precondition(count > 0, "a row has at least one neighbour")
    self.table = table
    self.count = count
  }

  /// The nearest rows of a row that was looked for, nearest first and of equals the first in the table; nil of one that was not.
  ///
  /// The row itself is none of them, and neither is a row with NaN or infinity.
  public subscript(row: Int) -> [Int]? { lists[row] }

  /// Looks for the neighbours of rows, those known already left out.
  ///
  /// - Throws: `CancellationError`, looked for between blocks of the table; what the table throws.
  /// - Complexity: O(rows · table · width) products in single precision, and in double a few hundred distances a row.
  public mutating func find(_ rows: some Sequence<Int>) throws {
    let unknown = Set(rows).filter { lists[$0] == nil }.sorted()
    for first in stride(from: 0, to: unknown.count, by: Self.queriesPerPass) {
      let end = min(first + Self.queriesPerPass, unknown.count)
      try search(Array(unknown[first..<end]))
    }
  }

  private mutating func search(_ rows: [Int]) throws {
    var queries: [Float] = []
    for row in rows { try table.withRows(row..<row + 1) { queries += $0 } }
    let width = table.width
    let ownNorms = rows.indices.map { index in
      queries.withUnsafeBufferPointer {
        SquaredDistance.ofNorm($0.row(index, width: width))
      }
    }
    var nearest = [NearestRows](repeating: NearestRows(limit: count), count: rows.count)
    var products = [Float](repeating: 0, count: rows.count * Self.blockSize)
    let knowsNorms = squaredNorms.count == table.rowCount
    if !knowsNorms { squaredNorms = [] }
    // |fl(a·b) − a·b| ≤ n·u/(1 − n·u)·Σ|aᵢbᵢ| for every order of summation (Higham 2002, section 3.1), and Σ|aᵢbᵢ| ≤ (|a|² + |b|²)/2.
    // The square holds the product twice; u is half of `ulpOfOne`, and the other half leaves room for the rounding in double.
    let share = Double(width) * Double(Float.ulpOfOne)
    for start in stride(from: 0, to: table.rowCount, by: Self.blockSize) {
      try Task.checkCancellation()
      let block = start..<min(start + Self.blockSize, table.rowCount)
      try table.withRows(block) { vectors in
        precondition(vectors.count == block.count * width, "the rows that were asked for")
        if !knowsNorms {
          for index in 0..<block.count {
            squaredNorms.append(SquaredDistance.ofNorm(vectors.row(index, width: width)))
          }
        }
        table.writeProducts(of: queries, with: vectors, to: &products)
        queries.withUnsafeBufferPointer { queries in
          products.withUnsafeBufferPointer { products in
            squaredNorms.withUnsafeBufferPointer { norms in
              for (query, row) in rows.enumerated() {
                let own = ownNorms[query]
                let products = products.row(query, width: block.count)
                var limit = nearest[query].largest
                for index in 0..<block.count {
                  let norms = own + norms[start + index]
                  let least = norms - 2 * Double(products[index]) - share * norms
                  guard least <= limit, start + index != row else { continue }
                  let distance = SquaredDistance.between(
                    queries.row(query, width: width), vectors.row(index, width: width))
                  nearest[query].insert(start + index, at: distance)
                  limit = nearest[query].largest
                }
              }
            }
          }
        }
      }
    }
    for (row, found) in zip(rows, nearest) { lists[row] = found.rows }
  }
}

/// The nearest rows so far, in order.
private struct NearestRows {
  let limit: Int
  private var distances: [Double] = []
  private(set) var rows: [Int] = []

  init(limit: Int) { self.limit = limit }

  /// What is beyond this is not among the nearest.
  var largest: Double {
    rows.count < limit ? .greatestFiniteMagnitude : distances[rows.count - 1]
  }

  /// Puts a row in its place, behind equals: rows come in the order of the table.
  mutating func insert(_ row: Int, at distance: Double) {
    guard distance.isFinite, rows.count < limit || distance < largest else { return }
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if distances[middle] <= distance { low = middle + 1 } else { high = middle }
    }
    if rows.count == limit {
      distances.removeLast()
      rows.removeLast()
    }
    distances.insert(distance, at: low)
    rows.insert(row, at: low)
  }
}

/// Squares of distances of single-precision vectors, in double.
private enum SquaredDistance {
  static func between(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Double {
    precondition(a.count == b.count, "vectors of one size")
    return sum(a.count) { Double(a[$0]) - Double(b[$0]) }
  }

  static func ofNorm(_ a: UnsafeBufferPointer<Float>) -> Double { sum(a.count) { Double(a[$0]) } }

  /// The sum of squares, in four parts that do not wait for each other.
  @inline(__always)
  private static func sum(_ count: Int, _ element: (Int) -> Double) -> Double {
    var parts = SIMD4<Double>.zero
    let even = count & ~3
    for index in stride(from: 0, to: even, by: 4) {
      let values = SIMD4(
        element(index), element(index + 1), element(index + 2), element(index + 3))
      parts += values * values
    }
    var total = parts.sum()
    for index in even..<count { total += element(index) * element(index) }
    return total
  }
}

extension UnsafeBufferPointer<Float> {
  /// A row of a matrix.
  fileprivate func row(_ index: Int, width: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: self[index * width..<(index + 1) * width])
  }
}
