import CKernels

/// A place where training drops elements.
enum DropoutSite {
  case embeddings
  case attention(layer: Int)
  case attentionOutput(layer: Int)
  case feedForward(layer: Int)
  case headInput
  case classifierInput

  /// Different for every place.
  fileprivate var index: Int {
    switch self {
    case .embeddings: 0
    case .headInput: 1
    case .classifierInput: 2
    case .attention(let layer): 3 + 3 * layer
    case .attentionOutput(let layer): 4 + 3 * layer
    case .feedForward(let layer): 5 + 3 * layer
    }
  }

  fileprivate func rate(_ dropout: ModelConfiguration.Dropout) -> Float {
    switch self {
    case .embeddings: dropout.embeddings
    case .headInput: dropout.headInput
    case .classifierInput: dropout.classifierInput
    case .attention: dropout.attention
    case .attentionOutput: dropout.attentionOutput
    case .feedForward: dropout.feedForward
    }
  }
}

extension NetworkPass {
  /// The mask of a place; nil where nothing is dropped.
  func dropoutMask(at site: DropoutSite) -> headscope_dropout_mask? {
    dropout?.part(site.index).mask(rate: site.rate(dropoutRates))
  }

  /// Drops elements of what a place gives, or of its gradient: the same of both.
  func drop(at site: DropoutSite, in matrix: MatrixBuffer) {
    guard let mask = dropoutMask(at: site) else { return }
    backend.parallel(matrix.rows, by: 32) { rows in
      var mask = mask
      for row in rows {
        headscope_dropout(&mask, UInt64(row), matrix.row(row), matrix.columns)
      }
    }
  }
}
