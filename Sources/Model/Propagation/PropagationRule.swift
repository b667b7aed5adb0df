/// How a backward pass goes through what is not linear.
///
/// Linear layers and residual connections are passed by their transposes under every rule.
public enum PropagationRule: Hashable, Sendable {
  /// The derivative.
  case gradient
  /// AttnLRP (Achtibat et al. 2024, eqs. 12 to 15), as LXT writes it for gradients: activations by their ratio of output to input, norms
  /// with the deviation held, half of a product to each factor, softmax by its derivative.
  case attnLRP
  /// CP-LRP (Ali et al. 2022): as AttnLRP, but attention weights are held, and all goes to the values.
  case cpLRP
  /// DeepLIFT (Shrikumar et al. 2017, section 3.3): the change between two runs over the change of what caused it.
  ///
  /// The batch is a text and its baseline, of one length. Every rule sums to the change exactly, those of softmax and norm, which the
  /// paper lacks, included; multipliers of both runs are the same, and stand in both halves of each matrix.
  case deepLIFT

  /// Whether a text and its baseline go through the network together.
  public var comparesTwoRuns: Bool { self == .deepLIFT }

  /// The rows of a matrix that are the text's, where a text is compared: the baseline's follow in the same order.
  static func pairs(in matrix: MatrixBuffer) -> Int {
    precondition(matrix.rows % 2 == 0, "a text and its baseline have one length")
    return matrix.rows / 2
  }
}
