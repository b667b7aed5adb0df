internal import Foundation
internal import Model
internal import Synchronization

/// A thread that follows something and tells of it as it grows.
///
/// It sleeps until a watched folder changes (`FolderWatch`); where nothing tells of changes, on network file systems above
/// all, it looks every two seconds. It takes less than half a per cent of a core: after each look it rests for
/// two hundred times as long as that took, and at least half a second, so that a document of megabytes that is rewritten every
/// second is read as often as that allows. Where drawing what it tells takes long, it looks every two seconds at worst, so that all of it
/// stays below a per cent.
final class FollowerThread: Sendable {
  private let wake: WakePipe
  private let isStopped = Mutex(false)

  /// Starts following.
  ///
  /// - Parameters:
  ///   - watchesFolders: Whether the system is asked to tell of changes; otherwise it looks as on network file systems.
  ///   - tellInterval: Seconds between two tellings while much is read at once.
  ///   - following: Makes what is followed, on the thread.
  ///   - tell: Tells what is new, on the thread, whenever something is; the first time when all was looked at.
  /// - Throws: `ModelError` when the process has no descriptors left.
  init<Source: Followed>(
    watchesFolders: Bool, tellInterval: Double, following: @escaping @Sendable () -> Source,
    tell: @escaping @Sendable (inout Source) -> Void
  ) throws(ModelError) {
    let wake = try WakePipe()
    self.wake = wake
    let thread = Thread { [weak self] in
      let loop = FollowerLoop(
        following(), watch: watchesFolders ? FolderWatch() : nil, wake: wake,
        tellInterval: tellInterval, tell: tell)
      loop.run { self?.isStopped.withLock { $0 } ?? true }
    }
    thread.name = "follower"
    thread.start()
  }

  deinit { wake.signal() }

  /// Stops; nothing is told once the present look is over.
  func stop() {
    isStopped.withLock { $0 = true }
    wake.signal()
  }
}
