internal import Model

/// The runs that some paths lead to, read step by step: the part of following that has no clock and no thread.
struct FollowedSet: Followed {
  /// A run, and what is read for it.
  fileprivate struct Entry {
    var key: String
    var isGuess: Bool
    /// One, but for checkpoints side by side, of which each is a whole log, and for parts of a log.
    var tracks: [FileTrack<RunReader>]
    /// Of a run in parts, the data that each track is of, by its first file.
    var parts: [String: String] = [:]
    var run: FollowedRun
    var lastGrowth: Double?
    var observations: [(time: Double, step: Int64)] = []
  }

  /// Bytes read of one log before it is the next one's turn.
  private static let share = 4 << 20
  /// Logs up to this number are kept open, so that the rest of one that is rotated away can be read.
  private static let openLimit = 200
  /// How long a run that grew is said to grow, in seconds: longer than the steps of most trainings take.
  static let quietDelay = 60.0
  /// Seconds of the past that a pace is observed over.
  private static let paceWindow = 120.0

  private let roots: [String]
  private var entries: [Entry] = []
  private var hasLooked = false
  private(set) var folders: [String] = []

  init(_ paths: [String]) {
    roots = paths
    scan()
  }

  /// The runs in the order in which they were found.
  var runs: [FollowedRun] {
    entries.filter { !$0.isGuess || !$0.run.log.series.isEmpty }.map(\.run)
  }

  /// The files that are read.
  var files: [String] { entries.flatMap { $0.tracks.flatMap(\.files) } }

  /// Whether a pipe is among them that is still open.
  var readsPipe: Bool {
    entries.contains { $0.key == "-" && $0.run.activity != .gone }
  }

  /// When a run that grows will be quiet, if nothing comes.
  var nextQuiet: Double? {
    entries.compactMap { $0.run.activity == .growing ? $0.lastGrowth : nil }.min().map {
      $0 + Self.quietDelay
    }
  }

  func mayMatter(_ name: String) -> Bool { LogSniffer.mayBeLog(named: name) }

  /// Looks for runs that were not there before.
  mutating func scan() {
    folders = []
    for (number, root) in roots.enumerated() {
      var sources: [RunSource] = []
      if root != "-", FileSystem.kind(of: root) == .directory {
        let found = RunFinder.scan(folder: root)
        sources = found.sources
        folders += found.folders
      } else if let found = try? RunFinder.find(root) {
        sources = found
      }
      for source in sources { take(source, root: number) }
    }
  }

  private mutating func take(_ source: RunSource, root: Int) {
    let key: String
    let files: [[String]]
    var parts: [String: String] = [:]
    switch source.files {
    case .sequence(let names):
      key = source.path == "-" ? "-" : "\(root) file \(source.path)"
      files = [names]
    case .furthest(let names):
      key = "\(root) state \(source.name)"
      files = names.map { [$0] }
    case .parts(let found):
      key = "\(root) parts \(source.path)"
      files = found.map(\.files)
      for part in found { parts[part.files[0]] = part.data }
      // The first validation comes late: until then the folder of training was a run by itself.
      let alone = entries.firstIndex { entry in
        entry.parts.isEmpty && entry.tracks.contains { parts[$0.files.first ?? ""] != nil }
      }
      if let alone {
        entries[alone].key = key
        entries[alone].run.log = RunLog(name: source.name, path: source.path)
      }
    }
    func track(_ files: [String]) -> FileTrack<RunReader> {
      let first = files.first.map { FileSystem.lastComponent(of: $0) } ?? ""
      return FileTrack(
        RunReader(
          name: source.name, path: source.path, file: first == "-" ? "standard input" : first),
        files: files)
    }
    guard let place = entries.firstIndex(where: { $0.key == key }) else {
      let run = FollowedRun(
        id: entries.count, log: RunLog(name: source.name, path: source.path))
      entries.append(
        Entry(
          key: key, isGuess: source.isGuess, tracks: files.map(track), parts: parts, run: run))
      return
    }
    entries[place].parts = parts
    for files in files {
      let known = entries[place].tracks.contains { $0.files.first == files.first }
      if !known {
        entries[place].tracks.append(track(files))
      } else if let index = entries[place].tracks.firstIndex(where: {
        $0.files.first == files.first
      }) {
        _ = entries[place].tracks[index].extend(to: files)
      }
    }
  }

  /// Reads what is new of every log.
  ///
  /// - Parameter now: Seconds since 1970.
  mutating func look(now: Double) -> FollowFinding {
    var finding = FollowFinding()
    let keepsOpen = entries.count <= Self.openLimit
    for place in entries.indices {
      var hasChanged = false
      var hasMore = false
      for index in entries[place].tracks.indices {
        let found = entries[place].tracks[index].look(limit: Self.share)
        hasChanged = hasChanged || found.hasChanged
        hasMore = hasMore || found.hasMore
        if !keepsOpen { entries[place].tracks[index].release() }
      }
      let before = entries[place].run.activity
      if hasChanged { entries[place].note(at: now, isFirst: !hasLooked, hasMore: hasMore) }
      if !hasMore { entries[place].settle(at: now) }
      if hasChanged || entries[place].run.activity != before {
        entries[place].run.version += 1
        finding.hasChanged = true
      }
      finding.hasMore = finding.hasMore || hasMore
    }
    // What is read until the first end is reached was there before.
    if !finding.hasMore { hasLooked = true }
    return finding
  }
}

extension FollowedSet.Entry {
  /// Takes over what the logs say now.
  fileprivate mutating func note(at now: Double, isFirst: Bool, hasMore: Bool) {
    if parts.isEmpty {
      let furthest = tracks.max {
        ($0.reader.run.lastStep ?? -1) < ($1.reader.run.lastStep ?? -1)
      }
      guard let furthest else { return }
      run.log = furthest.reader.run
    } else {
      let logs = tracks.map { (data: parts[$0.files.first ?? ""] ?? "", log: $0.reader.run) }
      run.log = RunLog(name: run.log.name, path: run.log.path, parts: logs)
    }
    // Any of the logs may be the furthest now, or have been read anew.
    run.generation = tracks.reduce(0) { $0 + $1.generation } &+ tracks.count
    if !isFirst { lastGrowth = now }
    // While the rest waits to be read the last step says how fast that is read.
    guard !hasMore, let step = run.log.lastStep else { return }
    if let last = observations.last, step < last.step { observations = [] }
    if observations.last?.step != step { observations.append((now, step)) }
    observations.removeAll { $0.time < now - FollowedSet.paceWindow }
    if let first = observations.first, let last = observations.last, last.time > first.time,
      !isFirst
    {
      run.observedPace = Double(last.step &- first.step) / (last.time - first.time)
    }
  }

  /// Says how the run stands by the look of its files.
  fileprivate mutating func settle(at now: Double) {
    if tracks.allSatisfy(\.isGone) {
      run.activity = .gone
    } else if let lastGrowth {
      run.activity =
        now - lastGrowth < FollowedSet.quietDelay ? .growing : .quiet(since: lastGrowth)
    } else {
      run.activity = .still
    }
  }
}
