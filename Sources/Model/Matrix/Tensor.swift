/// Numbers with a shape, row-major, as they leave the model's thread.
public struct Tensor: Equatable, Sendable {
  /// Sizes, outermost first.
  public var shape: [Int]
  /// `shape`'s product of numbers, the last dimension varying fastest.
  public var values: [Float]

  /// Makes a tensor; `values` must have as many elements as `shape` says.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "a tensor's values must fill its shape")
    self.shape = shape
    self.values = values
  }

  /// A tensor of zeros.
  public init(zeros shape: [Int]) {
    self.init(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *)))
  }

  /// The size of the first dimension.
  public var rows: Int { shape.first ?? 0 }
  /// The number of elements in one index of the first dimension.
  public var rowSize: Int { shape.dropFirst().reduce(1, *) }

  /// One index of the first dimension.
  ///
  /// - Complexity: O(1), as it shares the storage.
  public func row(_ index: Int) -> ArraySlice<Float> {
    values[index * rowSize..<(index + 1) * rowSize]
  }

  /// Tensors of the same rows side by side: joined along the last dimension.
  ///
  /// - Precondition: there is at least one, and all have the same sizes but for the last.
  package init(joiningColumns parts: [Tensor]) {
    precondition(
      Set(parts.map { $0.shape.dropLast() }).count == 1, "tensors side by side have the same rows")
    guard parts.count > 1 else {
      self = parts[0]
      return
    }
    let widths = parts.map { $0.shape.last ?? 1 }
    let outer = Array(parts[0].shape.dropLast())
    var values: [Float] = []
    values.reserveCapacity(parts.map(\.values.count).reduce(0, +))
    for row in 0..<outer.reduce(1, *) {
      for (part, width) in zip(parts, widths) {
        values += part.values[row * width..<(row + 1) * width]
      }
    }
    self.init(shape: outer + [widths.reduce(0, +)], values: values)
  }
}
