/// What long work does between two products of matrices, the longest steps that nothing interrupts.
///
/// Bound to a task for as long as its work may have to wait: training steps aside while somebody types.
public struct WorkBoundary: Sendable {
  /// What the task's work does at its boundaries beside looking whether it is cancelled.
  @TaskLocal public static var current = WorkBoundary()

  private let pause: (@Sendable () -> Void)?

  /// Makes a boundary where `pause` is called, which may wait; nil: nothing is.
  public init(pause: (@Sendable () -> Void)? = nil) { self.pause = pause }

  /// Ends cancelled work, and lets the rest wait where it is told to.
  ///
  /// - Throws: `CancellationError` where the task is cancelled.
  static func pass() throws {
    try Task.checkCancellation()
    current.pause?()
  }
}
