/// The languages an explanation is written in; labels and words of texts stay as typed in both.
public enum ExplanationLanguage: String, Sendable, CaseIterable {
  case english
  case chinese

  /// What is said in this language.
  var sentences: any ExplanationSentences {
    switch self {
    case .english: EnglishSentences()
    case .chinese: ChineseSentences()
    }
  }
}
