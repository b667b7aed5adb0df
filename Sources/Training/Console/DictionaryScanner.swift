/// Finds a Python or JSON dictionary in a printed line: `{'loss': 0.5, 'epoch': 1.0}`.
struct DictionaryScanner {
  private let bytes: [UInt8]
  private var place: Int

  /// The dictionary's numbers, and where it begins; nil where the line has none that tells a metric or an axis.
  ///
  /// Numbers may be quoted, as transformers 5 prints them, or wrapped: `tensor(0.5)`, `np.float64(0.5)`.
  static func record(in bytes: [UInt8]) -> (record: MetricRecord, start: Int)? {
    for start in bytes.indices where bytes[start] == UInt8(ascii: "{") {
      var scanner = DictionaryScanner(bytes: bytes, place: start + 1)
      scanner.skipBlanks()
      guard scanner.quote != nil else { continue }
      if let record = scanner.read() { return (record, start) }
    }
    return nil
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }
  private var quote: UInt8? {
    next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") ? next : nil
  }

  private mutating func read() -> MetricRecord? {
    var record = MetricRecord()
    var isMetric = false
    while let key = readKey() {
      let isAxis = LogAxis(key) != nil
      isMetric = isMetric || isAxis || MetricNames.isMeasure(key.lowercased())
      if let value = NumberText.value(Self.number(in: readValue())) {
        record.add(key, value, tag: MetricRecord.trainerTag)
      }
      skipBlanks()
      if next == UInt8(ascii: "}") { return isMetric ? record : nil }
      guard next == UInt8(ascii: ",") else { return nil }
      place += 1
    }
    return nil
  }

  private mutating func readKey() -> String? {
    skipBlanks()
    guard let text = readQuoted() else { return nil }
    skipBlanks()
    guard next == UInt8(ascii: ":") else { return nil }
    place += 1
    return String(decoding: text, as: UTF8.self)
  }

  /// A value's bytes up to the comma or bracket that ends it, brackets inside passed over.
  private mutating func readValue() -> ArraySlice<UInt8> {
    skipBlanks()
    if let text = readQuoted() { return text }
    let start = place
    var depth = 0
    while let byte = next {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "}"):
        if depth == 0 { return bytes[start..<place] }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0: return bytes[start..<place]
      default: break
      }
      place += 1
    }
    return bytes[start..<place]
  }

  private mutating func readQuoted() -> ArraySlice<UInt8>? {
    guard let quote else { return nil }
    let start = place + 1
    guard let end = bytes[start...].firstIndex(of: quote) else { return nil }
    place = end + 1
    return bytes[start..<end]
  }

  private mutating func skipBlanks() {
    while next == UInt8(ascii: " ") { place += 1 }
  }

  /// What stands for the number: without blanks behind it, and of `tensor(0.5, device=…)` the first argument.
  private static func number(in value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var value = value
    if let open = value.firstIndex(of: UInt8(ascii: "(")) {
      value = value[(open + 1)...].prefix { $0 != UInt8(ascii: ")") && $0 != UInt8(ascii: ",") }
    }
    while value.last == UInt8(ascii: " ") { value = value.dropLast() }
    return value
  }
}
