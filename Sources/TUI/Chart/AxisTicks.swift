internal import Foundation

/// Round numbers along an axis.
enum AxisTicks {
  /// Multiples of 1, 2 or 5 times a power of ten within a range: about so many, and two at least, for one tells no scale.
  static func linear(_ range: ClosedRange<Double>, count: Int) -> (values: [Double], step: Double) {
    let choices = (count...max(count, 1) * 3).lazy.map { multiples(range, count: $0) }
    return choices.first { $0.values.count > 1 } ?? multiples(range, count: count)
  }

  private static func multiples(
    _ range: ClosedRange<Double>, count: Int
  ) -> (values: [Double], step: Double) {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite, count > 0 else { return ([range.lowerBound], 1) }
    let rough = width / Double(count)
    let power = pow(10, floor(log10(rough)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999_999 } ?? 10 * power
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard step > 0, first.isFinite, last >= first, last - first < 1_000 else {
      return ([range.lowerBound], step)
    }
    return ((0...Int(last - first)).map { (first + Double($0)) * step }, step)
  }

  /// Powers of ten within a range, with their twos and fives where there are few; at most so many.
  static func logarithmic(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    guard range.lowerBound > 0, range.upperBound.isFinite, count > 0 else { return [] }
    let first = Int(floor(log10(range.lowerBound)))
    let last = Int(ceil(log10(range.upperBound)))
    func within(_ factors: [Double], every stride: Int = 1) -> [Double] {
      Swift.stride(from: first, through: last, by: stride).flatMap { exponent in
        factors.map { $0 * pow(10, Double(exponent)) }
      }.filter { range.lowerBound * 0.999 <= $0 && $0 <= range.upperBound * 1.001 }
    }
    let fine = within([1, 2, 5])
    if fine.count <= count, fine.count >= 2 { return fine }
    let coarse = within([1], every: max((last - first + count - 1) / count, 1))
    return coarse.count >= 2 ? coarse : Array(fine.prefix(count))
  }
}
