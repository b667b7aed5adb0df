import Attribution
import Model
import TUI

/// The JSON of `attention`: a contract, to which members are added and in which none is renamed.
///
/// 12 × 12 heads on 512 tokens are 38 million numbers: they go to the output head by head and are never held as text.
enum AttentionJSON {
  /// The document's version; it changes when a member changes its meaning.
  static let version = 1

  /// Writes one text's attention as an object.
  ///
  /// - Parameters:
  ///   - layout: How members are set apart.
  ///   - output: Receives the text as it comes.
  static func write(
    _ report: AttentionDocument, layout: JSONWriter.Layout, to output: (String) throws -> Void
  ) throws {
    var writer = JSONWriter(layout: layout)
    try writer.object { object in
      head(of: report, to: &object)
      try object.member("attention") { writer in
        try writer.array { layers in
          for layer in report.layers {
            try layers.array { heads in
              for head in report.heads {
                map(report.maps, HeadIndex(layer: layer, head: head), to: &heads)
                try output(heads.drain())
              }
            }
          }
        }
      }
      rest(of: report, to: &object)
    }
    try output(writer.drain())
  }

  private static func head(of report: AttentionDocument, to object: inout JSONWriter) {
    TextJSON.members(
      version: version, model: report.model, text: report.text, pair: report.pair,
      encoding: report.encoding, prediction: report.prediction, to: &object)
    extent(of: report, to: &object)
    // Only the dashboard saves attention that is not of open heads.
    if let gates = report.gates {
      object.member("headGates") { writer in
        writer.array(gates.values) { $0.values($1) }
      }
    }
  }

  /// Writes how many layers and heads there are and which of them are listed into an object that is open.
  static func extent(of report: some ProfiledHeads, to object: inout JSONWriter) {
    object.member("layers", report.layerCount)
    object.member("heads", report.headCount)
    if let layer = report.layer { object.member("layer", layer) }
    if let layers = report.includedLayers {
      object.member("includedLayers") { $0.array(layers) { $0.value($1) } }
    }
    if let head = report.head { object.member("head", head) }
    if let heads = report.includedHeads {
      object.member("includedHeads") { $0.array(heads) { $0.value($1) } }
    }
  }

  /// The whole document, ending in a line break.
  static func text(_ report: AttentionDocument) throws -> String {
    var text = ""
    try write(report, layout: .members) { text += $0 }
    return text + "\n"
  }

  private static func map(_ maps: AttentionMaps, _ head: HeadIndex, to writer: inout JSONWriter) {
    writer.array { rows in
      for query in 0..<maps.tokenCount { rows.values(maps.row(head, query: query)) }
    }
  }

  /// Writes an object of what a head does: its pattern, how spread it is, the detector's scores, and how much of its attention each
  /// pattern takes.
  static func write(_ profile: HeadProfile, to writer: inout JSONWriter) {
    let best = profile.best
    writer.object { object in
      object.member("type", best.pattern.rawValue)
      object.member("score", best.score)
      if let position = best.position { object.member("position", position) }
      object.member("relativeEntropy", profile.relativeEntropy)
      object.member("entropy", profile.spread.entropy)
      object.member("readerEntropy", profile.spread.readerEntropy)
      object.member("distance", profile.spread.distance)
      object.member("confidence", profile.spread.confidence)
      object.member("detection") {
        $0.object { object in
          for (name, score) in profile.detection.named {
            object.member(name) {
              $0.object {
                $0.member("product", score.product)
                $0.member("difference", score.difference)
              }
            }
          }
        }
      }
      object.member("shares") { writer in
        writer.array(profile.shares) { writer, share in
          writer.object {
            $0.member("type", share.pattern.rawValue)
            $0.member("value", share.value)
            $0.member("chance", share.chance)
            $0.member("texts", share.texts)
          }
        }
      }
    }
  }

  /// Writes the members of head importance into an object that is open.
  static func importance(
    _ importance: HeadImportance, of report: some ProfiledHeads, to object: inout JSONWriter
  ) {
    for (name, values) in [
      ("importance", importance.values), ("importanceNormalized", importance.normalizedByLayer),
    ] {
      object.member(name) { writer in
        writer.array(report.listedLayers) { writer, layer in
          writer.array(report.listedHeads) { $0.value(values[layer][$1]) }
        }
      }
    }
  }

