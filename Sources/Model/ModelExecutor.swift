import Foundation

/// The one thread that all model work of the process runs on.
///
/// It never is one of Swift's cooperative pool: OpenMP counts its threads for the calling thread only, oneDNN primitives run
/// where they were made, and a long product would starve the pool.
final class ModelExecutor: SerialExecutor, @unchecked Sendable {
  /// The process's model thread.
  static let shared = ModelExecutor()

  private let condition = NSCondition()
  private var jobs: [@Sendable () -> Void] = []
  /// Touched on the thread itself only.
  private var backends: [BackendKey: any MatrixBackend] = [:]

  private struct BackendKey: Hashable {
    var preference: BackendPreference
    var threads: Int
  }

  private init() {
    let thread = Thread { [self] in loop() }
    thread.name = "model"
    thread.stackSize = 8 << 20
    thread.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedSerialExecutor()
    add { job.runSynchronously(on: executor) }
  }

  /// Runs `work` on the thread, behind what is queued already.
  func run<Result>(_ work: @escaping @Sendable () throws -> sending Result) async throws
    -> sending Result
  {
    try await withCheckedThrowingContinuation { continuation in
      add { continuation.resume(with: Swift.Result { try work() }) }
    }
  }

  /// The backend of a thread count, made at its first use and kept: a second pool of threads would gain nothing.
  ///
  /// Called on the thread itself.
  func backend(_ preference: BackendPreference, threads: Int) throws -> any MatrixBackend {
    let key = BackendKey(preference: preference, threads: threads)
    if let backend = backends[key] { return backend }
    let backend = try preference.makeBackend(threads: threads)
    backends[key] = backend
    return backend
  }

  private func add(_ job: @escaping @Sendable () -> Void) {
    condition.withLock {
      jobs.append(job)
      condition.signal()
    }
  }

  private func loop() {
    while true {
      condition.lock()
      while jobs.isEmpty { condition.wait() }
      let ready = jobs
      jobs.removeAll()
      condition.unlock()
      for job in ready { job() }
    }
  }
}
