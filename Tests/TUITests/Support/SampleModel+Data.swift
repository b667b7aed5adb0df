import Attribution
import Model
import Training

@testable import TUI

extension SampleModel {
  /// Its pieces and prediction of a text: `fear` by the words it knows, else the first class.
  func reading(_ input: ModelInput) -> RowReading {
    var cleaned = input
    if let cleaner = input.cleaner { cleaned.text = cleaner.clean(input.text).text }
    let encoding = encode(cleaned)
    let work = Work(
      id: Work.ID(lane: .text, generation: 0), input: cleaned,
      requests: [AttributionRequest(method: .inputTimesGradient)])
    let prediction = results(work)[0].estimate.prediction
    return RowReading(encoding: encoding, prediction: prediction)
  }

  /// What comes of a request: all of it done at once; nothing is written.
  func answers(to request: DataRequest) -> [DataEvent] {
    var events: [DataEvent] = []
    switch request {
    case .measure(let table, let cleaner, let generation):
      var lengths = TokenLengths(limit: maximumTokens)
      for row in 0..<table.rows.count {
        let reading = reading(ModelInput(text: table.text(row), cleaner: cleaner))
        lengths.append(reading.encoding, row: row, unknown: nil)
      }
      lengths.isWhole = true
      events.append(.lengths(file: table.file, lengths, generation: generation))
    default: DataJobs(post: { events.append($0) }).run(request)
    }
    return events
  }
}
