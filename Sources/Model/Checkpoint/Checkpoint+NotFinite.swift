import CKernels

extension Checkpoint {
  /// The name of the first weight that holds NaN or infinity, for the message of a model whose outputs do.
  ///
  /// Reads every weight: called only once something has gone wrong.
  func firstNonFiniteTensor() -> String? {
    storedTensors.first { tensor in
      guard tensor.scalarType.isWeight, let values = try? tensor.floats() else { return false }
      return headscope_has_non_finite(values, values.count)
    }?.name
  }
}
