/// Points on a plane whose distances are as near as can be to given ones (Torgerson 1952).
public struct ClassicalScaling: Equatable, Sendable {
  /// A place on the plane, in the unit of the distances.
  public struct Point: Equatable, Sendable {
    /// Along the direction of the largest spread.
    public var x: Double
    /// Along the second.
    public var y: Double
  }

  /// One point an item; of each axis the coordinate largest in size is positive, so that equal input gives an equal picture.
  public let points: [Point]
  /// The share of the whole spread that the plane shows, 0…1.
  public let explained: Double

  /// Lays items out.
  ///
  /// - Parameters:
  ///   - squaredDistances: `[count, count]`, symmetric; numbers that are not finite put all points in one place.
  ///   - count: how many items.
  /// - Complexity: O(count³).
  public init(squaredDistances: [Double], count: Int) {
    precondition(squaredDistances.count == count * count, "a distance for every pair")
    guard count > 1, squaredDistances.allSatisfy(\.isFinite) else {
      points = [Point](repeating: Point(x: 0, y: 0), count: count)
      explained = 1
      return
    }
    // B = −½ J D² J with J = I − 1/n: the inner products about the common centre.
    let means = (0..<count).map { row in
      squaredDistances[row * count..<(row + 1) * count].reduce(0, +) / Double(count)
    }
    let mean = means.reduce(0, +) / Double(count)
    var products = squaredDistances
    for row in 0..<count {
      for column in 0..<count {
        products[row * count + column] =
          -(squaredDistances[row * count + column] - means[row] - means[column] + mean) / 2
      }
    }
    let system = SymmetricEigensystem(products, size: count)
    let spread = system.values.reduce(0) { $0 + max(0, $1) }
    let x = Self.axis(system, 0)
    let y = Self.axis(system, 1)
    points = zip(x, y).map { Point(x: $0, y: $1) }
    let shown = max(0, system.values[0]) + max(0, system.values[1])
    explained = spread > 0 ? shown / spread : 1
  }

  /// √λ·v, with the sign that makes the first of its largest elements positive.
  private static func axis(_ system: SymmetricEigensystem, _ index: Int) -> [Double] {
    let vector = system.vector(index)
    let size = vector.reduce(0) { max($0, abs($1)) }
    // Elements that differ by rounding alone count as equal.
    let leading = vector.first { abs($0) > size * (1 - 1e-9) } ?? 0
    let length = max(0, system.values[index]).squareRoot() * (leading < 0 ? -1 : 1)
    return vector.map { $0 * length }
  }
}
