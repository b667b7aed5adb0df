public import Attribution
public import Model

/// Where the heads look on screen, with what else is known of them: what `w` saves as JSON on the Heads screen.
public struct SavedAttention: Equatable, Sendable {
  /// More weights are a file that nobody opens, and take seconds to write.
  private static let mostWeights = 4_000_000

  /// Why a file of so many weights is not written, and what writes it; nil where it is.
  static func refusal(ofWeights count: Int) -> String? {
    guard count > mostWeights else { return nil }
    return "\(Wording.grouped(count)) weights are too many to save from here: "
      + "headscope attention --format json writes them, --layer those of one"
  }

  /// What each activation of another text brings, in all layers.
  public struct Patching: Equatable, Sendable {
    /// The text that gives.
    public var source: String
    /// What it brings, measured to the last layer.
    public var report: PatchingReport

    /// Makes it of its parts.
    public init(source: String, report: PatchingReport) {
      self.source = source
      self.report = report
    }
  }

  /// What was asked about.
  public var input: ModelInput
  /// Which model it was.
  public var model: ModelSummary
  /// The whole text as the model read it.
  public var encoding: Encoding
  /// What the model says, with the heads as open as they are.
  public var prediction: Prediction
  /// The class that effects are measured on.
  public var target: Int
  /// Where the heads look.
  public var report: AttentionReport
  /// How far they are open; nil: all of them.
  public var gates: HeadGates?
  /// The pages of the board that are known of the same text, class and gates, of its logit.
  public var readings: [BoardReading]
  /// What was patched into the same text and measured on the same class's logit.
  public var patching: Patching?

  /// Makes a document from its parts.
  public init(
    input: ModelInput, model: ModelSummary, encoding: Encoding, prediction: Prediction,
    target: Int, report: AttentionReport, gates: HeadGates? = nil, readings: [BoardReading] = [],
    patching: Patching? = nil
  ) {
    self.input = input
    self.model = model
    self.encoding = encoding
    self.prediction = prediction
    self.target = target
    self.report = report
    self.gates = gates
    self.readings = readings
    self.patching = patching
  }

  /// Weights of all heads.
  var weightCount: Int {
    let maps = report.maps
    return maps.layerCount * maps.headCount * maps.tokenCount * maps.tokenCount
  }
}

extension State {
  /// The attention on screen; nil while there is none, or while it is of another text than the prediction.
  var savedAttention: SavedAttention? {
    guard let model, let report = heads.report, let basis = heads.basis, !isAttentionOld,
      let live = explain.live, live.input == basis.input,
      live.basis == Explanation.basis(explain.request)
    else { return nil }
    let isOfLogit = explain.request.output == .logit
    return SavedAttention(
      input: basis.input, model: model, encoding: live.encoding,
      prediction: live.prediction, target: live.target, report: report, gates: basis.gates,
      readings: BoardPage.allCases.compactMap { page in
        heads.readings[page].flatMap { isOfLogit && $0.basis == readingBasis ? $0.reading : nil }
      }, patching: isOfLogit ? savedPatching : nil)
  }

  /// The cells of all layers that are measured of the text on screen; of a layer that is opened those it was opened from.
  private var savedPatching: SavedAttention.Patching? {
    let patching = heads.patching
    let known = [
      (patching.question, patching.report), (patching.before?.question, patching.before?.report),
    ]
    for case (let question?, let report?) in known
    where question.layer == nil && question.basis == readingBasis
      && report.rows.allSatisfy({ !$0.isEmpty })
    {
      return SavedAttention.Patching(source: question.source.text, report: report)
    }
    return nil
  }
}
