import Attribution
import Model
import TUI

/// What the heads do over a sample of texts: means, gathered text by text in constant memory.
struct AttentionSample: Sendable, ProfiledHeads {
  var model: ModelSummary
  /// Which layer is shown; nil for all.
  var layer: Int?
  /// The layers that `--include-layers` names; nil for all.
  var includedLayers: [Int]?
  /// Which head of it is shown; nil for all.
  var head: Int?
  /// The heads of every layer that `--include-heads` names; nil for all.
  var includedHeads: [Int]?
  /// Whether the patterns are to be listed.
  var listsPatterns = false
  /// The class that importance is measured on; nil for the one that each text is predicted.
  var target: Int?

  private(set) var importance: HeadImportance?
  private var patterns = PatternSampleReport()

  /// Scores of all texts that are computed in one go: as many as one long text has.
  private static let scoresAtOnce = 512 * 512

  /// Starts without a text.
  ///
  /// - Throws: `UsageError` for a class the model does not have.
  init(_ model: ModelSummary, _ options: AttentionOptions) throws {
    self.model = model
    layer = options.layer
    includedLayers = try options.includedLayers
    head = options.head
    includedHeads = try options.includedHeads
    listsPatterns = options.patterns
    target = try options.target.map {
      try ExplainOptions.index(of: $0, in: model.labels, option: "--target")
    }
    if options.importance { importance = HeadImportance() }
  }

  /// How many texts were taken in.
  var textCount: Int { patterns.textCount }
  /// Tokens of all texts.
  var tokenCount: Int { patterns.tokenCount }
  /// Texts that were longer than the model reads.
  var cutCount: Int { patterns.cutCount }

  var layerCount: Int { model.layerCount }
  var headCount: Int { model.headCount }

  /// What every head does by its means over the texts, in the order of `AttentionMaps.heads`; empty before the first text.
  var profiles: [HeadProfile] { patterns.profiles }

  /// Takes texts in, a few in one go.
  ///
  /// - Throws: `CancellationError` between two products of matrices.
  mutating func add(_ encodings: [Encoding], _ model: LoadedModel) async throws {
    for go in LoadedModel.goes(encodings, upTo: Self.scoresAtOnce, by: { $0.count * $0.count }) {
      patterns.add(try await model.patternScores(of: go), of: go)
      guard importance != nil else { continue }
      let target = target
      let gates = try await model.actor.perform { classifier in
        try classifier.headGradients(
          RaggedBatch(go), of: .logit, target: { target ?? $1.best }
        ).gates
      }
      importance?.add(gates)
    }
  }
}
