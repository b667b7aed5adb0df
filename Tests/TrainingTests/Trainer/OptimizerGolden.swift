import Model
import TestSupport
import Testing

@testable import Training

/// Steps of PyTorch's AdamW, and where they left the parameters.
protocol OptimizerGolden {
  var rate: Double { get }
  var warmup: Int { get }
  var decay: Double { get }
  var clip: Double { get }
  var stepCount: Int { get }
  var parameters: [String: TrainingGolden.Parameter] { get }
}

extension OptimizerGolden {
  var settings: TrainingSession.Settings {
    var settings = TrainingSession.Settings()
    settings.optimizer.weightDecay = decay
    settings.clip = clip
    return settings
  }

  var schedule: LearningRateSchedule {
    LearningRateSchedule(.linear, warmupSteps: warmup, totalSteps: stepCount)
  }

  /// Every parameter within 1e-5 of its length and 1e-3 of how far it moved; a key's bias only within what all steps can move it.
  func check(_ found: [String: Tensor]) throws {
    #expect(Set(found.keys) == Set(parameters.keys))
    let path = (0..<stepCount).reduce(0) { $0 + rate * schedule.factor(step: $1) }
    for (name, expected) in parameters.sorted(by: { $0.key < $1.key }) {
      let tensor = try #require(found[name])
      if TrainingGolden.isKeyBias(name) {
        #expect(Double(largestMagnitude(tensor.values)) <= 1 + 2 * path, "\(name)")
        continue
      }
      let distance = expected.distance(of: tensor)
      #expect(distance <= 1e-5 * expected.length, "\(name): \(distance / expected.length)")
      #expect(distance <= 1e-3 * expected.moved, "\(name): \(distance / expected.moved)")
    }
  }
}
