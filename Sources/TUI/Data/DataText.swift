internal import Model
internal import Training

/// What the Data screen says in words.
enum DataText {
  /// What the filter asks.
  static func name(_ kind: DataFilter.Kind, _ state: State) -> String? {
    switch kind {
    case .all: nil
    case .label(let name): "label \(name)"
    case .marked(.repeated): "twice"
    case .marked(.conflicting): "conflicting"
    case .marked(.shared): "in another file"
    case .marked(.long): "too long"
    case .marked: "unknown pieces"
    case .changed: "changed"
    case .wrong: "predicted wrong"
    case .right: "predicted right"
    case .predicted(let index): "predicted \(state.model?.label(index) ?? "")"
    }
  }

  /// What an order does, when it was chosen.
  static func explain(_ order: DataFilter.Order, _ file: DataFile?) -> String {
    switch order {
    case .file: return "In the order of the file"
    case .longest:
      return "The longest first, by \(file?.lengths?.isWhole == true ? "tokens" : "bytes")"
    case .loss:
      let known = file?.predictions.count ?? 0
      return "The label that is least likely first: wrong labels are among them "
        + "(\(Wording.grouped(known)) of \(Wording.grouped(file?.count ?? 0)) rows are predicted)"
    }
  }

  /// What is not as it is at first, for the right end of the status line.
  static func settings(_ state: State) -> String {
    let data = state.data
    var parts: [String] = []
    if let name = name(data.filter.kind, state) { parts.append(name) }
    if !data.filter.search.isEmpty { parts.append("“\(data.filter.search)”") }
    if data.filter.order != .file { parts.append("by \(data.filter.order.rawValue)") }
    return parts.joined(separator: " · ")
  }

  /// What goes on.
  static func status(_ state: State) -> String {
    let data = state.data
    guard let file = data.file else { return "" }
    var parts: [String] = []
    if case .reading(let rows, let share) = file.stage {
      parts.append("reading \(file.name): \(progress(rows, share))")
    }
    if data.predictsAll {
      parts.append(
        "predicting: \(Wording.grouped(file.predictions.count)) of "
          + "\(Wording.grouped(file.count)) rows, Esc stops")
    }
    if data.isFinding {
      parts.append("looking for rows: \(Wording.grouped(data.found?.count ?? 0)) so far")
    }
    if let lengths = file.lengths, !lengths.isWhole {
      parts.append(
        "counting tokens: \(NumberText.percent(Float(lengths.lengths.count) / Float(max(file.count, 1))))"
      )
    }
    return parts.joined(separator: " · ")
  }

  /// `123,456 rows, 42 %`.
  static func progress(_ rows: Int, _ share: Double?) -> String {
    "\(Wording.grouped(rows)) rows" + (share.map { ", \(NumberText.percent(Float($0)))" } ?? "")
  }
}
