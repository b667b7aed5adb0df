import TUI

extension ModelSummary {
  /// The label of a class; `LABEL_i` where the model has no such class.
  func label(_ index: Int) -> String {
    labels.indices.contains(index) ? labels[index] : "LABEL_\(index)"
  }
}
