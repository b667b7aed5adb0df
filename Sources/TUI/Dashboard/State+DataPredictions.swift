internal import Model
internal import Training

/// What the model says of the rows of the Data screen: those in sight, or all.
extension State {
  /// Asks the model about the rows in sight, and about all where that was wanted.
  mutating func completeData() -> [Effect] {
    guard screen == .data, data.problem == nil, let model, opening == nil, let file = data.file,
      let table = file.table
    else { return [] }
    var wanted: [Int] = []
    if let row = data.row, data.readings[row] == nil { wanted.append(row) }
    if let view = dataView, !model.classesArePieces {
      for place in view.places {
        guard let row = data.row(at: place), !file.predictions.isKnown(row) else { continue }
        if row != wanted.first { wanted.append(row) }
      }
    }
    let pending = Set(data.asked.dropFirst(data.answered))
    if !pending.isEmpty, wanted.allSatisfy(pending.contains) { return [] }
    if data.predictsAll {
      while wanted.count < Self.mostAsked, let row = data.row(at: data.allPlace) {
        data.allPlace += 1
        if !file.predictions.isKnown(row), !wanted.contains(row) { wanted.append(row) }
      }
    }
    guard !wanted.isEmpty else {
      guard data.predictsAll else { return [] }
      return predictedAll()
    }
    // What was asked for all rows and is given up for those in sight is asked again.
    if data.predictsAll, !pending.isEmpty { data.allPlace = max(data.allPlace - Self.mostAsked, 0) }
    data.readGeneration += 1
    data.asked = wanted
    data.answered = 0
    return [
      .explain(
        Work(
          id: Work.ID(lane: .rows, generation: data.readGeneration),
          rows: wanted.map { row in
            ModelInput(
              text: table.text(row), pair: (try? table.rows.pair(row)) ?? nil, cleaner: cleaner)
          }))
    ]
  }

  /// Rows that are asked for at once.
  private static let mostAsked = 256

  private mutating func predictedAll() -> [Effect] {
    guard let file = data.file, let model else { return [] }
    // More rows are still being read.
    guard case .whole = file.stage else { return [] }
    data.predictsAll = false
    let matcher = LabelMatcher(model.labels)
    var (right, judged) = (0, 0)
    for place in 0..<data.count {
      guard !model.isMultiLabel, let row = data.row(at: place), let entry = file.predictions[row],
        let label = file.labels(row).first.flatMap(matcher.index)
      else { continue }
      judged += 1
      if Int(entry.label) == label { right += 1 }
    }
    message = Message(
      .note,
      judged > 0
        ? "All \(Wording.count(data.count, "row")) predicted: \(Wording.grouped(right)) of "
          + "\(Wording.grouped(judged)) right (\(NumberText.percent(Float(right) / Float(judged), decimals: 1)))"
        : "All \(Wording.count(data.count, "row")) predicted"
          + (model.isMultiLabel ? "" : "; no label is one of the model's classes")
    )
    switch data.filter.kind {
    case .wrong, .right, .predicted: return findRows()
    default: return data.filter.order == .loss ? findRows() : []
    }
  }

  /// Takes in what the model makes of rows that were asked for.
  mutating func received(_ id: Work.ID, _ readings: [RowReading]) {
    guard id.lane == .rows, id.generation == data.readGeneration, let file = data.file,
      let model
    else { return }
    let matcher = LabelMatcher(model.labels)
    var near = Set(dataView.map { $0.places.compactMap(data.row) } ?? [])
    if let row = data.row { near.insert(row) }
    for reading in readings {
      guard data.asked.indices.contains(data.answered) else { return }
      let row = data.asked[data.answered]
      data.answered += 1
      // Of several labels the most probable one is neither right nor wrong.
      let label = model.isMultiLabel ? nil : file.labels(row).first.flatMap(matcher.index)
      data.files[data.current].predictions.set(
        RowPredictions.Entry(reading.prediction, label: label), row: row)
      if near.contains(row) { data.readings[row] = reading.encoding }
    }
    if data.readings.count > 512 { data.readings = data.readings.filter { near.contains($0.key) } }
  }

  mutating func rowsFailed(_ id: Work.ID, _ problem: String) {
    guard id.generation == data.readGeneration else { return }
    data.problem = problem
    data.predictsAll = false
    message = Message(.error, problem)
  }
}
