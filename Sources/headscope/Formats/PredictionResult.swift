import Model
import TUI

/// What the model says of one text, with the text.
struct PredictionResult: Equatable, Sendable {
  var model: ModelSummary
  var text: String
  /// The second text of a pair.
  var pair: String? = nil
  var encoding: Encoding
  var prediction: Prediction
}
