import Attribution
import Model
import TUI

/// The JSON of `explain`: a contract, to which members are added and in which none is renamed.
enum ExplanationJSON {
  /// The document's version; it changes when a member changes its meaning.
  static let version = 1

  /// Writes one explanation as an object.
  static func write(_ explanation: Explanation, to writer: inout JSONWriter) {
    let estimate = explanation.estimate
    writer.object { object in
      TextJSON.members(
        version: version, model: explanation.model, text: explanation.text,
        pair: explanation.pair, encoding: explanation.encoding, prediction: estimate.prediction,
        to: &object)
      object.member("method", estimate.method.rawValue)
      object.member("parameters") { parameters(of: explanation, to: &$0) }
      object.member("target") {
        TextJSON.label(estimate.target, explanation.model, to: &$0)
      }
      if let trueLabel = explanation.trueLabel {
        object.member("true") { TextJSON.label(trueLabel, explanation.model, to: &$0) }
      }
      object.member("output", explanation.outputName)
      object.member("attributions", explanation.values())
      parts("words", explanation.parts(.word), of: explanation, to: &object)
      if explanation.granularity.opensIntoWords {
        parts(
          "\(explanation.granularity.rawValue)s", explanation.parts(explanation.granularity),
          of: explanation, to: &object)
      }
      if let features = estimate.features ?? explanation.summedFeatures {
        self.features(features, of: explanation, to: &object)
      }
      if let partition = estimate.partition {
        object.member("hierarchy") { HierarchyJSON.write(partition, of: explanation, to: &$0) }
      }
      if let layers = estimate.layers {
        object.member("layers") { writer in
          writer.array(layers) { $0.values($1) }
        }
      }
      object.member("baseOutput", estimate.baseOutput)
      object.member("outputValue", estimate.outputValue)
      object.member("delta", estimate.delta)
      object.member("uncertainty") {
        if let uncertainty = estimate.uncertainty { $0.values(uncertainty) } else { $0.null() }
      }
      if let trust = explanation.trust {
        object.member("trust") { TrustJSON.write(trust, to: &$0) }
      }
      if let report = explanation.counterfactuals {
        counterfactuals(report, of: explanation.model, to: &object)
      }
      object.member("evaluations", estimate.evaluations)
      object.member("precision", estimate.arithmetic.rawValue)
      if let error = estimate.arithmeticError { object.member("precisionError", error) }
      object.member("backend", explanation.model.backend)
      object.member("message", estimate.message)
      object.member("seconds", explanation.seconds)
    }
  }

  /// Writes one explanation as a line of JSON lines, without the line's end.
  static func line(_ explanation: Explanation) -> String {
    JSONWriter.text { write(explanation, to: &$0) }
  }

  private static func parameters(of explanation: Explanation, to writer: inout JSONWriter) {
    let request = explanation.request
    let method = explanation.estimate.method
    writer.object { object in
      if method.hasSteps { object.member("steps", explanation.estimate.steps) }
      if method == .discretizedIntegratedGradients {
        object.member("strategy", request.discretization.rawValue)
      }
      if method.integrates {
        object.member("quadrature", request.quadrature.rawValue)
        if let tolerance = request.adaptiveTolerance { object.member("adaptive", tolerance) }
      }
      if method.isSampled {
        object.member("samples", explanation.estimate.steps)
        object.member("seed") { $0.value(request.seed) }
      }
      if method == .smoothGrad { object.member("noise", request.noise) }
      if method.usesBaseline { object.member("baseline", request.baseline.name) }
      if method == .lime {
        if explanation.partsTakenOut == nil {
          object.member("words", request.lime.split.name)
        }
        object.member("positions", !request.lime.isBag)
        object.member("features", request.lime.featureLimit)
        object.member("selection", request.lime.selection.rawValue)
        object.member("kernelWidth", request.lime.kernelWidth)
        object.member("compatible", request.readsStrings)
      }
      if method.takesOutPieces {
        object.member("replacement", explanation.replacement)
      }
      if let parts = explanation.partsTakenOut { object.member("parts", parts.rawValue) }
      if method == .occlusion { object.member("window", request.window) }
      if method == .partitionSHAP {
        object.member("maxEvaluations", request.evaluationLimit)
        object.member("compatible", request.readsStrings)
      }
      if method == .kernelSHAP {
        object.member("sampling", request.coalitionSampling.rawValue)
        object.member("compatible", request.followsLibrary)
      }
      if method.hasLayer {
        object.member("layer", request.layer.rawValue)
        object.member("reduce", request.reduction.rawValue)
      }
      if let neuron = request.neuron { object.member("neuron", neuron.name) }
      if method == .atMan {
        object.member("suppression", request.suppression)
        if let similarity = request.similarity { object.member("similarity", similarity) }
      }
      if let gates = request.headGates {
        object.member("headGates") { writer in
          writer.array(gates.values) { $0.values($1) }
        }
      }
      object.member("granularity", explanation.granularity.rawValue)
      object.member("normalize", (explanation.normalization ?? .none).rawValue)
    }
  }

