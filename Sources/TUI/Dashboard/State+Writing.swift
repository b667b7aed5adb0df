extension State {
  /// Moves in the explanation in words.
  mutating func moveInWriting(_ action: Action) {}
}
