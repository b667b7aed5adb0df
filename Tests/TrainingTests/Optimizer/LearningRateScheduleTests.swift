import Testing

@testable import Training

@Suite("The learning rate")
struct LearningRateScheduleTests {
  private func factors(_ shape: LearningRateSchedule.Shape) -> [Double] {
    let schedule = LearningRateSchedule(shape, warmupSteps: 4, totalSteps: 20)
    return [0, 1, 3, 4, 5, 12, 19].map { schedule.factor(step: $0) }
  }

  /// transformers' `get_linear_schedule_with_warmup` and `get_cosine_schedule_with_warmup`, 4 steps of 20.
  @Test("Falls as transformers' schedules do")
  func transformers() {
    #expect(factors(.linear) == [0, 0.25, 0.75, 1, 0.9375, 0.5, 0.0625])
    let cosine = [0, 0.25, 0.75, 1, 0.9903926402016152, 0.5, 0.009607359798384785]
    for (mine, theirs) in zip(factors(.cosine), cosine) { #expect(abs(mine - theirs) <= 1e-15) }
    #expect(factors(.constant) == [0, 0.25, 0.75, 1, 1, 1, 1])
  }

  @Test("Is cut at shares of the run")
  func piecewise() {
    let cuts = [(0.75, 0.01), (0.5, 0.1)].map { LearningRateSchedule.Cut(from: $0, factor: $1) }
    let schedule = LearningRateSchedule(.piecewise(cuts), totalSteps: 100)
    #expect(
      [0, 49, 50, 74, 75, 99].map { schedule.factor(step: $0) } == [1, 1, 0.1, 0.1, 0.01, 0.01])
  }

  @Test("Is cut on a plateau")
  func plateau() {
    let schedule = LearningRateSchedule(.plateau(factor: 0.5, patience: 1), totalSteps: 100)
    #expect([0, 1, 2].map { schedule.factor(step: 40, plateauCuts: $0) } == [1, 0.5, 0.25])
  }

  @Test("Does not go below zero behind the end")
  func behindTheEnd() {
    #expect(LearningRateSchedule(.linear, totalSteps: 10).factor(step: 12) == 0)
    #expect(LearningRateSchedule(.linear, totalSteps: 0).factor(step: 0) == 1)
  }
}
