/// The number of a class that is explained: what the classifier gives, or what is made of it.
public enum OutputFunction: String, Sendable, CaseIterable {
  /// The classifier's output for the class.
  case logit
  /// Softmax or sigmoid of it, as the model's problem type says; the output itself for regression.
  case probability
}
