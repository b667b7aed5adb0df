/// A block of numbers of a checkpoint, by the name of its entry in the archive.
struct TorchStorage {
  var key: String
  /// Nil where the count is in bytes and the tensor says the type.
  var scalarType: ScalarType?
  var count: Int
}

/// A view of a storage, as the pickle describes it: nothing of it is checked.
struct TorchTensor {
  var storage: TorchStorage
  var scalarType: ScalarType
  /// All in elements.
  var offset: Int
  var shape: [Int]
  var strides: [Int]
}
