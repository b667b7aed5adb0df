/// What puts the words of a summary in order.
public enum SummaryOrder: String, CaseIterable, Sendable {
  /// By all that speaks for the class, added up: what moves many texts, as frequent words can.
  case sum
  /// By what an occurrence says for the class on average: what moves a text where it stands, however rare.
  case mean
  /// By all that speaks against the class, added up.
  case against
  /// By mean |attribution|, whichever way a word speaks.
  case meanAbsolute

  /// Whether a word that is in few texts can come first by chance.
  var isMean: Bool { self == .mean || self == .meanAbsolute }

  /// What is the larger the further in front a word stands; no word stands there with 0 or less.
  func score(_ tally: AttributionTally) -> Double {
    switch self {
    case .sum: tally.sum
    case .mean: tally.mean
    case .against: -tally.sum
    case .meanAbsolute: tally.meanAbsolute
    }
  }
}
