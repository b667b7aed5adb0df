import CKernels
import Foundation
import Testing

/// Which elements are dropped: as many as the rate says, independent of their place, and the same ones every time.
@Suite struct DropoutKernelTests {
  private func row(_ mask: headscope_dropout_mask, _ row: UInt64, _ count: Int) -> [Float] {
    var mask = mask
    var values = [Float](repeating: 1, count: count)
    headscope_dropout(&mask, row, &values, count)
    return values
  }

  private func mask(_ rate: Double, key: UInt64 = 1) -> headscope_dropout_mask {
    headscope_dropout_mask(
      key: key, threshold: UInt32(rate * 0x1p32), factor: Float(1 / (1 - rate)))
  }

  @Test(arguments: [0.1, 0.5, 0.9])
  func shareOfDroppedElements(_ rate: Double) {
    let (rows, columns) = (400, 401)
    let dropped = (0..<rows).map { row(mask(rate), UInt64($0), columns).filter { $0 == 0 }.count }
    let total = Double(rows * columns)
    // Five deviations of a binomial count.
    let bound = 5 * (total * rate * (1 - rate)).squareRoot()
    #expect(abs(Double(dropped.reduce(0, +)) - total * rate) <= bound)
    let each = 6 * (Double(columns) * rate * (1 - rate)).squareRoot()
    #expect(dropped.allSatisfy { abs(Double($0) - Double(columns) * rate) <= each })
  }

  @Test func othersKeepTheMean() {
    let values = row(mask(0.2), 3, 1000)
    #expect(values.allSatisfy { $0 == 0 || $0 == 1.25 })
  }

  @Test func neighboursKeysAndRowsAreIndependent() {
    let (count, rate) = (20_000, 0.5)
    let here = row(mask(rate), 0, count).map { $0 == 0 }
    let others = [
      row(mask(rate), 1, count), row(mask(rate, key: 2), 0, count),
      Array(row(mask(rate), 0, count + 1).dropFirst()),
    ]
    for other in others {
      let both = zip(here, other).filter { $0 && $1 == 0 }.count
      #expect(abs(Double(both) - Double(count) / 4) <= 5 * (Double(count) * 3 / 16).squareRoot())
    }
  }

  @Test func sameAtEveryWidth() {
    let expected = row(mask(0.3), 9, 77)
    for width in [4, 8, 16] {
      headscope_force_width(Int32(width))
      defer { headscope_force_width(0) }
      #expect(row(mask(0.3), 9, 77) == expected)
    }
  }

  @Test func nothingIsDroppedAtRateZero() {
    #expect(row(mask(0), 0, 50) == [Float](repeating: 1, count: 50))
  }
}
