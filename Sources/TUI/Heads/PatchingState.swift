internal import Attribution

/// What the patching pane holds.
struct PatchingState: GradualAnswer, Equatable, Sendable {
  /// What was asked.
  struct Question: Equatable, Sendable {
    /// The text that gives.
    var source: ModelInput
    var site: ActivationPatching.Site
    /// The text that takes, its gates, and the class.
    var basis: HeadsState.EffectsBasis
  }

  /// The text that gives, as typed; empty until there is one.
  var source = ""
  var site = ActivationPatching.Site.residual
  var generation = 0
  var asked: Question?
  var isDone = false
  var report: PatchingReport?
  var question: Question?
  var problem: String?
  /// The user stopped it before all layers were measured.
  var isStopped = false
  /// The cell under the cursor.
  var layer = 0
  var column = 0
  /// First layer and column that are shown.
  var top = 0
  var left = 0

  /// Whether cells are being measured.
  var isRunning: Bool { asked != nil && !isDone }

  /// How many layers of what was asked last are measured.
  var measuredLayers: Int {
    question == asked ? report?.layers.count { !$0.isEmpty } ?? 0 : 0
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
