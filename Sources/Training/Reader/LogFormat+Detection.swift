internal import Model

extension LogFormat {
  /// How many bytes are looked at to tell a format.
  static let sniffLength = 64 << 10

  /// Tells the format of a log from how it begins; its name helps only where that leaves a doubt.
  ///
  /// - Returns: nil for what is no text and no event file, and where there are too few bytes to tell.
  static func detect(_ bytes: [UInt8], file: String) -> LogFormat? {
    if TFRecordFraming.length(of: bytes[...]) != nil { return .tensorboard }
    let isNamedEvents = file.contains(".tfevents.")
    if bytes.isEmpty || isNamedEvents { return isNamedEvents ? .tensorboard : named(file) }
    var text = bytes[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    guard !text.contains(0) else { return nil }
    text = text.drop { $0 <= UInt8(ascii: " ") }
    guard !isList(text) else { return nil }
    if text.first == UInt8(ascii: "{"), let format = detectJSON(text, file: file) { return format }
    return isTable(text, file: file) ? .csv : .stdout
  }

  /// The numbers of a list that holds nothing else; nil for anything else, and where there are none.
  static func numbers(_ value: JSONValue) -> [Double]? {
    guard let list = value.arrayValue, !list.isEmpty else { return nil }
    let numbers = list.compactMap(\.doubleValue)
    return numbers.count == list.count ? numbers : nil
  }

  /// Whether a text begins as a JSON list of objects or lists, which no program writes as it goes on.
  static func isList(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.first == UInt8(ascii: "[") else { return false }
    let inner = text.dropFirst().drop { $0 <= UInt8(ascii: " ") }
    let next = inner.dropFirst().drop { $0 <= UInt8(ascii: " ") }.first
    switch inner.first {
    case UInt8(ascii: "{"): return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}")
    case UInt8(ascii: "["): return true
    default: return false
    }
  }

  private static func named(_ file: String) -> LogFormat? {
    if file.hasSuffix("trainer_state.json") { return .trainerState }
    if file.hasSuffix(".jsonl") || file.hasSuffix(".ndjson") { return .jsonl }
    return file.hasSuffix(".csv") ? .csv : nil
  }

  private static func detectJSON(_ text: ArraySlice<UInt8>, file: String) -> LogFormat? {
    let line = Array(text.prefix { $0 != UInt8(ascii: "\n") })
    if case .object(let object)? = try? JSONValue.parse(line) {
      let isHistory = object.members.allSatisfy { numbers($0.value) != nil }
      return object["log_history"] != nil || !object.members.isEmpty && isHistory
        ? .trainerState : .jsonl
    }
    let quote = text.dropFirst().drop { $0 <= UInt8(ascii: " ") }.first
    // A Python dictionary is not JSON, nor is a line of text in braces.
    guard quote == nil || quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "}") else {
      return nil
    }
    let isLines = named(file) == .jsonl
    return isLines ? .jsonl : .trainerState
  }

  /// Whether the first line names columns, and the second has as many cells.
  private static func isTable(_ text: ArraySlice<UInt8>, file: String) -> Bool {
    let lines = text.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
    guard let header = lines.first.map({ withoutReturn($0) }) else { return false }
    let separator = CSVRow.separator(of: header)
    let names = CSVRow.cells(of: header, separator: separator)
    let isNamed = named(file) == .csv
    guard names.count > 1 || isNamed,
      names.allSatisfy({ !$0.isEmpty && NumberText.value($0) == nil })
    else { return false }
    guard lines.count > 1 else {
      return isNamed || names.contains { LogAxis(CSVRow.text($0)) != nil }
    }
    let cells = CSVRow.cells(of: withoutReturn(lines[1]), separator: separator)
    let isRow = cells.allSatisfy { $0.isEmpty || NumberText.value($0) != nil }
    return isNamed || (cells.count == names.count && isRow)
  }

  private static func withoutReturn(_ line: ArraySlice<UInt8>) -> [UInt8] {
    Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
  }
}
