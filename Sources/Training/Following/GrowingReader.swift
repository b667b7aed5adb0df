/// Understands the bytes of what a `FileTrack` follows.
protocol GrowingReader: Sendable {
  /// Whether it is of use only whole and is read anew whenever it changes.
  var isDocument: Bool { get }
  /// Reads newly arrived bytes.
  mutating func append(_ bytes: [UInt8])
  /// Takes in that there is nothing more to read at present, or for good.
  mutating func settle(_ ending: LogEnding)
  /// Begins again, for the file was truncated, replaced or rewritten.
  mutating func restart()
  /// Goes on with another file.
  mutating func beginFile(_ file: String)
  /// Takes in that the file cannot be opened.
  mutating func noteUnreadable(_ reason: String)
}

extension RunReader: GrowingReader {
  var isDocument: Bool { run.format == .trainerState }
}
