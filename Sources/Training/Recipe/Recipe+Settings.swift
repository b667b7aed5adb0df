extension Recipe.Training {
  /// The learning rate's course over a run of that many steps.
  func learningRateSchedule(totalSteps: Int) -> LearningRateSchedule {
    let shape: LearningRateSchedule.Shape =
      switch schedule {
      case .constant: .constant
      case .linear: .linear
      case .cosine: .cosine
      case .piecewise: .piecewise(cuts)
      case .plateau: .plateau(factor: plateauFactor, patience: plateauPatience)
      }
    // transformers' Trainer rounds a share up.
    let warmupSteps = warmup < 1 ? (warmup * Double(totalSteps)).rounded(.up) : warmup
    return LearningRateSchedule(
      shape, warmupSteps: Int(min(warmupSteps, Double(totalSteps))), totalSteps: totalSteps)
  }

  /// What each step is about.
  ///
  /// - Parameters:
  ///   - labelCounts: how many training texts have each label.
  ///   - distillation: how a teacher's answers count.
  func session(labelCounts: [Int], distillation: Distillation?) -> TrainingSession.Settings {
    var settings = TrainingSession.Settings()
    settings.optimizer = optimizer
    settings.clip = clip
    settings.arithmetic = precision
    settings.dropoutSeed = dropsElements ? seed : nil
    settings.loss = ClassificationLoss(
      labelSmoothing: labelSmoothing,
      classWeights: balancesClasses ? Self.balanced(labelCounts) : nil)
    if let distillation {
      settings.loss.temperature = distillation.temperature
      settings.loss.teacherWeight = distillation.weight
    }
    return settings
  }

  /// scikit-learn's "balanced": texts / (classes · texts of the class).
  private static func balanced(_ counts: [Int]) -> [Double] {
    let total = Double(counts.reduce(0, +))
    return counts.map { total / (Double(counts.count) * Double(max(1, $0))) }
  }
}
