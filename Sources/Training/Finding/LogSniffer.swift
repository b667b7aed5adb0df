internal import Model

/// Tells run logs from the data sets and settings that lie beside them in a folder.
enum LogSniffer {
  private static let endings = [".csv", ".jsonl", ".ndjson", ".json", ".log", ".out"]

  /// Whether a file of that name is worth a look inside.
  static func mayBeLog(named name: String) -> Bool {
    // Counted by steps as well, but no curve.
    guard name != RunFolder.probesName else { return false }
    return name.contains(".tfevents.") || endings.contains { name.hasSuffix($0) }
  }

  /// Whether a file of a folder is a run's log.
  ///
  /// - Returns: nil where it is not; whether it is a guess, which only reading it can prove, where it may be.
  static func looksLikeLog(_ path: String, named name: String) -> Bool? {
    guard mayBeLog(named: name), endings.contains(where: { name.hasSuffix($0) }),
      FileSystem.kind(of: path) == .file,
      let bytes = try? ByteStream(path: path).next(limit: LogFormat.sniffLength)
    else { return nil }
    switch LogFormat.detect(bytes, file: name) {
    case .tensorboard: return false
    case .trainerState: return contains("\"log_history\"", bytes) ? false : nil
    case .jsonl: return name.hasSuffix(".json") || !hasAxis(line(of: bytes)) ? nil : false
    case .csv:
      let header = line(of: bytes)
      let names = CSVRow.cells(of: header, separator: CSVRow.separator(of: header))
      return names.contains { isCounted(CSVRow.text($0)) } ? false : nil
    case .stdout: return name.hasSuffix(".log") || name.hasSuffix(".out") ? true : nil
    case nil: return nil
    }
  }

  private static func line(of bytes: [UInt8]) -> [UInt8] {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    return Array(text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
  }

  private static func hasAxis(_ line: [UInt8]) -> Bool {
    (try? JSONValue.parse(line))?.objectValue?.members.contains { isCounted($0.key) } ?? false
  }

  private static func isCounted(_ name: String) -> Bool {
    switch LogAxis(name) {
    case .step, .epoch: true
    default: false
    }
  }

  private static func contains(_ word: String, _ bytes: [UInt8]) -> Bool {
    let word = Array(word.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: word) }
  }
}
