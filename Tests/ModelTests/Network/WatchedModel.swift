import Foundation
import TestSupport

@testable import Model

/// A small model on the model's thread whose products of matrices are written down, with the boundaries before them.
actor WatchedModel {
  /// What is done between two looks at whether the task is cancelled.
  enum Step: Equatable { case boundary, product }

  /// What a model did, in order; cancels the task that works at one of the boundaries.
  final class Log: @unchecked Sendable {
    private let lock = NSLock()
    private var steps: [Step] = []
    private var last = Int.max

    /// Forgets everything.
    ///
    /// - Parameter last: the boundary at which the task is cancelled, counted from 1.
    func begin(cancellingAt last: Int) {
      lock.withLock {
        steps = []
        self.last = last
      }
    }

    func pass() {
      let isLast = lock.withLock {
        steps.append(.boundary)
        return steps.count { $0 == .boundary } == last
      }
      if isLast { withUnsafeCurrentTask { $0?.cancel() } }
    }

    func multiply() { lock.withLock { steps.append(.product) } }

    var all: [Step] { lock.withLock { steps } }
  }

  nonisolated let log: Log
  private let classifier: SequenceClassifier

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    ModelExecutor.shared.asUnownedSerialExecutor()
  }

  private init(_ classifier: sending SequenceClassifier, _ log: Log) {
    self.classifier = classifier
    self.log = log
  }

  static func load(_ name: String) async throws -> WatchedModel {
    let log = Log()
    let classifier = try await ModelExecutor.shared.run {
      let directory = ModelDirectory(path: Fixtures.model(name).path)
      let checkpoint = try Checkpoint(directory: directory)
      return try SequenceClassifier(
        ModelConfiguration.load(directory: directory, checkpoint: checkpoint),
        checkpoint: checkpoint, backend: WatchedBackend(log))
    }
    return WatchedModel(classifier, log)
  }

  /// Runs work whose task is cancelled at a boundary.
  func run<Result: Sendable>(
    cancellingAt last: Int = .max, _ work: @Sendable (SequenceClassifier) throws -> Result
  ) throws -> Result {
    log.begin(cancellingAt: last)
    return try WorkBoundary.$current.withValue(WorkBoundary { [log] in log.pass() }) {
      try work(classifier)
    }
  }

  /// Bytes in the pool that no matrix has.
  ///
  /// - Returns: nil where the pool no longer keeps their number under this name.
  var unusedBytes: Int? {
    Mirror(reflecting: classifier.network.pool).descendant("unusedBytes") as? Int
  }
}

/// The package's own kernels, and a note of every product.
private final class WatchedBackend: MatrixBackend {
  private let backend = NativeBackend(threads: 2)
  private let log: WatchedModel.Log

  init(_ log: WatchedModel.Log) { self.log = log }

  var name: String { backend.name }
  var threadCount: Int { backend.threadCount }

  func pack(
    _ weights: [UnsafePointer<Float>], outputSizes: [Int], inputSize: Int, layout: WeightLayout,
    arithmetic: Arithmetic
  ) -> any PackedWeight {
    backend.pack(
      weights, outputSizes: outputSizes, inputSize: inputSize, layout: layout,
      arithmetic: arithmetic)
  }

  func multiply(
    _ input: UnsafePointer<Float>, rows: Int, room: Int, by weight: any PackedWeight,
    bias: UnsafePointer<Float>?, epilogue: Epilogue, into output: UnsafeMutablePointer<Float>
  ) {
    log.multiply()
    backend.multiply(
      input, rows: rows, room: room, by: weight, bias: bias, epilogue: epilogue, into: output)
  }

  func multiplyBackward(
    _ outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
    weight: UnsafePointer<Float>, outputSize: Int, inputSize: Int, layout: WeightLayout,
    arithmetic: Arithmetic, accumulate: Bool, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    log.multiply()
    backend.multiplyBackward(
      outputGradient, outputStride: outputStride, rows: rows, weight: weight,
      outputSize: outputSize, inputSize: inputSize, layout: layout, arithmetic: arithmetic,
      accumulate: accumulate, into: inputGradient)
  }

  func multiplyForWeight(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, outputStride: Int, rows: Int,
    outputSize: Int, inputSize: Int, layout: WeightLayout, arithmetic: Arithmetic,
    accumulate: Bool, into weightGradient: UnsafeMutablePointer<Float>
  ) {
    log.multiply()
    backend.multiplyForWeight(
      input: input, outputGradient: outputGradient, outputStride: outputStride, rows: rows,
      outputSize: outputSize, inputSize: inputSize, layout: layout, arithmetic: arithmetic,
      accumulate: accumulate, into: weightGradient)
  }

  func parallel(_ count: Int, _ body: (Int) -> Void) { backend.parallel(count, body) }
}
