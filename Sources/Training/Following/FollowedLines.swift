internal import Model

/// A file of lines, or a pipe, read step by step as it grows.
struct FollowedLines: Followed {
  /// Bytes read at one look.
  private static let share = 4 << 20

  private let path: String
  private var track: FileTrack<LineReading>
  /// Whether all was read that was there at first, and whether that was told.
  private var hasReachedEnd = false
  private var isFirst = true
  private var standing: LineNews.Standing?

  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - limit: The most lines that are told at once; of more the newest.
  init(_ path: String, limit: Int) {
    self.path = path
    track = FileTrack(LineReading(limit: limit, isPipe: path == "-"), files: [path])
  }

  private var isPipe: Bool { path == "-" }

  var files: [String] { [path] }
  var folders: [String] { [] }
  var readsPipe: Bool { isPipe && !track.isGone }
  var nextQuiet: Double? { nil }

  func mayMatter(_ name: String) -> Bool { false }
  mutating func scan() {}

  mutating func look(now: Double) -> FollowFinding {
    var finding = track.look(limit: Self.share)
    hasReachedEnd = hasReachedEnd || !finding.hasMore
    let news = track.reader.news
    // What writes a file anew often empties it first: that is told with what comes then.
    if news.isAnew, news.lines.isEmpty, news.unfinished == nil { finding.hasChanged = false }
    let standing: LineNews.Standing =
      if track.isGone { isPipe ? .closed : .gone } else {
        track.reader.problem.map { .unreadable($0) } ?? .there
      }
    if standing != self.standing { finding.hasChanged = true }
    self.standing = standing
    return finding
  }

  /// Takes out what came since it was asked last.
  mutating func takeNews() -> LineNews {
    var news = track.reader.takeNews()
    news.standing = standing ?? .there
    news.wasThere = isFirst && !isPipe
    isFirst = isFirst && !hasReachedEnd
    return news
  }
}
