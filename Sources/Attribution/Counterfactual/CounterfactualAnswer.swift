/// What the model says of one variant.
struct CounterfactualAnswer {
  /// Counts the variants in the order in which they were asked: 0 is the text as it is, equal numbers are equal variants.
  var variant: Int
  var isReached: Bool
  var nearness: Double
  /// Empty where the class did not change.
  var outputs: [Float]
}
