import Foundation
import Synchronization

/// A thread for figures that take a while: on one of Swift's cooperative pool they would keep everything else waiting, typing too.
enum FigureThread {
  private static let queue = DispatchQueue(label: "headscope.figures")

  /// Runs work there, one piece after the other.
  ///
  /// - Parameter work: Receives what tells whether the task that waits for it was cancelled.
  /// - Throws: What the work throws; `CancellationError` where the task was cancelled meanwhile.
  static func run<Result: Sendable>(
    _ work: @escaping @Sendable (_ isCancelled: @Sendable () -> Bool) throws -> Result
  ) async throws -> Result {
    let flag = Flag()
    let result = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        queue.async {
          continuation.resume(
            with: Swift.Result { try work { flag.isSet.load(ordering: .relaxed) } })
        }
      }
    } onCancel: {
      flag.isSet.store(true, ordering: .relaxed)
    }
    try Task.checkCancellation()
    return result
  }

  private final class Flag: Sendable {
    let isSet = Atomic<Bool>(false)
  }
}
