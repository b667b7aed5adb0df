public import Model

extension AttributionSummary {
  /// The words of an explained text with what was attributed to each, to be added up.
  ///
  /// Where the method took several words out as one, as LIME takes a Chinese sentence for a word, they are one here too: their shares of its
  /// number would say of each word what was found of none. A word that was taken out everywhere at once has its number once in all.
  ///
  /// - Parameters:
  ///   - estimate: the explanation.
  ///   - encoding: the text as the model read it.
  ///   - text: the text as typed.
  ///   - pair: the second text, if there is one.
  /// - Complexity: O(scalars + pieces).
  public static func words(
    of estimate: AttributionEstimate, _ encoding: Encoding, in text: String, pair: String? = nil
  ) -> [(text: String, value: Float)] {
    let values = estimate.additiveValues
    return FeatureStretches(estimate).joining(encoding.words(in: text, pair: pair)).map {
      (text: $0.text, value: $0.value(values))
    }
  }
}
