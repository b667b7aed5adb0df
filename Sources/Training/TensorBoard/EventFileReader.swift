/// Reads TensorBoard event files: scalars stored as numbers (TensorFlow 1, PyTorch) or as tensors (TensorFlow 2).
struct EventFileReader: LogReader {
  private var file: String
  private var framing = TFRecordFraming()
  private var plugins: [String: String] = [:]
  /// Records of the present file so far, the damaged ones included.
  private var number = 0
  private var state = RunState.unknown

  init(file: String) { self.file = file }

  mutating func append(_ bytes: [UInt8], to run: inout RunLog) {
    for piece in framing.append(bytes) { read(piece, &run) }
  }

  mutating func settle(_ ending: LogEnding, _ run: inout RunLog) {
    run.waiting = nil
    if framing.lostCount > 0 {
      let count = framing.lostCount + framing.waitingCount
      run.waiting = LogProblem(
        .damaged, file: file, place: "behind record \(number)",
        "the last \(count) bytes are no whole record")
    } else if framing.waitingCount > 0 {
      run.waiting = LogProblem(
        .cut, file: file, place: "record \(number + 1)",
        "cut off: \(framing.waitingCount) bytes of it are there")
    }
    if ending == .closed {
      if let problem = run.waiting { run.note(problem) }
      run.waiting = nil
      framing = TFRecordFraming()
    }
    let isSummed = run["train/train_runtime"] != nil || run["train_runtime"] != nil
    run.state = isSummed && state == .unknown ? .finished : state
  }

  mutating func beginFile(_ file: String) {
    self.file = file
    framing = TFRecordFraming()
    number = 0
  }

  private mutating func read(_ piece: TFRecordFraming.Piece, _ run: inout RunLog) {
    switch piece {
    case .lost(let count):
      run.note(
        LogProblem(
          .damaged, file: file, place: "behind record \(number)",
          "\(count) bytes are damaged; read on at the next whole record"))
    case .damagedRecord:
      number += 1
      noteDamaged("does not fit its checksum, passed over", &run)
    case .record(let bytes):
      number += 1
      if let event = TensorBoardEvent(bytes, plugins: &plugins) {
        read(event, &run)
      } else {
        noteDamaged("is no TensorBoard event, passed over", &run)
      }
    }
  }

  private mutating func read(_ event: TensorBoardEvent, _ run: inout RunLog) {
    var record = MetricRecord()
    record.wallTime = event.wallTime
    record.values = event.scalars
    switch event.session {
    case .start:
      state = .unknown
      let count = run.supersede(from: event.step)
      if count > 0 {
        run.noteResumed(at: event.step, count, file: file, place: "record \(number)")
      }
    case .stop, .success: state = .finished
    case .failure: state = .interrupted
    case .running: state = .running
    case nil: break
    }
    run.append(record, at: event.step, file: file, place: "record \(number)")
  }

  private func noteDamaged(_ what: String, _ run: inout RunLog) {
    run.note(LogProblem(.damaged, file: file, place: "record \(number)", what))
  }
}
