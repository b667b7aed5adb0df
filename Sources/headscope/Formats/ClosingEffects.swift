import Attribution
import Model

/// What closing the heads that are shown does to a class: the causal measure beside weights, which only say what is mixed.
struct ClosingEffects: Sendable {
  /// The class's logit with all heads open.
  var base: Float
  /// What was closed.
  var groups: [HeadGroup]
  /// F − F(closed), a number a group: positive speaks for the class.
  var effects: [Float]

  /// Of a head that is shown it is closed, of a layer the whole layer and each of its heads, of all layers each as a whole.
  ///
  /// - Parameter progress: Receives how many of the groups are done.
  /// - Throws: `CancellationError` between two products of matrices.
  /// - Complexity: At most a forward pass a group.
  init(
    of shown: some ProfiledHeads, _ encoding: Encoding, target: Int,
    with classifier: SequenceClassifier, progress: (_ done: Int, _ of: Int) -> Void
  ) throws {
    let groups: [HeadGroup] =
      if let layer = shown.layer {
        (shown.head == nil ? [.layer(layer)] : [])
          + shown.heads.map { .head(layer: layer, head: $0) }
      } else {
        shown.layers.map { .layer($0) }
      }
    let text = try StateVariants(
      of: encoding, gates: .open(in: classifier.configuration), with: classifier)
    let ablation = try HeadAblation.run(groups, of: text, with: classifier) {
      progress($0, groups.count)
    }
    self.groups = groups
    base = ablation.base.value(of: target, .logit)
    effects = ablation.effects(on: target, of: .logit)
  }

  /// The effect of closing one head alone; nil where it was not measured.
  func effect(of head: HeadIndex) -> Float? {
    groups.firstIndex(of: .head(layer: head.layer, head: head.head)).map { effects[$0] }
  }
}
