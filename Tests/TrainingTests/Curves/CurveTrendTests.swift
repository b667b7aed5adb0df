import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("What a curve does")
struct CurveTrendTests {
  /// `count` values of a function of the place from 0 to 1, with noise of a known size.
  private func values(
    _ count: Int, noise: Double = 0, _ shape: (Double) -> Double
  ) -> [Double] {
    var generator = SeededGenerator(seed: 2)
    return (0..<count).map { index in
      let random = Double(generator.next() % 2_001) / 1_000 - 1
      return shape(Double(index) / Double(count - 1)) + noise * random
    }
  }

  @Test("A line down still falls, with noise or without, and an accuracy still rises")
  func falling() {
    #expect(CurveTrend(series(values(500) { 2 - $0 }), direction: .lower) == .falling)
    #expect(
      CurveTrend(series(values(5_000, noise: 0.3) { 2 - $0 }), direction: .lower) == .falling)
    #expect(CurveTrend(series(values(50) { $0 }), direction: .higher) == .rising)
  }

  @Test("A curve that stops falling is level since then")
  func level() throws {
    let trend = CurveTrend(
      series(values(1_000, noise: 0.01) { max(1 - 2 * $0, 0) }), direction: .lower)
    guard case .level(let step) = trend else {
      Issue.record("\(trend)")
      return
    }
    // It reaches its level at step 500, and comes within 3 % of it at 485.
    #expect((460...520).contains(step))
  }

  @Test("Noise alone is level from the beginning")
  func noise() {
    let trend = CurveTrend(series(values(2_000, noise: 1) { _ in 3 }), direction: .lower)
    #expect(trend == .level(since: 0))
  }

  @Test("An evaluation that rises from step 300 on while training falls is over-fitting")
  func overfitting() {
    let evaluation = series(
      [1, 0.8, 0.6, 0.5, 0.55, 0.62, 0.7, 0.75],
      steps: [0, 100, 200, 300, 400, 500, 600, 700])
    let training = series(values(701) { 1 - 0.9 * $0 })
    #expect(
      CurveTrend(evaluation, direction: .lower, training: training) == .overfitting(since: 300))
    #expect(CurveTrend(evaluation, direction: .lower) == .worse(since: 300))
  }

  @Test("A loss that ends above its beginning diverged where it crossed it")
  func diverged() {
    let shape = values(480) { $0 < 0.5 ? 1 - $0 : 0.5 + 4 * ($0 - 0.5) }
    guard case .diverged(let step) = CurveTrend(series(shape), direction: .lower) else {
      Issue.record("no divergence")
      return
    }
    // It is 1 again at 0.625 of the way, step 300.
    #expect((290...310).contains(step))
  }

  @Test("A loss that becomes NaN is told with its step")
  func notFinite() {
    #expect(
      CurveTrend(series([3, 2, 1, 1, .nan, .infinity, .nan]), direction: .lower)
        == .notFinite(since: 4))
  }

  @Test("Four points say nothing yet")
  func tooFew() {
    #expect(CurveTrend(series([4, 3, 2, 1]), direction: .lower) == .tooFew(4))
  }

  @Test("A rate cut by ten is a cut, the end of a linear decay is none")
  func cuts() {
    var cuts = RateCuts()
    let rates = Array(repeating: 1e-3, count: 5) + Array(repeating: 1e-4, count: 5)
    cuts.follow(series(Array(rates.prefix(5))), generation: 0)
    #expect(cuts.cuts.isEmpty)
    cuts.follow(series(rates), generation: 0)
    #expect(cuts.cuts == [RateCuts.Cut(index: 5, step: 5, before: 1e-3, after: 1e-4)])
    var decay = RateCuts()
    decay.follow(series(values(20) { 1 - $0 }), generation: 0)
    #expect(decay.cuts.isEmpty)
  }

  @Test("The effect of a cut compares as many steps before it as behind it")
  func effect() throws {
    let cut = RateCuts.Cut(index: 100, step: 100, before: 1, after: 0.1)
    let losses = (0..<140).map { $0 < 100 ? 1.0 : 0.5 }
    let effect = try #require(CutEffect(of: [cut], on: series(losses)))
    #expect(effect.before == 1 && effect.after == 0.5)
    #expect(effect.steps == 39)
    #expect(CutEffect(of: [], on: series(losses)) == nil)
  }
}
