internal import Attribution

/// What the patching pane holds.
struct PatchingState: GradualAnswer, Equatable, Sendable {
  /// What was asked.
  struct Question: Equatable, Sendable {
    /// The text that gives.
    var source: ModelInput
    var site: ActivationPatching.Site
    /// The layer whose heads are taken over at one position at a time; nil for every layer's cells.
    var layer: Int?
    /// The text that takes, its gates, and the class.
    var basis: HeadsState.EffectsBasis
  }

  /// What was on screen before a layer was opened, measured to the end or stopped.
  struct Before: Equatable, Sendable {
    var question: Question
    var report: PatchingReport?
    var isStopped: Bool
  }

  /// The text that gives, as typed; empty until there is one.
  var source = ""
  var site = ActivationPatching.Site.residual
  /// The layer that is opened: its heads over positions.
  var openLayer: Int?
  var before: Before?
  var generation = 0
  var asked: Question?
  var isDone = false
  var report: PatchingReport?
  var question: Question?
  var problem: String?
  /// The user stopped it before all rows were measured.
  var isStopped = false
  /// The cell under the cursor.
  var row = 0
  var column = 0
  /// First row and column that are shown.
  var top = 0
  var left = 0

  /// Whether cells are being measured.
  var isRunning: Bool { asked != nil && !isDone }

  /// How many rows of what was asked last are measured.
  var measuredRows: Int {
    question == asked ? report?.rows.count { !$0.isEmpty } ?? 0 : 0
  }

  /// What a row is.
  var rowNoun: String { openLayer == nil ? "layer" : "head" }

  /// Shows the heads of the layer under the cursor over positions; what was there is kept to come back to.
  mutating func open() {
    before = asked.flatMap {
      isDone ? Before(question: $0, report: report, isStopped: isStopped) : nil
    }
    openLayer = row
    // Of heads the cursor stays on its head, of positions on its position.
    (row, column) = site == .head ? (column, 0) : (0, column)
    report = nil
    isStopped = false
  }

  /// Back to what there was before a layer was opened.
  mutating func close() {
    guard let layer = openLayer else { return }
    (row, column) = (layer, site == .head ? row : column)
    openLayer = nil
    generation += 1
    asked = before?.question
    question = before?.question
    report = before?.report
    isStopped = before?.isStopped ?? false
    isDone = before != nil
    problem = nil
    before = nil
  }

  /// Ends what is being measured; what is there of it stays, and is not asked for again by itself.
  mutating func stop() {
    generation += 1
    isDone = true
    isStopped = true
  }

  /// Takes everything back that belongs to a model; the text that gives stays.
  mutating func forget() {
    let (source, site, generation) = (source, site, generation)
    self = PatchingState()
    self.source = source
    self.site = site
    self.generation = generation + 1
  }
}