  private static func rest(of report: AttentionDocument, to object: inout JSONWriter) {
    object.member("patterns") { writer in
      writer.array(report.layers) { writer, layer in
        writer.array(report.heads) { writer, head in
          write(report.profile(layer, head), to: &writer)
        }
      }
    }
    if let summary = report.summary {
      object.member("summary") { writer in
        writer.array(summary.findings) { writer, finding in
          writer.object {
            $0.member("observation", finding.observation.rawValue)
            $0.member("layers") {
              $0.array([finding.layers.lowerBound, finding.layers.upperBound]) { $0.value($1) }
            }
            $0.member("heads", finding.heads.map(\.description))
            $0.member("positions") { $0.array(finding.positions) { $0.value($1) } }
            $0.member("sentence", summary.sentence(finding))
          }
        }
      }
    }
    effects(of: report, to: &object)
  }

  private static func write(
    _ split: LogitContributions, _ report: AttentionDocument, to writer: inout JSONWriter
  ) {
    let (layers, heads) = (report.listedLayers, report.listedHeads)
    writer.object {
      $0.member("logit", split.logit)
      $0.member("embeddings", split.embeddings)
      $0.member("heads") {
        $0.array(layers) { writer, layer in
          writer.array(heads) { $0.value(split.heads[layer][$1]) }
        }
      }
      $0.member("feedForward") { $0.array(layers) { $0.value(split.feedForward[$1]) } }
      $0.member("biases", split.biases)
      $0.member("sources") {
        $0.array(layers) { writer, layer in
          writer.array(heads) { $0.array(split.sources[layer][$1]) { $0.value($1) } }
        }
      }
    }
  }

  private static func effects(of report: AttentionDocument, to object: inout JSONWriter) {
    // Beside the document's labels.
    let classes = report.model.listed(report.prediction)
    if report.isAboutClass {
      object.member("target") { TextJSON.label(report.target, report.model, to: &$0) }
    }
    if let importance = report.importance {
      self.importance(importance, of: report, to: &object)
    }
    if let rollout = report.rollout {
      object.member("rollout") {
        $0.object {
          $0.member("position", report.reader)
          $0.member("values") { $0.array(rollout) { $0.value($1) } }
        }
      }
    }
    if let flow = report.flow {
      object.member("flow") {
        $0.object {
          $0.member("position", flow.position)
          $0.member("values") { $0.array(flow.values) { $0.value($1) } }
        }
      }
    }
    if let lens = report.lens {
      object.member("lens") { writer in
        writer.array(report.listedDepths) { writer, depth in
          writer.object {
            // The first is what enters layer 0.
            $0.member("layer", depth == 0 ? nil : depth - 1)
            PredictionJSON.members(of: lens[depth], classes, to: &$0)
          }
        }
      }
    }
    if let lens = report.pieceLens {
      object.member("logitLens") { writer in
        writer.array(report.listedDepths) { writer, depth in
          writer.array(lens.guesses[depth]) { writer, guesses in
            writer.array(guesses) { writer, guess in
              writer.object {
                $0.member("text", guess.text)
                $0.member("probability", guess.probability)
              }
            }
          }
        }
      }
    }
    if let split = report.split {
      object.member("split") { write(split, report, to: &$0) }
    }
    if let ablation = report.ablation {
      object.member("ablation") {
        $0.object {
          $0.member("heads", ablation.heads)
          PredictionJSON.members(of: ablation.prediction, classes, to: &$0)
          $0.member("effect", ablation.effect)
        }
      }
    }
    if let patching = report.patching {
      object.member("patch") { write(patching, report, to: &$0) }
    }
  }

  private static func write(
    _ patching: AttentionDocument.Patching, _ report: AttentionDocument,
    to writer: inout JSONWriter
  ) {
    let (layers, heads) = (report.listedLayers, report.listedHeads)
    // A site's other activations are of positions.
    func listed(_ values: [Float]) -> [Float] {
      patching.result.site == .head ? heads.map { values[$0] } : values
    }
    func listed(_ values: [[Float]]) -> [[Float]] { heads.map { values[$0] } }
    writer.object { object in
      object.member("text", patching.text)
      object.member("tokens", patching.tokens)
      object.member("site", patching.result.site.rawValue)
      object.member("clean", patching.result.clean)
      object.member("corrupted", patching.result.corrupted)
      object.member("outputs") {
        $0.array(layers) { $0.values(listed(patching.result.outputs[$1])) }
      }
      object.member("recovered") {
        if let recovered = patching.result.recovered {
          $0.array(layers) { $0.values(listed(recovered[$1])) }
        } else {
          $0.null()
        }
      }
      guard let single = patching.byPosition else { return }
      object.member("byPosition") {
        $0.object { object in
          object.member("positions") { $0.array(single.positions) { $0.value($1) } }
          object.member("outputs") {
            $0.array(layers) { $0.array(listed(single.outputs[$1])) { $0.values($1) } }
          }
          object.member("recovered") {
            if let recovered = single.recovered {
              $0.array(layers) { $0.array(listed(recovered[$1])) { $0.values($1) } }
            } else {
              $0.null()
            }
          }
        }
      }
    }
  }
}
