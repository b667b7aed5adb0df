/// The parts of a text that get one number each.
enum Granularity: String, Sendable, CaseIterable {
  case piece
  case word
  case sentence
}
