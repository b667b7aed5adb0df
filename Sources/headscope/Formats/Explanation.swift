import Attribution
import Model
import TUI

/// A finished explanation of one text, with everything that has to be said of it: what every format prints from.
struct Explanation: Equatable, Sendable {
  var model: ModelSummary
  var text: String
  /// The second text of a pair.
  var pair: String? = nil
  /// The text as the model read it.
  var encoding: Encoding
  var request: AttributionRequest
  /// The last estimate of the request.
  var estimate: AttributionEstimate
  /// How long it took.
  var seconds: Double
  /// The index of the label that the user says is right.
  var trueLabel: Int? = nil
  var granularity = Granularity.piece
  /// How the text is divided where the parts are fields.
  var fields = FieldSplit.automatic
  /// nil where the user chose none: captum's table normalizes then, other formats do not.
  var normalization: Normalization? = nil

  /// How far it can be trusted, where that was asked for.
  var trust: Trust? = nil

  /// What the training data has to say of it, where that is known.
  var training: TrainingKnowledge? = nil

  /// The smallest edits that change the class, where they were asked for.
  var counterfactuals: CounterfactualReport? = nil

  /// What was measured of this explanation beside others of the same text and class.
  struct Trust: Equatable, Sendable {
    var report: TrustReport
    /// The row of the report that is this explanation's.
    var index: Int
    /// How long measuring all rows took.
    var seconds: Double

    var row: TrustReport.Row { report.rows[index] }
  }

  /// One part of the text with its number.
  struct Part: Equatable, Sendable {
    /// As typed; a special token's name.
    var text: String
    /// In Unicode scalars of its text; empty for special tokens.
    var range: Range<Int>
    /// 0 the first text, 1 the second, nil for special tokens.
    var sequence: Int?
    /// Indices into the encoding.
    var pieces: [Int]
    var value: Float
    /// Standard error, where the method samples; normalized as the value is.
    var uncertainty: Float?
    /// What the method took out as one, of whose number the part has an even share; nil where its number is its own.
    var whole: Whole? = nil
    var isSpecial: Bool { sequence == nil }
  }

  /// Several parts that the method took out as one, and their one number.
  struct Whole: Equatable, Sendable {
    /// As typed.
    var text: String
    var value: Float
  }

  /// The class that is explained.
  var targetLabel: String { model.label(estimate.target) }

  /// What of the class is explained: `logit`, `probability`, or `output` where the head's outputs are none of the two.
  var outputName: String {
    if let neuron = request.neuron { return "neuron \(neuron.name)" }
    return estimate.prediction.kind == .outputs ? "output" : request.output.rawValue
  }

  /// Attributions a piece, normalized as asked.
  func values(default normalization: Normalization = .none) -> [Float] {
    (self.normalization ?? normalization).applied(to: estimate.values)
  }

  /// The parts at a granularity, special tokens each a part of their own, in model order.
  ///
  /// A part's number is the sum of its pieces' numbers.
  ///
  /// - Parameter areJoined: whether parts that the method took out as one are one, so that every number is a part's own.
  func parts(
    _ granularity: Granularity, default normalization: Normalization = .none,
    areJoined: Bool = false
  ) -> [Part] {
    let normalization = self.normalization ?? normalization
    let values = normalization.applied(to: estimate.values)
    let errors = AttributionErrors(estimate)
    let stretches = FeatureStretches(estimate)
    let groups = granularity.groups(of: encoding, in: text, pair: pair, fields: fields)
    let all = stretches.joining(groups)
    return (areJoined ? all : groups).map { group in
      Part(
        text: group.text, range: group.range, sequence: group.sequence, pieces: group.pieces,
        value: group.value(values),
        uncertainty: errors?[group.pieces].map {
          normalization.applied(toError: $0, of: estimate.values)
        },
        whole: stretches.whole(of: group.pieces).map { pieces in
          Whole(
            text: all.first { $0.pieces.contains(pieces[0]) }?.text ?? group.text,
            value: pieces.reduce(0) { $0 + values[$1] })
        })
    }
  }

  /// The fields or sentences that pieces' numbers are added up by, where the method leaves out neither; nil for words and pieces.
  var summedFeatures: [TextFeature]? {
    guard granularity.opensIntoWords else { return nil }
    return granularity.groups(of: encoding, in: text, pair: pair, fields: fields)
      .compactMap { TextFeature($0) }
  }

  /// All that decided the numbers beside the model, the text, the class and its output; nothing that did not.
  var parameters: [AttributionChoices.Parameter] {
    let choices = AttributionChoices(
      request, estimate, granularity: granularity, fields: fields,
      hasMask: model.baselineTokens.mask != nil)
    let normalization = normalization ?? .none
    return choices.parameters + [
      .init("normalization", key: "normalize", .text(normalization.rawValue))
    ]
  }

  /// Everything that decided the numbers, in words and in the order in which formats print it.
  var provenance: Provenance {
    var facts: [Provenance.Fact] = [
      .init("model", "\(model.name) (\(model.architecture))"), .init("digest", model.digest),
      .init("method", estimate.method.rawValue), .init("output", outputName),
    ]
    facts += parameters.map { .init($0.name, $0.fact) }
    if let surrogate = estimate.surrogate {
      facts.append(.init("intercept", Figures.significant(Float(surrogate.intercept))))
      facts.append(.init("score", Figures.significant(Float(surrogate.score))))
    }
    if let delta = estimate.delta { facts.append(.init("delta", Figures.significant(delta))) }
    facts.append(.init("evaluations", String(estimate.evaluations)))
    facts.append(.init("precision", estimate.arithmetic.rawValue))
    if let error = estimate.arithmeticError {
      facts.append(.init("precision error", Figures.significant(error)))
    }
    facts.append(.init("backend", model.backend))
    return Provenance(facts)
  }
}
