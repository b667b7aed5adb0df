import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// When somebody last pressed a key in a dashboard of this user's, told to training processes by a file's time.
///
/// A process of the lowest class still delays another that wakes up beside it, by a slice of the scheduler's at every wake-up and by the
/// caches that it fills. A run therefore stands still while keys come: typing is then as quick as without it.
public struct KeyMark: Sendable {
  /// The file whose time of change counts; it is empty.
  public let path: String
  /// So long after a key the run stands still, in seconds: who types stops between words, and the first key behind a pause is felt most.
  var quiet = 2.0
  /// So long it stands still at a stretch, in seconds.
  var longestPause = 20.0
  /// So long it works between two such stretches, in seconds: somebody who never stops typing does not stop the run.
  var workBetween = 0.6

  private struct Stretch {
    /// When the run last went on, and how long it has stood still since.
    var workingSince = ContinuousClock.now
    var paused = 0.0
  }

  /// Makes a mark of a folder that may not be there yet.
  public init(folder: String) { path = folder + "/last-key" }

  /// Says that a key was pressed now.
  ///
  /// Where the file cannot be written, runs go on as without it.
  public func press() {
    if utimensat(AT_FDCWD, path, nil, 0) == 0 { return }
    let folder = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    futimens(descriptor, nil)
    close(descriptor)
  }

  /// Seconds since the last key; nil where there was none, or where the file's time has not come yet.
  func age() -> Double? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let changed = status.st_mtimespec
    #else
      let changed = status.st_mtim
    #endif
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let seconds =
      Double(now.tv_sec - changed.tv_sec) + Double(now.tv_nsec - changed.tv_nsec) / 1e9
    // A file's time is taken from a clock that ticks some milliseconds late, never early.
    return seconds >= 0 ? seconds : nil
  }

  /// What a run calls between two products: it waits until no key has come for a moment.
  public func waiter() -> @Sendable () -> Void {
    let stretch = Mutex(Stretch())
    return {
      guard var age = age(), age < quiet else { return }
      stretch.withLock { stretch in
        let worked = ContinuousClock.now - stretch.workingSince
        if stretch.paused >= longestPause {
          if worked < .seconds(workBetween) { return }
          stretch.paused = 0
        } else if worked > .seconds(quiet) {
          stretch.paused = 0
        }
        while age < quiet, stretch.paused < longestPause {
          let wait = min(quiet - age, 0.02, longestPause - stretch.paused)
          usleep(UInt32(max(wait, 0.001) * 1e6))
          stretch.paused += max(wait, 0.001)
          guard let next = self.age() else { break }
          age = next
        }
        stretch.workingSince = .now
      }
    }
  }
}
