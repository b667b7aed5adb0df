internal import Model

/// Reads `trainer_state.json` of Hugging Face's Trainer, and a list of numbers for each metric, as `json.dump(history.history)` of Keras.
///
/// The file is one document that is rewritten as a whole, so the bytes are collected and read when all that are there have come.
/// While a new version is not whole, what the last whole one said stays; if there was none, the entries before
/// the cut are taken.
struct TrainerStateReader: LogReader {
  /// The largest document that is read: a long run's is a few megabytes.
  static let sizeLimit = 512 << 20

  private var file: String
  private var bytes: [UInt8] = []
  private var readCount = -1
  private var hasWhole = false

  init(file: String) { self.file = file }

  mutating func append(_ bytes: [UInt8], to run: inout RunLog) {
    guard self.bytes.count + bytes.count <= Self.sizeLimit else {
      run.note(
        LogProblem(
          .tooLong, file: file, "larger than \(Self.sizeLimit >> 20) MB: its end is not read"))
      return
    }
    self.bytes.append(contentsOf: bytes)
  }

  mutating func settle(_ ending: LogEnding, _ run: inout RunLog) {
    guard bytes.count != readCount else { return }
    readCount = bytes.count
    run.waiting = nil
    var fresh = RunLog(name: run.name, path: run.path, format: run.format)
    do {
      try bytes.withUnsafeBytes { try Self.read($0, file: file, into: &fresh) }
      run = fresh
      hasWhole = true
    } catch {
      let problem = LogProblem(
        .cut, file: file, (error as? ModelError)?.problem ?? "not whole: \(error)")
      if !hasWhole { run = fresh }
      run.waiting = problem
    }
  }

  mutating func beginFile(_ file: String) {
    self.file = file
    bytes = []
    readCount = -1
  }

  private static func read(
    _ bytes: UnsafeRawBufferPointer, file: String, into run: inout RunLog
  ) throws {
    var reader = JSONReader(bytes, source: "the document")
    var hasHistory = false
    var isStopped = false
    var globalStep: Int64?
    var bestMetric: Double?
    var bestStep: Int64?
    var columns: [(tag: String, values: [Double])] = []
    try reader.readObject { reader, key in
      if reader.matches(key, "log_history"), try reader.peek() == .array {
        hasHistory = true
        try readHistory(&reader, file: file, into: &run)
        return
      }
      let value = try reader.readValue()
      let name = try reader.string(key)
      switch name {
      case "global_step": globalStep = value.intValue.map(Int64.init)
      case "max_steps": run.totalSteps = value.intValue.map(Int64.init)
      case "best_metric": bestMetric = value.doubleValue
      case "best_global_step": bestStep = value.intValue.map(Int64.init) ?? bestStep
      case "best_model_checkpoint": bestStep = bestStep ?? value.stringValue.flatMap(stepOfFolder)
      case "stateful_callbacks":
        isStopped =
          value["TrainerControl"]?["args"]?["should_training_stop"]?.boolValue ?? false
      default: if let values = LogFormat.numbers(value) { columns.append((name, values)) }
      }
    }
    try reader.finish()
    if !hasHistory, !columns.isEmpty { return read(columns, file: file, into: &run) }
    if let bestMetric { run.best = RunLog.Best(metric: bestMetric, step: bestStep) }
    let isComplete =
      if let globalStep, let total = run.totalSteps, total > 0 { globalStep >= total } else {
        false
      }
    if isComplete || isStopped || run["train/train_runtime"] != nil { run.state = .finished }
    if !hasHistory {
      run.note(
        LogProblem(.unknownFormat, file: file, "JSON, but no list named log_history: not a run log")
      )
    } else if run.series.isEmpty {
      run.note(LogProblem(.empty, file: file, "log_history is empty: nothing was logged"))
    }
  }

  /// Takes lists of numbers, one of each epoch, counted from 0 as Keras' own logs do.
  private static func read(
    _ columns: [(tag: String, values: [Double])], file: String, into run: inout RunLog
  ) {
    for epoch in 0..<(columns.map(\.values.count).max() ?? 0) {
      var record = MetricRecord()
      record.epoch = Double(epoch)
      for (tag, values) in columns where epoch < values.count {
        record.values.append((tag, values[epoch]))
      }
      run.append(record, at: Int64(epoch), file: file, place: "epoch \(epoch)")
    }
  }

  private static func readHistory(
    _ reader: inout JSONReader, file: String, into run: inout RunLog
  ) throws {
    var axis = StepAxis()
    var number = 0
    try reader.readArray { reader in
      number += 1
      guard try reader.peek() == .object else {
        run.note(
          LogProblem(
            .damaged, file: file, place: "log_history entry \(number)", "expected an object"))
        return try reader.skipValue()
      }
      let record = try MetricRecord(reading: &reader, tag: MetricRecord.trainerTag)
      run.append(
        record, at: axis.step(of: record), file: file, place: "log_history entry \(number)")
    }
  }

  /// The number behind the last hyphen of `…/checkpoint-1250`, with either kind of slash.
  static func stepOfFolder(_ path: String) -> Int64? {
    guard let name = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last,
      name.hasPrefix("checkpoint-")
    else { return nil }
    return Int64(name.dropFirst("checkpoint-".count))
  }
}
