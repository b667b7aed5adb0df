import Attribution

/// A small explanation whose figures are easy to follow by hand: Σ|value| is 5.40.
enum ExampleFacts {
  static let parts: [ExplanationFacts.Part] = [
    .init("i", 0.02), .init("felt", -0.22), .init("anxious", 3.12), .init("crowd", 0.84),
    .init("racing", 1.20),
  ]

  /// F(x) − F(b) = 6.21 − 1.25 = 4.96, the sum of the values.
  static var fear: ExplanationFacts {
    ExplanationFacts(
      text: "i felt anxious crowd racing", verdict: .init("fear", 0.971),
      runnerUp: .init("sadness", 0.012), method: "integrated gradients", output: 6.21,
      baseOutput: 1.25, delta: 0.001, parts: parts)
  }

  /// The same with parts of other values, and nothing to compare with.
  static func fear(_ parts: [ExplanationFacts.Part]) -> ExplanationFacts {
    var facts = fear
    facts.parts = parts
    facts.baseOutput = nil
    facts.delta = nil
    return facts
  }

  static var training: TrainingKnowledge {
    TrainingKnowledge(
      textCount: 16_000,
      nearest: [
        .init(
          text: "i feel anxious in a crowd", label: "fear", similarity: 0.943,
          sharedWords: ["anxious", "crowd"]),
        .init(text: "my heart is racing", label: "joy", similarity: 0.9, sharedWords: ["racing"]),
        .init(text: "i am scared", label: "fear", similarity: 0.871),
      ],
      words: [
        .init(
          text: "anxious", textCount: 124,
          labels: [
            .init(label: "fear", count: 118, lift: 7.84),
            .init(label: "sadness", count: 6, lift: 0.17),
          ]),
        .init(text: "racing", textCount: 0, labels: []),
      ])
  }
}
