import Attribution
import Model
import TUI

/// Where the heads looked in one text, and what was asked to be known of them: what every format prints from.
struct AttentionDocument: Sendable, ProfiledHeads {
  var model: ModelSummary
  var text: String
  /// The second text of a pair.
  var pair: String?
  /// The text as the model read it.
  var encoding: Encoding
  var prediction: Prediction
  /// The class that effects are measured on.
  var target: Int
  var maps: AttentionMaps
  /// How far the heads were open that `maps` is of; nil: all of them.
  var gates: HeadGates?
  /// What each token is.
  var roles: TokenRoles
  /// What each head does, in the order of `maps.heads`.
  var profiles: [HeadProfile]
  /// The position that the classifier reads.
  var reader: Int
  /// Which layer is shown; nil for all.
  var layer: Int?
  /// The layers that `--include-layers` names; nil for all.
  var includedLayers: [Int]?
  /// Which head of it is shown; nil for all.
  var head: Int?
  /// The heads of every layer that `--include-heads` names; nil for all.
  var includedHeads: [Int]?
  /// Whether the patterns are to be listed.
  var listsPatterns: Bool
  var summary: LayerSummary?
  /// What closing the heads that are shown does; nil where none of their weights are shown.
  var closing: ClosingEffects?
  /// |dF/dgate|.
  var importance: HeadImportance?
  /// How much of each token is mixed into the one that the classifier reads.
  var rollout: [Double]?
  /// How much of each token could reach the one that the classifier reads.
  var flow: AttentionFlow?
  /// What the classifier makes of every state, the embeddings' first.
  var lens: [Prediction]?
  /// The pieces that every state is read as, of a language model.
  var pieceLens: PieceLens?
  /// The target's logit as a sum.
  var split: LogitContributions?
  var ablation: Ablation?
  var patching: Patching?

  /// What the model says with heads closed.
  struct Ablation: Sendable {
    /// As the command line named them.
    var heads: String
    var prediction: Prediction
    /// F − F(closed) of the target's logit.
    var effect: Float
  }

  /// What each activation of another text brings.
  struct Patching: Sendable {
    /// The text that gave.
    var text: String
    /// Its tokens.
    var tokens: [String]
    var result: ActivationPatching
    /// The heads of `result` at single positions, where these were asked for.
    var byPosition: HeadPositionPatching?
  }

  /// Everything that decided the numbers, in words and in the order in which pictures print it.
  var provenance: Provenance {
    var facts: [Provenance.Fact] = [
      .init("model", "\(model.name) (\(model.architecture))"), .init("digest", model.digest),
    ]
    if let layer { facts.append(.init("layer", "\(layer)")) }
    let shown = [
      includedLayers.map { Wording.list($0, "layer") },
      includedHeads.map { Wording.list($0, "head") },
    ].compactMap(\.self)
    if !shown.isEmpty { facts.append(.init("shown", shown.joined(separator: ", "))) }
    if let head { facts.append(.init("head", "\(head)")) }
    if let ablation { facts.append(.init("closed", ablation.heads)) }
    if isAboutClass {
      facts.append(.init("target", model.label(target)))
    }
    facts.append(.init("tokens", "\(maps.tokenCount)"))
    facts.append(.init("precision", model.precision))
    facts.append(.init("backend", model.backend))
    return Provenance(facts)
  }

  /// Whether anything measured is about the target.
  var isAboutClass: Bool {
    importance != nil || lens != nil || split != nil || ablation != nil || patching != nil
      || closing != nil
  }

  var layerCount: Int { maps.layerCount }
  var headCount: Int { maps.headCount }

