/// The parts a text is explained by.
public enum Granularity: String, CaseIterable, Sendable {
  case piece
  case word
  case sentence

  var next: Granularity {
    switch self {
    case .piece: .word
    case .word: .sentence
    case .sentence: .piece
    }
  }
}
