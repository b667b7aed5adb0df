/// Whether more bytes may come.
public enum LogEnding: Sendable {
  /// The log may grow: its last line may be half of one.
  case growing
  /// Nothing will follow: the pipe was closed, or the next file of the run has begun.
  case closed
}

/// Reads one format from bytes as they arrive.
///
/// How the bytes are cut into pieces makes no difference to what is understood.
protocol LogReader: Sendable {
  /// Reads newly arrived bytes.
  mutating func append(_ bytes: [UInt8], to run: inout RunLog)
  /// All bytes that are there now were given: says what is waiting, and how the run stands.
  ///
  /// May be called again and again while the log grows; with `.closed` it is the last call for a file.
  mutating func settle(_ ending: LogEnding, _ run: inout RunLog)
  /// What follows is the next file of the same run.
  mutating func beginFile(_ file: String)
}
