/// Reads one run from bytes as they arrive, whatever its format.
///
/// ```swift
/// var reader = RunReader(name: "baseline", path: "runs/baseline", file: "metrics.csv")
/// reader.append(bytes)   // as often as something arrives
/// reader.settle()        // all that is there now was given
/// print(reader.run.series.map(\.tag))
/// ```
///
/// The same reader serves a file that is read once and one that is followed as it grows.
public struct RunReader: Sendable {
  /// What was understood so far.
  public private(set) var run: RunLog
  private var file: String
  private var reader: (any LogReader)?
  /// Bytes that came before the format was known.
  private var held: [UInt8] = []

  /// Starts a run.
  ///
  /// - Parameters:
  ///   - name: What the run is called beside others.
  ///   - path: The file or folder it is read from.
  ///   - file: The name of the first file, for detecting its format and for naming problems.
  public init(name: String, path: String, file: String) {
    run = RunLog(name: name, path: path)
    self.file = file
  }

  /// Reads newly arrived bytes.
  ///
  /// - Complexity: O(bytes).
  public mutating func append(_ bytes: [UInt8]) {
    guard reader == nil else {
      reader?.append(bytes, to: &run)
      return
    }
    // What so many bytes do not tell more will not.
    guard held.count < LogFormat.sniffLength else { return }
    held.append(contentsOf: bytes)
    guard held.count >= LogFormat.sniffLength else { return }
    detect()
    if reader == nil { held.removeSubrange(LogFormat.sniffLength...) }
  }

  /// Says that all bytes that are there now were given.
  ///
  /// - Parameter ending: Whether more may come; with `.closed`, half a line at the end is read as a whole one.
  public mutating func settle(_ ending: LogEnding = .growing) {
    if reader == nil { detect() }
    reader?.settle(ending, &run)
  }

  /// Begins again, for the file was truncated, replaced or rewritten.
  ///
  /// What was understood of a document that is always rewritten stays until its new version is whole.
  public mutating func restart() {
    held = []
    if run.format == .trainerState {
      reader?.beginFile(file)
    } else {
      reader = nil
      run.format = nil
      run.clear()
    }
  }

  /// Goes on with the next file of the same run: after a rotation, or a further event file of its folder.
  public mutating func beginFile(_ file: String) {
    settle(.closed)
    self.file = file
    held = []
    reader?.beginFile(file)
  }

  /// Notes that the file could not be read.
  mutating func noteUnreadable(_ reason: String) {
    run.note(LogProblem(.unreadable, file: file, reason))
  }

  private mutating func detect() {
    let prefix = Array(held.prefix(LogFormat.sniffLength))
    guard let format = LogFormat.detect(prefix, file: file) else {
      run.waiting =
        held.isEmpty
        ? LogProblem(.empty, file: file, "empty: nothing was logged yet")
        : LogProblem(.unknownFormat, file: file, Self.description(ofUnknown: held))
      return
    }
    run.waiting = nil
    run.format = format
    var reader: any LogReader =
      switch format {
      case .trainerState: TrainerStateReader(file: file)
      case .tensorboard: EventFileReader(file: file)
      case .csv: CSVReader(file: file)
      case .jsonl: JSONLinesReader(file: file)
      case .stdout: ConsoleReader(file: file)
      }
    reader.append(held, to: &run)
    held = []
    self.reader = reader
  }

  private static func description(ofUnknown bytes: [UInt8]) -> String {
    if LogFormat.isList(bytes.drop { $0 <= UInt8(ascii: " ") }) {
      return "one JSON list; make it an object a line first: jq -c '.[]'"
    }
    return bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      ? "UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8"
      : "neither text nor a TensorBoard event file: not a run log"
  }
}
