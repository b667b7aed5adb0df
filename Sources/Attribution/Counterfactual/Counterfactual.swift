/// A set of edits that changes what the model says of a text: the text that comes of them is its counterfactual.
///
/// Wachter et al. 2017 for the term; minimality as Watson et al. 2021 define it and the Learning Interpretability Tool asks for it.
public struct Counterfactual: Equatable, Sendable {
  /// What is changed, in the order of the text; no part twice.
  public internal(set) var edits: [CounterfactualEdit]
  /// The model's outputs for the changed text, `[labels]`.
  public internal(set) var outputs: [Float]
  /// The class of the changed text; where labels are independent, the one that crossed the threshold.
  public internal(set) var label: Int
  /// How much the output of the former class fell.
  ///
  /// Where labels are independent: how much the label's output fell; negative where it rose above the threshold.
  public internal(set) var loss: Float
  /// Whether the model was asked of every proper subset of the edits and none changes the class.
  public internal(set) var isMinimal: Bool

  /// The number of edits.
  public var size: Int { edits.count }

  package init(
    edits: [CounterfactualEdit], outputs: [Float], label: Int, loss: Float, isMinimal: Bool
  ) {
    self.edits = edits
    self.outputs = outputs
    self.label = label
    self.loss = loss
    self.isMinimal = isMinimal
  }
}
