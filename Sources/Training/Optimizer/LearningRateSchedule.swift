import Foundation

/// The learning rate of every step, as a factor on the recipe's.
public struct LearningRateSchedule: Equatable, Sendable {
  /// How the rate goes on behind the warmup.
  public enum Shape: Equatable, Sendable {
    /// Stays.
    case constant
    /// Falls to zero in a straight line (transformers' `get_linear_schedule_with_warmup`).
    case linear
    /// Falls to zero along half a cosine (transformers' `get_cosine_schedule_with_warmup`).
    case cosine
    /// Is multiplied by a factor at given shares of the run: system A's adaptive rate.
    case piecewise([Cut])
    /// Is multiplied by `factor` when an evaluation was not better for more than `patience` times (PyTorch's `ReduceLROnPlateau`).
    case plateau(factor: Double, patience: Int)
  }

  /// Where a piecewise schedule changes.
  public struct Cut: Equatable, Sendable {
    /// The share of the run behind which it holds, 0…1.
    public var from: Double
    /// The factor on the recipe's rate.
    public var factor: Double

    /// Makes a cut.
    public init(from: Double, factor: Double) {
      self.from = from
      self.factor = factor
    }
  }

  /// The course behind the warmup.
  public var shape: Shape
  /// Steps over which the rate rises from zero in a straight line.
  public var warmupSteps: Int
  /// Steps of the whole run.
  public var totalSteps: Int

  /// Makes a schedule for a run of that many steps.
  public init(_ shape: Shape, warmupSteps: Int = 0, totalSteps: Int) {
    self.shape = shape
    self.warmupSteps = warmupSteps
    self.totalSteps = totalSteps
  }

  /// The factor of a step, counted from 0.
  ///
  /// - Parameter plateauCuts: how often a plateau has cut the rate so far.
  public func factor(step: Int, plateauCuts: Int = 0) -> Double {
    if step < warmupSteps { return Double(step) / Double(max(1, warmupSteps)) }
    let progress = Double(step - warmupSteps) / Double(max(1, totalSteps - warmupSteps))
    switch shape {
    case .constant: return 1
    case .linear: return max(0, 1 - progress)
    case .cosine: return max(0, 0.5 * (1 + cos(.pi * progress)))
    case .piecewise(let cuts):
      let share = Double(step) / Double(max(1, totalSteps))
      return cuts.filter { $0.from <= share }.max { $0.from < $1.from }?.factor ?? 1
    case .plateau(let factor, _): return pow(factor, Double(plateauCuts))
    }
  }
}
