/// Cuts what a file holds into lines as it grows, and keeps the newest until they are told.
struct LineReading: GrowingReader {
  /// What is to be told.
  private(set) var news = LineNews()
  /// Why the file cannot be opened; nil where it can.
  private(set) var problem: String?
  private let limit: Int
  private let isPipe: Bool
  private var splitter = LineSplitter()
  /// Whether what stands behind the last line end is to be told when the end is reached.
  private var wantsRest: Bool
  private var toldRest = false

  /// - Parameters:
  ///   - limit: The most lines that are kept.
  ///   - isPipe: Whether it is a pipe, whose unfinished lines always wait.
  init(limit: Int, isPipe: Bool) {
    self.limit = limit
    self.isPipe = isPipe
    wantsRest = !isPipe
  }

  var isDocument: Bool { false }

  /// Takes out what is to be told.
  mutating func takeNews() -> LineNews {
    defer { news = LineNews() }
    return news
  }

  /// - Complexity: O(bytes), whatever the limit.
  mutating func append(_ bytes: [UInt8]) {
    problem = nil
    keep(splitter.append(bytes))
  }

  mutating func settle(_ ending: LogEnding) {
    if ending == .closed {
      if let line = splitter.takeRest() { keep([line]) }
    } else if wantsRest {
      wantsRest = false
      var copy = splitter
      news.unfinished = copy.takeRest().map { String(decoding: $0.bytes, as: UTF8.self) }
      toldRest = news.unfinished != nil
    }
  }

  mutating func restart() {
    news = LineNews()
    news.isAnew = true
    splitter = LineSplitter()
    wantsRest = !isPipe
    toldRest = false
  }

  mutating func beginFile(_ file: String) {
    settle(.closed)
    news.isRotated = true
    splitter = LineSplitter()
  }

  mutating func noteUnreadable(_ reason: String) { problem = reason }

  private mutating func keep(_ lines: [LineSplitter.Line]) {
    guard !lines.isEmpty else { return }
    if toldRest {
      toldRest = false
      // Where both come at once there is nothing to replace.
      if news.unfinished == nil { news.completesLine = true } else { news.unfinished = nil }
    }
    let kept = lines.suffix(limit)
    news.lines += kept.map { String(decoding: $0.bytes, as: UTF8.self) }
    let surplus = news.lines.count - limit
    if surplus > 0 { news.lines.removeFirst(surplus) }
    news.droppedCount += lines.count - kept.count + max(surplus, 0)
  }
}
