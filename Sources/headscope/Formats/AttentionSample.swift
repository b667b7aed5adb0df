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
  /// Whether the patterns are to be listed.
  var listsPatterns = false
  /// The class that importance is measured on; nil for the one that each text is predicted.
  var target: Int?

  /// Tokens of all texts.
  private(set) var tokenCount = 0
  /// Texts that were longer than the model reads.
  private(set) var cutCount = 0
  private(set) var importance: HeadImportance?
  private var patterns = HeadPatternSample()

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
    listsPatterns = options.patterns
    target = try options.target.map {
      try ExplainOptions.index(of: $0, in: model.labels, option: "--target")
    }
    if options.importance { importance = HeadImportance() }
  }

  /// How many texts were taken in.
  var textCount: Int { patterns.textCount }

  var layerCount: Int { model.layerCount }
  var headCount: Int { model.headCount }

  /// What every head does by its means over the texts, in the order of `AttentionMaps.heads`; empty before the first text.
  private(set) var profiles: [HeadProfile] = []

  /// Takes texts in, a few in one go.
  ///
  /// - Throws: `CancellationError` between two products of matrices.
  mutating func add(_ encodings: [Encoding], _ model: LoadedModel) async throws {
    var rest = encodings[...]
    while !rest.isEmpty {
      var count = 0
      var scores = 0
      for encoding in rest {
        scores += encoding.count * encoding.count
        if count > 0, scores > Self.scoresAtOnce { break }
        count += 1
      }
      try await addAtOnce(Array(rest.prefix(count)), model)
      rest = rest.dropFirst(count)
    }
  }

  private mutating func addAtOnce(_ encodings: [Encoding], _ model: LoadedModel) async throws {
    let roles = encodings.map { TokenRoles($0, model.info.tokenizer) }
    let target = target
    let isMeasured = importance != nil
    let (scores, gates) = try await model.actor.perform { classifier in
      let batch = try RaggedBatch(encodings)
      let captures = try classifier.forward(batch, capture: .attention).captures
      let scores = try zip(captures, roles).map { capture, roles in
        let maps = AttentionMaps(capture, of: classifier.configuration.architecture)
        return try HeadPatternScores(maps, roles, HeadStatistics(maps, roles))
      }
      guard isMeasured else { return (scores, [[[Float]]]()) }
      return (
        scores,
        try classifier.headGradients(batch, of: .logit, target: { target ?? $1.best }).gates
      )
    }
    for score in scores { patterns.add(score) }
    importance?.add(gates)
    tokenCount += encodings.reduce(0) { $0 + $1.count }
    cutCount += encodings.count(where: \.isTruncated)
  }

  /// Takes the means.
  mutating func finish() { profiles = patterns.heads }
}
