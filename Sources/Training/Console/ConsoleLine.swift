/// What one printed line, or one state of a progress bar, tells.
struct ConsoleLine {
  /// How far a progress bar or a counter is: `24/23260`.
  struct Progress: Equatable {
    var position: Int64
    var total: Int64
  }

  /// The metrics, and what the line itself says of step and epoch.
  var record = MetricRecord()
  /// Whether the metrics came from a dictionary, as a trainer prints it.
  var isDictionary = false
  /// The progress bar.
  var bar: Progress?
  /// How many epochs there will be.
  var epochTotal: Int64?
  /// Whether a failure is reported.
  var isFailure = false

  private var naming = MeasureNaming()

  /// Reads a line that is free of control characters.
  ///
  /// - Complexity: O(bytes), but for lines full of opening brackets.
  init(_ bytes: [UInt8]) {
    isFailure = Self.reportsFailure(bytes)
    let dictionary = DictionaryScanner.record(in: bytes)
    if let dictionary {
      record = dictionary.record
      isDictionary = true
    }
    scan(Array(bytes[..<(dictionary?.start ?? bytes.count)]), metrics: dictionary == nil)
  }

  private static let failures = [
    "Traceback (most recent call last)", "KeyboardInterrupt", "Killed", "Terminated", "Aborted",
    "Segmentation fault", "Bus error",
  ].map { Array($0.utf8) }

  private static func reportsFailure(_ bytes: [UInt8]) -> Bool {
    failures.contains { bytes.starts(with: $0) }
  }

  private mutating func scan(_ bytes: [UInt8], metrics: Bool) {
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if Self.isDigit(byte), place == 0 || !Self.isWordByte(bytes[place - 1]) {
        place = readCounter(bytes, at: place)
      } else if Self.isLetter(byte) {
        place = readWord(bytes, at: place, metrics: metrics)
      } else {
        place += 1
      }
    }
  }

  /// Reads `24/23260` where it is a bar's, and passes over any other number.
  private mutating func readCounter(_ bytes: [UInt8], at start: Int) -> Int {
    if let (progress, end) = Self.progress(bytes, at: start) {
      let before = start > 0 ? bytes[start - 1] : UInt8(ascii: " ")
      let isBar = [UInt8(ascii: " "), UInt8(ascii: "["), UInt8(ascii: "|")].contains(before)
      // The end of `2025 / 05 / 16` is none.
      let isRest = bytes[..<start].last { $0 != UInt8(ascii: " ") } == UInt8(ascii: "/")
      if isBar, !isRest, bar == nil || bar?.total == 0 { bar = progress }
      return end
    }
    var place = start
    while place < bytes.count, Self.isNumberByte(bytes[place]) { place += 1 }
    return place
  }

  /// Reads a word with the number it names, if there is one behind it.
  private mutating func readWord(_ bytes: [UInt8], at start: Int, metrics: Bool) -> Int {
    var end = start
    while end < bytes.count, Self.isWordByte(bytes[end]) { end += 1 }
    let word = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
    naming.take(word, from: start, to: end)
    guard let numberStart = Self.startOfNumber(bytes, behind: end) else { return end }
    let axis = LogAxis(word)
    let name = naming.name()
    if let (progress, behind) = Self.progress(bytes, at: numberStart) {
      switch axis {
      case .epoch:
        record.epoch = Double(progress.position)
        epochTotal = progress.total
      case .step:
        record.step = progress.position
        record.totalSteps = progress.total
      // `Accuracy: 9846/10000` says how many are right, not how far the run is.
      case nil where MetricNames.isMeasure(name):
        let value = Double(progress.position) / Double(progress.total)
        if metrics { record.values.append((name, value)) }
      default: bar = progress
      }
      return behind
    }
    var behind = numberStart
    while behind < bytes.count, Self.isNumberByte(bytes[behind]) || Self.isLetter(bytes[behind]) {
      behind += 1
    }
    // `0:00:12.34` is a clock's, or how long something took.
    if behind + 1 < bytes.count, bytes[behind] == UInt8(ascii: ":"),
      Self.isDigit(bytes[behind + 1])
    {
      return behind
    }
    var number = bytes[numberStart..<behind]
    while let last = number.last, last == UInt8(ascii: ".") || last == UInt8(ascii: "-") {
      number = number.dropLast()
    }
    // A unit behind the number, as in 55.1ms, makes it no number: those are durations.
    guard let value = NumberText.value(number) else { return end }
    switch axis {
    case .step: record.step = Int64(exactly: value)
    case .epoch: record.epoch = value
    case nil where metrics && MetricNames.isMeasure(name): record.values.append((name, value))
    default: return end
    }
    return behind
  }

  /// Where the number behind a word begins: `loss 0.5`, `loss: 0.5`, `loss=0.5`, `Epoch [3/10]`.
  private static func startOfNumber(_ bytes: [UInt8], behind end: Int) -> Int? {
    var place = end
    var separators = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: " "): break
      case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "#"):
        separators += 1
        guard separators <= 2 else { return nil }
      case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
        // A sign or a point belongs to a number only if something stands right behind it.
        let next = place + 1 < bytes.count ? bytes[place + 1] : 0
        return isDigit(next) || next | 0x20 == UInt8(ascii: "i") ? place : nil
      case let byte where isDigit(byte): return place > end ? place : nil
      case let byte where byte | 0x20 == UInt8(ascii: "n") || byte | 0x20 == UInt8(ascii: "i"):
        return place > end ? place : nil
      default: return nil
      }
      place += 1
    }
    return nil
  }

  /// Reads `24/23260`, or `200/ 2928`, that no further slash, point or letter follows.
  private static func progress(_ bytes: [UInt8], at start: Int) -> (Progress, end: Int)? {
    guard let (position, slash) = slashBehindDigits(bytes, at: start),
      let (total, end) = NumberText.digits(bytes, at: behindBlanks(bytes, at: slash + 1)),
      end == bytes.count || !(isWordByte(bytes[end]) || bytes[end] == UInt8(ascii: ":"))
        || bytes[end] == UInt8(ascii: "-"),
      total > 0, !isSlash(bytes, at: behindBlanks(bytes, at: end))
    else { return nil }
    return (Progress(position: position, total: total), end)
  }

  private static func slashBehindDigits(
    _ bytes: [UInt8], at start: Int
  ) -> (position: Int64, slash: Int)? {
    guard let (position, end) = NumberText.digits(bytes, at: start) else { return nil }
    let slash = behindBlanks(bytes, at: end)
    return isSlash(bytes, at: slash) ? (position, slash) : nil
  }

  private static func behindBlanks(_ bytes: [UInt8], at start: Int) -> Int {
    bytes[start...].firstIndex { $0 != UInt8(ascii: " ") } ?? bytes.count
  }

  private static func isSlash(_ bytes: [UInt8], at place: Int) -> Bool {
    place < bytes.count && bytes[place] == UInt8(ascii: "/")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (byte | 0x20) &- UInt8(ascii: "a") < 26
  }
  private static func isWordByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "@")
  }
  private static func isNumberByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "+")
  }
}
