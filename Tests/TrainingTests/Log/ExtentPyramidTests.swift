import Model
import TestSupport
import Testing

@testable import Training

@Suite("Growing columns and their extents")
struct ExtentPyramidTests {
  /// Numbers with a NaN and an infinity now and then.
  private func column(_ count: Int) -> [Double] {
    var generator = SeededGenerator(seed: 7)
    return (0..<count).map { _ in
      switch generator.next() % 97 {
      case 0: .nan
      case 1: .infinity
      case let number: Double(number) * 0.25 - 3
      }
    }
  }

  private func same(_ found: Extent, _ values: ArraySlice<Double>) -> Bool {
    let finite = values.filter(\.isFinite)
    return found.minimum == finite.min() ?? .infinity
      && found.maximum == finite.max() ?? -.infinity
      && found.sum == finite.reduce(0, +) && found.count == finite.count
      && found.notFinite == values.count - finite.count
  }

  @Test("The extent of any part is that of its values, while the column grows and is cut")
  func equalsBruteForce() {
    let values = column(9_000)
    var generator = SeededGenerator(seed: 3)
    var stored = ChunkedArray<Double>()
    var pyramid = ExtentPyramid()
    for value in values {
      stored.append(value)
      pyramid.extend(stored)
    }
    _ = stored.split(from: 6_001)
    pyramid.truncate(to: 6_001)
    for value in values[6_001...] {
      stored.append(value)
      pyramid.extend(stored)
    }
    for _ in 0..<500 {
      let ends = [Int(generator.next() % 9_001), Int(generator.next() % 9_001)].sorted()
      let part = values[ends[0]..<ends[1]]
      #expect(same(pyramid.extent(of: stored, in: ends[0]..<ends[1]), part))
      let least = part.indices.filter { part[$0].isFinite }.min {
        (part[$0], $0) < (part[$1], $1)
      }
      #expect(pyramid.place(of: stored, in: ends[0]..<ends[1]) == least)
      let greatest = part.indices.filter { part[$0].isFinite }.min {
        (-part[$0], $0) < (-part[$1], $1)
      }
      #expect(pyramid.place(of: stored, in: ends[0]..<ends[1], greatest: true) == greatest)
    }
  }

  @Test("A copy stays as it was when the list goes on, across the ends of chunks")
  func copies() {
    var list = ChunkedArray<Int>()
    for number in 0..<4_096 { list.append(number) }
    let copy = list
    for number in 4_096..<9_000 { list.append(number) }
    let rest = list.split(from: 4_095)
    #expect(copy.elementsEqual(0..<4_096))
    #expect(list.elementsEqual(0..<4_095))
    #expect(rest.elementsEqual(4_095..<9_000))
    #expect(list.split(from: 4_095).isEmpty)
  }
}
