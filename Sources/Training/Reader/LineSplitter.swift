/// Cuts bytes into lines as they arrive, and keeps what has no end yet.
struct LineSplitter: Sendable {
  /// A line's bytes without its end, and its number from 1.
  struct Line {
    var bytes: [UInt8]
    var number: Int
    /// Whether it was so long that its rest was dropped.
    var isCut = false

    /// Where it is, for problems: `line 12`.
    var place: String { "line \(number)" }

    /// What there is to say of a line that was cut, which no reader takes anything from; nil for a whole one.
    func tooLong(in file: String) -> LogProblem? {
      guard isCut else { return nil }
      return LogProblem(
        .tooLong, file: file, place: place,
        "longer than \(LineSplitter.lengthLimit >> 20) MB, passed over")
    }
  }

  /// The most bytes of one line that are kept: no record of a metrics log is near it, and a file without line ends must not fill
  /// the memory.
  static let lengthLimit = 4 << 20

  /// Whether a carriage return ends a line as well, as on a terminal, where it begins the next state of a progress bar.
  private let endsAtReturn: Bool
  private var rest: [UInt8] = []
  private var isCut = false
  private var isAtStart = true
  /// The number of the line that is being read.
  private(set) var number = 1

  init(endsAtReturn: Bool = false) { self.endsAtReturn = endsAtReturn }

  /// Whether something without a line end is waiting.
  var hasRest: Bool { !rest.isEmpty }

  /// Adds newly arrived bytes.
  ///
  /// - Returns: The lines that are whole now.
  /// - Complexity: O(bytes).
  mutating func append(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    for place in bytes.indices {
      let byte = bytes[place]
      let isFeed = byte == UInt8(ascii: "\n")
      guard isFeed || (endsAtReturn && (byte == UInt8(ascii: "\r") || byte == 0x08)) else {
        continue
      }
      keep(bytes[start..<place])
      start = place + 1
      if isFeed || !rest.isEmpty { lines.append(takeLine()) }
      if isFeed { number += 1 }
    }
    keep(bytes[start...])
    return lines
  }

  /// Takes what has no line end, for none will come.
  mutating func takeRest() -> Line? { rest.isEmpty ? nil : takeLine() }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    let room = Self.lengthLimit - rest.count
    if bytes.count > room { isCut = true }
    rest.append(contentsOf: bytes.prefix(max(0, room)))
  }

  private mutating func takeLine() -> Line {
    if isAtStart, rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
    isAtStart = false
    if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
    let line = Line(bytes: rest, number: number, isCut: isCut)
    rest.removeAll(keepingCapacity: true)
    isCut = false
    return line
  }
}
