internal import Model

/// Reads a JSON object a line, as wandb's exports, LLaMA-Factory, Composer and this program write them.
struct JSONLinesReader: LogReader {
  private var file: String
  private var lines = LineSplitter()
  private var axis = StepAxis()
  private var isFinished = false
  /// Whether a line is an object that tells neither a metric nor where the run is.
  private var hasOtherObjects = false

  init(file: String) { self.file = file }

  mutating func append(_ bytes: [UInt8], to run: inout RunLog) {
    for line in lines.append(bytes) { read(line, &run, isWhole: true) }
  }

  mutating func settle(_ ending: LogEnding, _ run: inout RunLog) {
    run.waiting = nil
    // A copy, so that the rest can still arrive. An object that is closed is whole without its line end.
    var copy = lines
    if let line = copy.takeRest() {
      if read(line, &run, isWhole: ending == .closed) {
        lines = copy
      } else {
        run.waiting = LogProblem(
          .cut, file: file, place: line.place, "not whole yet, so not counted")
      }
    }
    if isFinished { run.state = .finished }
    if hasOtherObjects, run.series.isEmpty, run.allProblems.isEmpty {
      run.waiting = LogProblem(
        .empty, file: file,
        "JSON, but no number under the name of a metric: read is an object a line, as {\"step\": 1, \"loss\": 0.5}"
      )
    }
  }

  mutating func beginFile(_ file: String) {
    self.file = file
    lines = LineSplitter()
  }

  /// - Returns: Whether the line is dealt with; false for half a line, from which nothing was taken.
  @discardableResult
  private mutating func read(
    _ line: LineSplitter.Line, _ run: inout RunLog, isWhole: Bool
  ) -> Bool {
    if let problem = line.tooLong(in: file) {
      run.note(problem)
      return true
    }
    guard line.bytes.contains(where: { $0 > UInt8(ascii: " ") }) else { return true }
    do {
      let record = try line.bytes.withUnsafeBytes { bytes in
        var reader = JSONReader(bytes, source: "the line")
        let record = try MetricRecord(reading: &reader)
        try reader.finish()
        return record
      }
      if record.values.isEmpty, record.step == nil, record.epoch == nil { hasOtherObjects = true }
      run.append(record, at: axis.step(of: record), file: file, place: line.place)
      noteEnd(record, run)
      return true
    } catch {
      guard isWhole else { return false }
      let problem = (error as? ModelError)?.problem ?? "\(error)"
      run.note(LogProblem(.damaged, file: file, place: line.place, "no JSON object: \(problem)"))
      return true
    }
  }

  private mutating func noteEnd(_ record: MetricRecord, _ run: RunLog) {
    if record.values.contains(where: { $0.tag == "train_runtime" }) {
      isFinished = true
      return
    }
    // What test texts say of a run that has ended does not open it again; other trainers test while they train.
    if isFinished, record.values.allSatisfy({ RunWriter.isClosing($0.tag) }) { return }
    if let step = record.step, let total = run.totalSteps, total > 0 { isFinished = step >= total }
  }
}
