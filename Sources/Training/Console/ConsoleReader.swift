/// Reads what a training script prints: dictionaries of a trainer, `step 10: loss 0.5`, progress bars of Keras and tqdm.
///
/// Colours and other escape sequences are taken off; a carriage return or a backspace ends one state of a line. A line from which nothing is
/// understood is no problem: most of what scripts print is no metric.
struct ConsoleReader: LogReader {
  private var file: String
  private var lines = LineSplitter(endsAtReturn: true)
  private var axis = ConsoleAxis()
  private var state = RunState.unknown

  init(file: String) { self.file = file }

  mutating func append(_ bytes: [UInt8], to run: inout RunLog) {
    for line in lines.append(bytes) { read(line, &run) }
  }

  mutating func settle(_ ending: LogEnding, _ run: inout RunLog) {
    run.waiting = nil
    if ending == .closed {
      if let line = lines.takeRest() { read(line, &run) }
    } else if lines.hasRest, tellsMetrics {
      run.waiting = LogProblem(
        .cut, file: file, place: "line \(lines.number)",
        "has no line end yet and may be half a line, so it is not counted")
    }
    run.state = state
  }

  mutating func beginFile(_ file: String) {
    self.file = file
    lines = LineSplitter(endsAtReturn: true)
  }

  /// Whether the line without an end would add something.
  private var tellsMetrics: Bool {
    var copy = lines
    guard let line = copy.takeRest(), !line.isCut else { return false }
    return !ConsoleLine(ConsoleText.plain(line.bytes)).record.values.isEmpty
  }

  private mutating func read(_ line: LineSplitter.Line, _ run: inout RunLog) {
    guard !line.bytes.isEmpty else { return }
    if let problem = line.tooLong(in: file) { return run.note(problem) }
    var understood = ConsoleLine(ConsoleText.plain(line.bytes))
    if understood.isFailure { state = .interrupted }
    guard let (step, redraws) = axis.step(of: &understood) else { return }
    run.append(
      understood.record, at: step, redraws: redraws, file: file, place: line.place)
    let isSummary = understood.record.values.contains { $0.tag == "train/train_runtime" }
    state = isSummary || axis.isComplete ? .finished : .unknown
  }
}
