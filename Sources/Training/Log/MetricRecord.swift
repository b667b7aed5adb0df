internal import Model

/// One line or entry of a log: where it stands on the axes, and the metrics it tells.
struct MetricRecord {
  var step: Int64?
  var epoch: Double?
  var wallTime: Double?
  var totalSteps: Int64?
  /// The metrics in the order of the log.
  var values: [(tag: String, value: Double)] = []
  /// Names whose value is text; no problem unless the name was a metric before.
  var texts: [String] = []
  private var rank = Int.max

  init() {}

  /// Adds a number under a name of the log: to an axis, or as a metric.
  ///
  /// - Parameter tag: What a metric's name becomes.
  mutating func add(_ name: String, _ value: Double, tag: (String) -> String = { $0 }) {
    add(LogAxis(name), value) { tag(name) }
  }

  /// Adds a number whose axis is known already.
  mutating func add(_ axis: LogAxis?, _ value: Double, tag: () -> String) {
    switch axis {
    case .step(let rank):
      guard rank < self.rank, let whole = Int64(exactly: value) else { return }
      self.rank = rank
      step = whole
    case .epoch: epoch = value
    case .wallTime:
      if let time = LogAxis.wallTime(value) {
        wallTime = time
      } else {
        values.append((tag(), value))
      }
    case .totalSteps: totalSteps = Int64(exactly: value)
    case .progress: break
    case nil: values.append((tag(), value))
    }
  }

  /// Reads a JSON object: numbers are metrics, an object's members come below its name.
  ///
  /// Truth values, null and arrays are passed over, and text, but for the words that writers of strict JSON use for NaN and the
  /// infinities.
  ///
  /// - Throws: `ModelError` where the bytes are no JSON object.
  init(reading reader: inout JSONReader, tag: (String) -> String = { $0 }) throws {
    try readMembers(of: &reader, below: "", tag: tag)
  }

  private mutating func readMembers(
    of reader: inout JSONReader, below path: String, tag: (String) -> String
  ) throws {
    try reader.readObject { reader, raw in
      let name = path + (try reader.string(raw))
      switch try reader.peek() {
      case .number:
        let number = try reader.readNumber()
        if let value = number.doubleValue { add(name, value, tag: tag) }
      case .string:
        let text = try reader.readString()
        if let value = NumberText.notFinite(Array(text.utf8)[...]) {
          add(name, value, tag: tag)
        } else {
          texts.append(tag(name))
        }
      case .object: try readMembers(of: &reader, below: name + "/", tag: tag)
      case .null, .bool, .array: try reader.skipValue()
      }
    }
  }

  /// The name under which transformers' own loggers send a trainer's metric to TensorBoard (`rewrite_logs`): so a run
  /// has the same tags whichever of its logs is read.
  static func trainerTag(_ name: String) -> String {
    if name.contains("/") { return name }
    for group in ["eval", "test"] where name.hasPrefix(group + "_") {
      return group + "/" + name.dropFirst(group.count + 1)
    }
    return "train/" + name
  }
}
