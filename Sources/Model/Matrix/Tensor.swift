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
}
