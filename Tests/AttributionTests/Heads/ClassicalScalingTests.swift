import Foundation
import Testing

@testable import Attribution

@Suite struct ClassicalScalingTests {
  @Test func pointsOfAPlaneKeepTheirDistances() {
    let points = [(0.0, 0.0), (4.0, 0.0), (4.0, 1.0), (0.0, 1.0), (9.0, 3.0)]
    let squared = points.flatMap { a in
      points.map { b in pow(a.0 - b.0, 2) + pow(a.1 - b.1, 2) }
    }
    let scaling = ClassicalScaling(squaredDistances: squared, count: 5)
    for i in 0..<5 {
      for j in 0..<5 {
        let (a, b) = (scaling.points[i], scaling.points[j])
        #expect(abs(pow(a.x - b.x, 2) + pow(a.y - b.y, 2) - squared[i * 5 + j]) < 1e-10)
      }
    }
    #expect(abs(scaling.explained - 1) < 1e-12)
    #expect(abs(scaling.points.reduce(0) { $0 + $1.x }) < 1e-12)
  }

  @Test func theCoordinateLargestInSizeIsPositive() {
    // On a line: 0, 1, 5. About the centre 2: −2, −1, 3.
    let positions = [0.0, 1, 5]
    let squared = positions.flatMap { a in positions.map { ($0 - a) * ($0 - a) } }
    let scaling = ClassicalScaling(squaredDistances: squared, count: 3)
    for (point, x) in zip(scaling.points, [-2.0, -1, 3]) {
      #expect(abs(point.x - x) < 1e-12)
      #expect(abs(point.y) < 1e-7)
    }
  }

  @Test func numbersThatAreNotFiniteDoNotCrash() {
    let scaling = ClassicalScaling(squaredDistances: [0, .nan, .nan, 0], count: 2)
    #expect(scaling.points == [.init(x: 0, y: 0), .init(x: 0, y: 0)])
  }

  @Test func itemsAllInOnePlaceStayThere() {
    let scaling = ClassicalScaling(
      squaredDistances: [Double](repeating: 0, count: 16), count: 4)
    #expect(scaling.points.allSatisfy { $0.x == 0 && $0.y == 0 })
    #expect(scaling.explained == 1)
  }

  @Test(arguments: [1, 2, 3, 7, 40])
  func eigenvectorsAreStretchedByTheirValues(_ size: Int) {
    var matrix = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0...i {
        let value = sin(Double(i * 7 + j * 3 + i * j)) + (i == j ? 1 : 0)
        matrix[i * size + j] = value
        matrix[j * size + i] = value
      }
    }
    let system = SymmetricEigensystem(matrix, size: size)
    #expect(system.values == system.values.sorted(by: >))
    for index in 0..<size {
      let vector = system.vector(index)
      #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
      for row in 0..<size {
        let product = (0..<size).reduce(0) { $0 + matrix[row * size + $1] * vector[$1] }
        #expect(abs(product - system.values[index] * vector[row]) < 1e-11)
      }
    }
  }
}