  /// Edited texts that have another class, the smallest edits first.
  private static func counterfactuals(
    _ report: CounterfactualReport, of model: ModelSummary, to object: inout JSONWriter
  ) {
    object.member("counterfactuals") { writer in
      writer.array(report.entries) { writer, entry in
        writer.object {
          $0.member("text", entry.texts[0])
          if entry.texts.count > 1 { $0.member("pair", entry.texts[1]) }
          $0.member("changes") { writer in
            writer.array(entry.changes) { writer, change in
              writer.object {
                $0.member("former", change.former)
                $0.member("replacement", change.replacement)
              }
            }
          }
          $0.member("label", model.label(entry.counterfactual.label))
          $0.member("outputs", entry.counterfactual.outputs)
        }
      }
    }
  }

  /// What was left out as a whole, where that is not a piece, or else the fields or sentences asked for.
  ///
  /// Of LIME the parts of its linear model, the largest weights first, and the model itself; of other methods all parts in the text's order.
  private static func features(
    _ features: [TextFeature], of explanation: Explanation, to object: inout JSONWriter
  ) {
    let estimate = explanation.estimate
    guard let surrogate = estimate.surrogate else {
      let errors = AttributionErrors(estimate)
      object.member("features") { writer in
        writer.array(features) { writer, feature in
          let pieces = feature.pieces[0]
          self.feature(feature, to: &writer) {
            $0.member("attribution", pieces.reduce(0) { $0 + estimate.values[$1] })
            if let error = errors?[pieces] { $0.member("uncertainty", error) }
          }
        }
      }
      return
    }
    object.member("features") { writer in
      writer.array(surrogate.terms) { writer, term in
        feature(features[term.feature], to: &writer) {
          $0.member("attribution", term.weight)
          $0.member("uncertainty", term.standardError)
        }
      }
    }
    object.member("intercept", surrogate.intercept)
    object.member("score", surrogate.score)
    object.member("localPrediction", surrogate.localPrediction)
  }

  private static func feature(
    _ feature: TextFeature, to writer: inout JSONWriter, numbers: (inout JSONWriter) -> Void
  ) {
    writer.object { object in
      object.member("text", feature.text)
      object.member("start", feature.ranges[0].lowerBound)
      object.member("end", feature.ranges[0].upperBound)
      numbers(&object)
      // A word that stands at several places is one part of the text.
      object.member("positions") { writer in
        writer.array(feature.ranges) { writer, range in
          writer.array([range.lowerBound, range.upperBound]) { $0.value($1) }
        }
      }
      if feature.sequence > 0 { object.member("sequence", feature.sequence) }
    }
  }

  private static func parts(
    _ key: String, _ parts: [Explanation.Part], of explanation: Explanation,
    to object: inout JSONWriter
  ) {
    object.member(key) { writer in
      writer.array(parts.filter { !$0.isSpecial }) { writer, part in
        writer.object {
          $0.member("text", part.text)
          $0.member("start", part.range.lowerBound)
          $0.member("end", part.range.upperBound)
          $0.member("attribution", part.value)
          if part.whole != nil { $0.member("evenShare", true) }
          if explanation.pair != nil { $0.member("sequence", part.sequence) }
        }
      }
    }
  }
}
