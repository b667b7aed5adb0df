import Model
import TUI

/// The JSON of `predict`, and of the prediction inside other documents.
enum PredictionJSON {
  /// Writes one text's prediction as an object: a line of `--format jsonl`.
  static func write(_ result: PredictionResult, to writer: inout JSONWriter) {
    let prediction = result.prediction
    writer.object { object in
      object.member("text", result.text)
      if let pair = result.pair { object.member("pair", pair) }
      TextJSON.cleaned(result.text, result.model, to: &object)
      object.member("label", result.model.label(prediction.best))
      object.member("probabilities") {
        if prediction.kind == .outputs {
          $0.null()
        } else {
          byLabel(prediction, result.model, to: &$0)
        }
      }
      if prediction.kind == .outputs {
        object.member("outputs") { byLabel(prediction, result.model, to: &$0) }
      }
      object.member("logits", result.model.listed(prediction).map { prediction.logits[$0] })
      object.member("truncated", result.encoding.isTruncated)
      object.member("precision", result.model.precision)
    }
  }

  /// Writes one text's prediction as a line, without the line's end.
  static func line(_ result: PredictionResult) -> String {
    JSONWriter.text { write(result, to: &$0) }
  }

  /// Writes a prediction's numbers as members of an object that is open, those of the classes that are listed.
  ///
  /// `probabilities` is null where the model's outputs are none: a regression, or a head with an activation of its own.
  static func members(
    of prediction: Prediction, _ classes: [Int], to object: inout JSONWriter
  ) {
    object.member("logits", classes.map { prediction.logits[$0] })
    let outputs = classes.map { prediction.outputs[$0] }
    object.member("probabilities") {
      if prediction.kind == .outputs { $0.null() } else { $0.values(outputs) }
    }
    if prediction.kind == .outputs { object.member("outputs", outputs) }
    object.member("outputKind", prediction.kind.rawValue)
  }

  private static func byLabel(
    _ prediction: Prediction, _ model: ModelSummary, to writer: inout JSONWriter
  ) {
    writer.object { object in
      for index in model.listed(prediction) {
        object.member(model.label(index), prediction.outputs[index])
      }
    }
  }
}
