internal import Foundation
internal import Model

/// What a follower's thread does.
final class FollowerLoop<Source: Followed> {
  /// The shortest rest between two looks.
  private static var shortestRest: Double { 0.5 }
  /// The longest, however long a look took.
  private static var longestRest: Double { 10.0 }
  /// The rest as a multiple of the processor time that the look took.
  private static var restFactor: Double { 200.0 }
  /// The rest as a multiple of the processor time of the whole program since the look before.
  ///
  /// What is told is drawn, and of a million points that takes longer than to read what is new.
  private static var drawFactor: Double { 150.0 }
  /// The longest rest for its sake: the program may do other work as well.
  private static var longestDrawRest: Double { 2.0 }
  /// Time between two looks where nothing tells of changes.
  private static var pollInterval: Double { 2.0 }
  /// Looks for more to follow are rarer there: each may open every file of a folder.
  private static var scanInterval: Double { 15.0 }

  private let wake: WakePipe
  private let tellInterval: Double
  private let tell: (inout Source) -> Void
  private var source: Source
  private let watch: FolderWatch?
  private var isWatched = true
  private var lastScan = 0.0

  init(
    _ source: Source, watch: FolderWatch?, wake: WakePipe, tellInterval: Double,
    tell: @escaping (inout Source) -> Void
  ) {
    self.watch = watch
    self.wake = wake
    self.tellInterval = tellInterval
    self.tell = tell
    self.source = source
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
    var workBefore: Double?
    while !isStopped() {
      let start = Self.clock
      let busyStart = Self.seconds(CLOCK_THREAD_CPUTIME_ID)
      let finding = source.look(now: Self.seconds(CLOCK_REALTIME))
      hasNews = hasNews || finding.hasChanged
      let now = Self.clock
      if hasNews, !finding.hasMore || now - lastTold > tellInterval, !isStopped() {
        tell(&source)
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
      let work = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
      let drawing = min((work - (workBefore ?? work)) * Self.drawFactor, Self.longestDrawRest)
      workBefore = work
      waitForChange()
      let length = max(Self.shortestRest, Self.restFactor * busy, drawing)
      rest(until: start + min(length, Self.longestRest))
    }
  }

  /// Sleeps until something happened that may concern what is followed, or it is time to look anyhow.
  private func waitForChange() {
    while true {
      var deadline = source.nextQuiet.map { Self.clock + $0 - Self.seconds(CLOCK_REALTIME) }
      if !isWatched { deadline = min(deadline ?? .infinity, Self.clock + Self.pollInterval) }
      var descriptors = [
        pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: watch?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: source.readsPipe ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
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

  /// Takes out what happened in the watched folders, and looks for more to follow where it may have been some.
  ///
  /// - Returns: Whether any of it concerns what is followed.
  private func noteChanges() -> Bool {
    guard let changes = watch?.drain(), !changes.isEmpty else { return false }
    let files = Set(source.files.map { FileSystem.lastComponent(of: $0) })
    var concerns = false
    var mayBeNew = false
    for change in changes {
      if files.contains(change.name) {
        concerns = true
      } else if change.isFolder || source.mayMatter(change.name) {
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
    source.scan()
    watchFolders()
  }

  /// Watches the folders where more may appear and those that known files lie in.
  private func watchFolders() {
    guard let watch else {
      isWatched = false
      return
    }
    var folders = Set(source.folders)
    for file in source.files where file != "-" {
      folders.insert(FileSystem.parent(of: file))
      // Of a link nothing is told where it points to elsewhere.
      folders.insert(FileSystem.parent(of: FileSystem.resolved(file)))
    }
    isWatched = folders.reduce(true) { watch.watch($1) && $0 }
  }
}
