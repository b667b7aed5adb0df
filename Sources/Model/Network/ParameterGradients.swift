/// Sums of the gradients of every parameter, by canonical name.
///
/// Belongs to the model's thread; `tensors()` makes a copy that may leave it.
public final class ParameterGradients {
  /// A parameter, or the columns of one from `firstColumn` on where layers hold slices of a wider
  /// tensor (GPT-2's `c_attn`).
  struct Key: Hashable {
    var name: String
    var firstColumn = 0
  }

  private struct Sum {
    var shape: [Int]
    var values: UnsafeMutablePointer<Float>
    var count: Int { shape.reduce(1, *) }
  }

  private var sums: [Key: Sum] = [:]

  /// Makes an empty collection: every gradient is zero.
  public init() {}

  deinit {
    for sum in sums.values { sum.values.deallocate() }
  }

  /// Where a parameter's gradient is summed; zeros at the first call.
  func pointer(_ key: Key, shape: [Int]) -> UnsafeMutablePointer<Float> {
    if let sum = sums[key] {
      precondition(sum.shape == shape, "a parameter keeps its shape")
      return sum.values
    }
    let count = shape.reduce(1, *)
    let values = UnsafeMutablePointer<Float>.allocate(capacity: count)
    values.initialize(repeating: 0, count: count)
    sums[key] = Sum(shape: shape, values: values)
    return values
  }

  /// All gradients by the parameters' names, slices joined along their last dimension.
  public func tensors() -> [String: Tensor] {
    Dictionary(grouping: sums.keys, by: \.name).mapValues { keys in
      let slices = keys.sorted { $0.firstColumn < $1.firstColumn }.compactMap { sums[$0] }
      let width = slices.map { $0.shape.last ?? 1 }.reduce(0, +)
      let rows = slices.first.map { $0.shape.dropLast().reduce(1, *) } ?? 0
      var values: [Float] = []
      values.reserveCapacity(rows * width)
      for row in 0..<rows {
        for slice in slices {
          let columns = slice.shape.last ?? 1
          values += UnsafeBufferPointer(start: slice.values + row * columns, count: columns)
        }
      }
      let outer = slices.first.map { Array($0.shape.dropLast()) } ?? []
      return Tensor(shape: outer + [width], values: values)
    }
  }
}
