import Attribution
import Model
import TUI

/// The JSON of `attention --sample`: one object for all texts.
enum AttentionSampleJSON {
  /// The whole document, without a line's end.
  static func text(_ sample: AttentionSample, layout: JSONWriter.Layout) -> String {
    JSONWriter.text(layout: layout) { $0.object { write(sample, to: &$0) } }
  }

  private static func write(_ sample: AttentionSample, to object: inout JSONWriter) {
    object.member("version", AttentionJSON.version)
    object.member("model", sample.model.name)
    object.member("digest", sample.model.digest)
    object.member("architecture", sample.model.architecture)
    object.member("texts", sample.textCount)
    object.member("tokens", sample.tokenCount)
    object.member("truncated", sample.cutCount)
    AttentionJSON.extent(of: sample, to: &object)
    object.member("patterns") { writer in
      writer.array(sample.layers) { writer, layer in
        writer.array(sample.heads) { writer, head in
          AttentionJSON.write(sample.profile(layer, head), to: &writer)
        }
      }
    }
    guard let importance = sample.importance else { return }
    if let target = sample.target {
      object.member("target") { TextJSON.label(target, sample.model, to: &$0) }
    }
    AttentionJSON.importance(importance, of: sample, to: &object)
  }
}
