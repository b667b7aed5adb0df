internal import Attribution

/// What the patching pane holds.
struct PatchingState: Equatable, Sendable {
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
  /// Counts questions; an answer to an older one is dropped.
  var generation = 0
  /// What is being measured, or was measured last.
  var asked: Question?
  var isDone = false
  var report: PatchingReport?
  /// What `report` is of.
  var question: Question?
  var problem: String?
  /// The cell under the cursor.
  var layer = 0
  var column = 0
  /// First layer and column that are shown.
  var top = 0
  var left = 0

  /// Gives up what is being measured.
  mutating func interrupt() {
    guard asked != nil, !isDone else { return }
    generation += 1
    asked = nil
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
