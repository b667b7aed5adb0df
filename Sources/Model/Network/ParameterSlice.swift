/// A parameter of the network, or the columns of one that a layer holds, lent out to be changed.
///
/// Valid only within the call that lends it, on the model's thread.
package struct ParameterSlice {
  /// Under what its gradient is summed.
  package let key: ParameterGradients.Key
  package let shape: [Int]
  /// Row-major, as `shape` says.
  package let values: UnsafeMutableBufferPointer<Float>
  /// Whether it is the table of word vectors, of which a batch reads the rows of its ids alone.
  package let isWordTable: Bool

  /// Lends numbers out.
  ///
  /// - Parameter shape: nil for a vector.
  static func lend(
    _ values: inout some MutableCollection<Float>, as name: String, firstColumn: Int = 0,
    shape: [Int]? = nil, isWordTable: Bool = false, to body: (ParameterSlice) throws -> Void
  ) rethrows {
    let shape = shape ?? [values.count]
    _ = try values.withContiguousMutableStorageIfAvailable { buffer in
      precondition(buffer.count == shape.reduce(1, *), "a parameter's values fill its shape")
      try body(
        ParameterSlice(
          key: .init(name: name, firstColumn: firstColumn), shape: shape, values: buffer,
          isWordTable: isWordTable))
    }
  }
}
