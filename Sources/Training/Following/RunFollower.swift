internal import Foundation
public import Model
internal import Synchronization

/// Follows the runs that paths lead to, on a thread of its own, and tells of them as they grow.
///
/// ```swift
/// let follower = RunFollower(["runs"]) { events.post(.runs($0)) }
/// ```
///
/// The thread sleeps until a watched folder changes (`FolderWatch`); where nothing tells of changes, on network file systems above
/// all, it looks every two seconds. It takes less than half a per cent of a core: after each look it rests for
/// two hundred times as long as that took, and at least half a second, so that a document of megabytes that is rewritten every
/// second is read as often as that allows. Big logs are read in pieces, with what is understood so far told four times a
/// second. Each value told is a snapshot that shares its points with the last one.
public final class RunFollower: Sendable {
  private let wake: WakePipe
  private let isStopped = Mutex(false)

  /// Starts following.
  ///
  /// - Parameters:
  ///   - paths: Files and folders; `-` is standard input. What does not exist yet is waited for.
  ///   - watchesFolders: Whether the system is asked to tell of changes; otherwise it looks as on network file systems.
  ///   - publish: Takes all runs there are, whenever one has changed; called on the follower's thread, the first time when all
  ///     paths were looked at.
  /// - Throws: `ModelError` when the process has no descriptors left.
  public init(
    _ paths: [String], watchesFolders: Bool = true,
    publish: @escaping @Sendable ([FollowedRun]) -> Void
  ) throws(ModelError) {
    let wake = try WakePipe()
    self.wake = wake
    let thread = Thread { [weak self] in
      let loop = FollowerLoop(
        paths: paths, watch: watchesFolders ? FolderWatch() : nil, wake: wake, publish: publish)
      loop.run { self?.isStopped.withLock { $0 } ?? true }
    }
    thread.name = "follower"
    thread.start()
  }

  deinit { wake.signal() }

  /// Stops; nothing is told once the present look is over.
  public func stop() {
    isStopped.withLock { $0 = true }
    wake.signal()
  }
}

/// What the follower's thread does.
private final class FollowerLoop {
  /// The shortest rest between two looks.
  private static let shortestRest = 0.5
  /// The longest, however long a look took.
  private static let longestRest = 10.0
  /// The rest as a multiple of the processor time that the look took.
  private static let restFactor = 200.0
  /// Time between two looks where nothing tells of changes.
  private static let pollInterval = 2.0
  /// Looks for new runs are rarer there: each opens every file that may be a log.
  private static let scanInterval = 15.0
  /// Time between two tellings while much is read at once.
  private static let tellInterval = 0.25

  private let wake: WakePipe
  private let publish: @Sendable ([FollowedRun]) -> Void
  private var set: FollowedSet
  private let watch: FolderWatch?
  private var isWatched = true
  private var lastScan = 0.0

  init(
    paths: [String], watch: FolderWatch?, wake: WakePipe,
    publish: @escaping @Sendable ([FollowedRun]) -> Void
  ) {
    self.watch = watch
    self.wake = wake
    self.publish = publish
    set = FollowedSet(paths)
    watchFolders()
  }

  private static var clock: Double { seconds(CLOCK_MONOTONIC) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  func run(isStopped: () -> Bool) {
    lastScan = Self.clock
    var lastTold = -Double.infinity
    var hasNews = true
    var isCatchingUp = true
    while !isStopped() {
      let start = Self.clock
      let busyStart = Self.seconds(CLOCK_THREAD_CPUTIME_ID)
      let finding = set.look(now: Self.seconds(CLOCK_REALTIME))
      hasNews = hasNews || finding.hasChanged
      let now = Self.clock
      if hasNews, !finding.hasMore || now - lastTold > Self.tellInterval, !isStopped() {
        publish(set.runs)
        hasNews = false
        lastTold = now
      }
      if finding.hasMore {
        isCatchingUp = true
        continue
      }
      // What was there already says nothing about what a look costs from now on.
      let busy = isCatchingUp ? 0 : Self.seconds(CLOCK_THREAD_CPUTIME_ID) - busyStart
      isCatchingUp = false
      waitForChange()
      rest(until: start + min(max(Self.shortestRest, Self.restFactor * busy), Self.longestRest))
    }
  }

  /// Sleeps until something happened that may concern a log, or it is time to look anyhow.
  private func waitForChange() {
    while true {
      var deadline = set.nextQuiet.map { Self.clock + $0 - Self.seconds(CLOCK_REALTIME) }
      if !isWatched { deadline = min(deadline ?? .infinity, Self.clock + Self.pollInterval) }
      var descriptors = [
        pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: watch?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: set.readsPipe ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
      ]
      let timeout = deadline.map { Int32(min(max(($0 - Self.clock) * 1_000 + 1, 0), 1e9)) } ?? -1
      let count = poll(&descriptors, nfds_t(descriptors.count), timeout)
      if count == 0 {
        if !isWatched, Self.clock - lastScan > Self.scanInterval { scan() }
        return
      }
      if descriptors[0].revents != 0 || descriptors[2].revents != 0 { return }
      if descriptors[1].revents != 0, noteChanges() { return }
    }
  }

  /// Lets changes come together before the next look; only the end of following cuts it short.
  private func rest(until deadline: Double) {
    while case let left = deadline - Self.clock, left > 0 {
      var descriptor = pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&descriptor, 1, Int32(left * 1_000) + 1) > 0 { return }
    }
    if watch != nil { _ = noteChanges() }
  }

  /// Takes out what happened in the watched folders, and looks for new runs where it may have been one.
  ///
  /// - Returns: Whether any of it concerns a log.
  private func noteChanges() -> Bool {
    guard let changes = watch?.drain(), !changes.isEmpty else { return false }
    let files = Set(set.files.map { FileSystem.lastComponent(of: $0) })
    var concerns = false
    var mayBeNew = false
    for change in changes {
      if files.contains(change.name) {
        concerns = true
      } else if change.isFolder || LogSniffer.mayBeLog(named: change.name) {
        mayBeNew = true
      }
    }
    if mayBeNew {
      scan()
      concerns = true
    }
    return concerns
  }

  private func scan() {
    lastScan = Self.clock
    set.scan()
    watchFolders()
  }

  /// Watches the folders where runs may appear and those that known logs lie in.
  private func watchFolders() {
    guard let watch else {
      isWatched = false
      return
    }
    var folders = Set(set.folders)
    for file in set.files where file != "-" {
      folders.insert(FileSystem.parent(of: file))
      // Of a link nothing is told where it points to elsewhere.
      folders.insert(FileSystem.parent(of: FileSystem.resolved(file)))
    }
    isWatched = folders.reduce(true) { watch.watch($1) && $0 }
  }
}