  /// Measures one text.
  ///
  /// - Parameters:
  ///   - options: What is asked; checked against the model before.
  ///   - source: The text of `--patch` as the model reads it.
  ///   - isDrawn: Whether a picture is made, which shows attention with the heads of `--ablate` closed.
  ///   - showsWeights: Whether people are shown weights, and what closing heads does beside them.
  ///   - progress: Receives how far the slow steps are, from the model's thread.
  /// - Throws: `UsageError` for a class or position there is not, `CancellationError`.
  static func make(
    _ model: LoadedModel, _ input: InputText, _ encoding: Encoding, _ options: AttentionOptions,
    source: Encoding?, isDrawn: Bool = false, showsWeights: Bool = false,
    progress: @escaping @Sendable (Progress.Step) -> Void = { _ in }
  ) async throws -> AttentionDocument {
    let labels = model.summary.labels
    let target = try options.target.map {
      try ExplainOptions.index(of: $0, in: labels, option: "--target")
    }
    let selection = try options.closedHeads
    let headPositions = try source.flatMap {
      try options.headPositions(of: min($0.count, encoding.count))
    }
    let includedLayers = try options.includedLayers
    let includedHeads = try options.includedHeads
    let roles = TokenRoles(encoding, model.info.tokenizer)
    return try await model.actor.perform { classifier in
      let configuration = classifier.configuration
      let open = HeadGates.open(in: configuration)
      let closed = selection?.closed(in: open) ?? open
      let batch = try RaggedBatch([encoding])
      let showsClosed = isDrawn && !closed.isOpen
      let result = try classifier.forward(batch, capture: .attention)
      let prediction = classifier.prediction(result.logits[0])
      let target = target ?? prediction.best
      let closedResult =
        try options.ablate == nil
        ? nil
        : classifier.forward(
          batch, capture: showsClosed ? .attention : [],
          intervention: Intervention(headGates: closed.values))
      let openMaps = AttentionMaps(result.captures[0], of: configuration.architecture)
      let maps =
        closedResult?.captures.first.map { AttentionMaps($0, of: configuration.architecture) }
        ?? openMaps
      let statistics = try HeadStatistics(maps, roles)
      let scores = try HeadPatternScores(maps, roles, statistics)
      var report = AttentionDocument(
        model: model.summary, text: input.text, pair: input.pair, encoding: encoding,
        prediction: prediction, target: target, maps: maps, gates: showsClosed ? closed : nil,
        roles: roles, profiles: scores.heads,
        reader: statistics.reader, layer: options.layer, includedLayers: includedLayers,
        head: options.head, includedHeads: includedHeads,
        listsPatterns: options.patterns)
      // A picture of all layers tells what they do besides.
      if options.summary || isDrawn && options.layer == nil {
        report.summary = try LayerSummary(
          maps, roles, statistics, scores, layers: includedLayers, heads: includedHeads)
      }
      if options.importance {
        var importance = HeadImportance()
        try importance.measure([encoding], of: .logit, with: classifier) { _, _ in target }
        report.importance = importance
      }
      if showsWeights {
        report.closing = try ClosingEffects(of: report, encoding, target: target, with: classifier)
        {
          progress(Progress.Step(name: "closing heads", done: $0, total: $1))
        }
      }
      if options.rollout || options.flow {
        let graph = try AttentionGraph(openMaps)
        if options.rollout {
          report.rollout = AttentionRollout(graph).row(to: statistics.reader)
        }
        if options.flow {
          report.flow = try AttentionFlow(graph, to: statistics.reader) {
            progress(Progress.Step(name: "flow", done: $0, total: encoding.count))
          }
        }
      }
      if options.lens {
        if !model.summary.classesArePieces {
          report.lens = try classifier.logitsOfEveryLayer(batch)[0].map(classifier.prediction)
        }
        report.pieceLens = try PieceLens(
          classifier.logitLens(batch, most: PieceLens.most), model.info.tokenizer)
      }
      if options.split { report.split = try classifier.logitContributions(batch, of: target) }
      if let heads = options.ablate, let logits = closedResult?.logits[0] {
        report.ablation = Ablation(
          heads: heads, prediction: classifier.prediction(logits),
          effect: prediction.logits[target] - logits[target])
      }
      if let source, let text = options.patch {
        let texts = try ActivationPatching.Texts(
          from: source, into: encoding, gates: open, with: classifier)
        func tell(_ done: Int, _ total: Int) {
          progress(Progress.Step(name: "patching", done: done, total: total))
        }
        report.patching = Patching(
          text: text, tokens: source.tokens,
          result: try ActivationPatching.run(
            texts, at: options.site, label: target, of: .logit, with: classifier, progress: tell),
          byPosition: try headPositions.map {
            try HeadPositionPatching.run(
              texts, at: $0, label: target, of: .logit, with: classifier, progress: tell)
          })
      }
      return report
    }
  }
}
