public import Model

/// The smallest edits of a text that change the model's class, as texts that can be opened.
///
/// Words are deleted, and pieces get others of the vocabulary in their place; the model is asked of each edited text as it would be read.
public struct CounterfactualReport: Equatable, Sendable {
  /// An edited text.
  public struct Entry: Equatable, Sendable {
    /// The text, and the second one of a pair.
    public var texts: [String]
    /// What was deleted, as typed, and what stands in its place; nil: nothing.
    public var changes: [Change]
    /// What the model says of it.
    public var counterfactual: Counterfactual

    package init(texts: [String], changes: [Change], counterfactual: Counterfactual) {
      self.texts = texts
      self.changes = changes
      self.counterfactual = counterfactual
    }
  }

  /// One change.
  public struct Change: Equatable, Sendable {
    /// What stood there.
    public var former: String
    /// What stands there now; nil: nothing.
    public var replacement: String?

    package init(former: String, replacement: String?) {
      self.former = former
      self.replacement = replacement
    }
  }

  /// The edited texts, the smallest edits first.
  public package(set) var entries: [Entry] = []
  /// The class of the text as it is.
  public package(set) var former = 0
  /// Its outputs, `[labels]`.
  public package(set) var original: [Float] = []
  /// Edited texts that the model was asked of.
  public package(set) var evaluations = 0
  /// The most edits that were looked for together.
  public package(set) var mostEdits = 0

  /// A report of nothing.
  package init() {}

  private struct Variant: Hashable {
    var ids: [Int32]
    var typeIDs: [Int32]
  }

  /// Looks for edits.
  ///
  /// - Parameters:
  ///   - text: the text; edited texts are read by its `encode`, those of pairs are put together from pieces.
  ///   - kinds: deletions, replacements, or both.
  ///   - wanted: the class that the edited text shall have.
  ///   - classifier: the model.
  ///   - tokenizer: spells the vocabulary's pieces.
  ///   - gates: how open the heads are.
  ///   - report: called with what was found so far.
  /// - Throws: `ModelError(.unsupported)` for a model without classes; `CancellationError` between two products of matrices.
  public init(
    _ text: ExplainedText, _ kinds: CounterfactualSettings.Kinds,
    wanted: CounterfactualSettings.WantedClass = .other, with classifier: SequenceClassifier,
    tokenizer: Tokenizer, gates: HeadGates? = nil,
    report: (CounterfactualReport) throws -> Void = { _ in }
  ) throws {
    let configuration = classifier.configuration
    let decision = try ClassDecision(configuration.outputKind, for: configuration.problemType)
    var evaluator = VariantEvaluator(classifier, in: .fp32, gates: gates)
    func search(_ settings: CounterfactualSettings, by granularity: Granularity) throws {
      let parts = text.parts(granularity).filter { !$0.isSpecial }
      let editor = CounterfactualText(text.texts, text.encoding, parts: parts)
      func spelling(_ id: Int32) -> PieceSpelling {
        PieceSpelling(
          tokenizer.token(for: id).map(tokenizer.displayText) ?? "",
          marksContinuations: tokenizer.kind == "WordPiece")
      }
      var settings = settings
      settings.wanted = wanted
      if settings.kinds != .deletions {
        settings.bannedIDs = Self.banned(by: tokenizer, rows: classifier.wordVectorCount)
      }
      let flips =
        settings.kinds == .deletions
        ? nil
        : try Self.candidates(
          text, parts, wanted: wanted, settings, classifier, gates)
      let search = try CounterfactualSearch(
        of: parts.count, settings, by: decision,
        variant: { edits in
          Self.variant(edits, of: text, parts, editor, tokenizer, spelling)
        },
        candidates: { flips?[$0] ?? [] },
        evaluate: { variants in
          try evaluator.logits(of: variants.map { TextVariant(ids: $0.ids, typeIDs: $0.typeIDs) })
            .map { classifier.prediction($0).outputs }
        })
      former = search.former
      original = search.original
      evaluations += search.evaluations
      mostEdits = max(mostEdits, search.searchedSize)
      entries += search.found.map { found in
        Entry(
          texts: editor.applying(found.edits, spelling: spelling),
          changes: found.edits.map { edit in
            Change(
              former: parts[edit.part].text,
              replacement: edit.replacement.map { spelling($0).text })
          }, counterfactual: found)
      }
      // Of equal sizes those come first that change the class most.
      entries.sort {
        ($0.counterfactual.size, -$0.counterfactual.loss)
          < ($1.counterfactual.size, -$1.counterfactual.loss)
      }
      try report(self)
    }
    if kinds != .replacements { try search(.deletions, by: .word) }
    if kinds != .deletions { try search(.replacements, by: .piece) }
  }

