import Model
import TUI

/// The members that say what a document is of: the model, the text as it read it, and what it predicted.
enum TextJSON {
  /// Writes the members into an object that is open.
  static func members(
    version: Int, model: ModelSummary, text: String, pair: String?, encoding: Encoding,
    prediction: Prediction, to object: inout JSONWriter
  ) {
    object.member("version", version)
    object.member("model", model.name)
    object.member("digest", model.digest)
    object.member("architecture", model.architecture)
    object.member("text", text)
    if let pair { object.member("pair", pair) }
    cleaned(text, model, to: &object)
    object.member("tokens") { tokens(encoding, isPair: pair != nil, to: &$0) }
    object.member("truncated", encoding.isTruncated)
    let classes = model.listed(prediction)
    object.member("labels", classes.map(model.label))
    PredictionJSON.members(of: prediction, classes, to: &object)
  }

  /// Writes what the model's cleaning left of a text, where it has one.
  static func cleaned(_ text: String, _ model: ModelSummary, to object: inout JSONWriter) {
    guard !model.cleaner.isEmpty else { return }
    object.member("cleaned", model.cleaner.clean(text).text)
  }

  /// Writes a class as an object.
  static func label(_ index: Int, _ model: ModelSummary, to writer: inout JSONWriter) {
    writer.object {
      $0.member("index", index)
      $0.member("label", model.label(index))
    }
  }

  /// Writes the tokens of a text as an array of objects.
  static func tokens(_ encoding: Encoding, isPair: Bool, to writer: inout JSONWriter) {
    writer.array(0..<encoding.count) { writer, index in
      writer.object {
        $0.member("text", encoding.tokens[index])
        $0.member("id", Int(encoding.ids[index]))
        $0.member("start", encoding.offsets[index].lowerBound)
        $0.member("end", encoding.offsets[index].upperBound)
        $0.member("special", encoding.isSpecial[index])
        if isPair { $0.member("sequence", encoding.sequences[index]) }
      }
    }
  }
}
