import Model
import TestSupport
import Testing

@testable import Training

/// Steps of PyTorch's AdamW or Adam, and where they left the parameters.
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

  /// Every parameter within 1e-5 of its length and 1e-3 of how far it moved; a key's bias, whose gradient is rounding, only as near to its
  /// start as all steps together are long.
  ///
  /// - Parameter start: The parameters before the first step.
  func check(_ found: [String: Tensor], from start: [String: Tensor]) throws {
    #expect(Set(found.keys) == Set(parameters.keys))
    // A step of Adam moves an element by about the rate; the last part is a float's rounding.
    let path = (0..<stepCount).reduce(1e-6) { $0 + rate * schedule.factor(step: $1) }
    for (name, expected) in parameters.sorted(by: { $0.key < $1.key }) {
      let tensor = try #require(found[name])
      if TrainingGolden.isKeyBias(name) {
        let moved = maximumDifference(tensor.values, try #require(start[name]).values)
        #expect(Double(moved) <= path, "\(name): \(moved)")
        continue
      }
      let distance = expected.distance(of: tensor)
      #expect(distance <= 1e-5 * expected.length, "\(name): \(distance / expected.length)")
      #expect(distance <= 1e-3 * expected.moved, "\(name): \(distance / expected.moved)")
    }
  }
}