  /// Pieces that say nothing to a reader: special tokens, bytes, what the vocabulary keeps free or does not name.
  private static func banned(by tokenizer: Tokenizer, rows: Int) -> Set<Int32> {
    var banned = tokenizer.specialIDs
    for id in 0..<Int32(rows) {
      guard let token = tokenizer.token(for: id) else {
        banned.insert(id)
        continue
      }
      let text = tokenizer.displayText(of: token)
      if text.isEmpty || token.hasPrefix("[unused") || text.contains("<0x") { banned.insert(id) }
    }
    return banned
  }

  /// The edited text as the model reads it.
  private static func variant(
    _ edits: [CounterfactualEdit], of text: ExplainedText, _ parts: [TextGroup],
    _ editor: CounterfactualText, _ tokenizer: Tokenizer, _ spelling: (Int32) -> PieceSpelling
  ) -> Variant {
    let encoding = text.encoding
    guard !edits.isEmpty else { return Variant(ids: encoding.ids, typeIDs: encoding.typeIDs) }
    if text.texts.count == 1, let encode = text.encode {
      let read = encode(editor.applying(edits, spelling: spelling)[0])
      if read.count > 0 { return Variant(ids: read.ids, typeIDs: read.typeIDs) }
    }
    var ids: [Int32?] = encoding.ids
    for edit in edits {
      for (place, piece) in parts[edit.part].pieces.enumerated() {
        ids[piece] = place == 0 ? edit.replacement : nil
      }
    }
    let kept = ids.indices.filter { ids[$0] != nil }
    let filler = tokenizer.specialTokens.padding ?? tokenizer.specialTokens.endOfText
    if kept.isEmpty, let filler { return Variant(ids: [filler], typeIDs: [0]) }
    return Variant(
      ids: kept.compactMap { ids[$0] }, typeIDs: kept.map { encoding.typeIDs[$0] })
  }

  /// The vocabulary's pieces that promise most in each part's place, by the gradient of the two classes' margin.
  private static func candidates(
    _ text: ExplainedText, _ parts: [TextGroup], wanted: CounterfactualSettings.WantedClass,
    _ settings: CounterfactualSettings, _ classifier: SequenceClassifier, _ gates: HeadGates?
  ) throws -> FlipCandidates {
    let encoding = text.encoding
    let prediction = try classifier.predictions(
      RaggedBatch([encoding]), intervention: Intervention(headGates: gates?.values),
      arithmetic: .fp32)[0]
    let former = prediction.best
    let other: Int? =
      switch wanted {
      case .label(let label): label == former ? nil : label
      case .other:
        prediction.outputs.indices.filter { $0 != former }.max {
          prediction.outputs[$0] < prediction.outputs[$1]
        }
      }
    let targets = [former] + [other].compactMap(\.self)
    let gradients = try classifier.gradients(
      RaggedBatch(repeating: encoding, count: targets.count), at: .wordEmbeddings,
      targets: targets, of: .logit, intervention: Intervention(headGates: gates?.values)
    ).gradient
    let width = gradients.rowSize
    let rows = encoding.count * width
    var margin: [Float] = []
    margin.reserveCapacity(parts.count * width)
    for part in parts {
      for place in part.pieces[0] * width..<(part.pieces[0] + 1) * width {
        margin.append((other == nil ? 0 : gradients.values[rows + place]) - gradients.values[place])
      }
    }
    return try FlipCandidates(
      for: parts.map { encoding.ids[$0.pieces[0]] }, gradients: margin,
      vocabularySize: classifier.wordVectorCount, most: settings.candidatesPerPart,
      bannedIDs: settings.bannedIDs
    ) { rows, body in try classifier.withWordVectors(rows: rows, body) }
  }
}

extension ModelActor {
  /// Looks for the smallest edits of a text that change the model's class.
  ///
  /// - Throws: as `CounterfactualReport.init`.
  public func counterfactuals(
    of text: ExplainedText, _ kinds: CounterfactualSettings.Kinds,
    wanted: CounterfactualSettings.WantedClass = .other, gates: HeadGates? = nil
  ) throws -> CounterfactualReport {
    try perform { classifier in
      try CounterfactualReport(
        text, kinds, wanted: wanted, with: classifier, tokenizer: info.tokenizer, gates: gates)
    }
  }
}
