internal import Model
internal import Training

/// The Data screen: what its events, keys and mouse do.
extension State {
  // MARK: Files

  /// Opens data files besides those that are open, and shows the first of them.
  mutating func openData(_ paths: [String]) -> [Effect] {
    var effects = show(.data)
    var shown: Int?
    for path in paths {
      if let known = data.files.firstIndex(where: { $0.path == path }) {
        if case .failed = data.files[known].stage {
          data.files[known].stage = .reading(rows: 0, share: nil)
          effects.append(.data(.open(path: path, file: data.files[known].id)))
        }
        shown = shown ?? known
        continue
      }
      let id = (data.files.map(\.id).max() ?? -1) + 1
      data.files.append(DataFile(id: id, path: path))
      shown = shown ?? data.files.count - 1
      effects.append(.data(.open(path: path, file: id)))
    }
    if let shown { effects += show(file: shown) }
    return effects
  }

  /// Shows another of the open files from its beginning.
  mutating func show(file place: Int) -> [Effect] {
    guard data.files.indices.contains(place) else { return [] }
    data.current = place
    data.cursor = RowCursor()
    data.found = nil
    data.isFinding = false
    data.factsTop = 0
    data.predictsAll = false
    data.forgetReadings()
    data.counts = data.file.map { DataCounts($0) } ?? DataCounts()
    return data.filter.isIdle ? [] : findRows()
  }

  func place(of file: Int) -> Int? { data.files.firstIndex { $0.id == file } }

  mutating func received(_ event: DataEvent) -> [Effect] {
    switch event {
    case .reading(let file, let rows, let share):
      guard let place = place(of: file) else { return [] }
      data.files[place].stage = .reading(rows: rows, share: share)
    case .failed(let file, let problem):
      guard let place = place(of: file) else { return [] }
      data.files[place].stage = .failed(problem)
      if place == data.current { message = Message(.error, problem) }
    case .rows(let table, let overlay): return received(table, overlay)
    case .marked(let file, let marks):
      guard let place = place(of: file) else { return [] }
      // After a change of a label the list stays as it is, with the row under the cursor in it.
      let isAgain = data.files[place].hasRepeats
      data.files[place].take(marks)
      return isAgain ? recountRows(place) : changed(place)
    case .shared(let file, let other, let rows):
      guard let place = place(of: file) else { return [] }
      data.files[place].take(shared: rows, with: other)
      return changed(place)
    case .lengths(let file, let lengths, let generation):
      guard let place = place(of: file), generation == data.measureGeneration else { return [] }
      data.files[place].take(lengths)
      return lengths.isWhole ? changed(place) : recountRows(place)
    case .found(let generation, let rows, let isWhole):
      guard generation == data.generation, data.isFinding else { return [] }
      data.take(rows, isWhole: isWhole)
    }
    return []
  }

  private mutating func received(_ table: DataTable, _ overlay: LabelOverlay) -> [Effect] {
    guard let place = place(of: table.file) else { return [] }
    let isFirst = data.files[place].table == nil
    data.files[place].table = table
    // What was relabelled while the rest was read is newer than the file.
    if isFirst { data.files[place].overlay = overlay }
    guard table.isWhole else { return changed(place) }
    data.files[place].stage = .whole
    var effects: [Effect] = [.data(.mark(table, data.files[place].overlay))]
    for other in data.files where other.id != table.file {
      if let rows = other.table, rows.isWhole { effects.append(.data(.compare(table, rows))) }
    }
    if model != nil { effects.append(measurement(of: table)) }
    return effects + changed(place)
  }

  private func measurement(of table: DataTable) -> Effect {
    .data(.measure(table, cleaner, generation: data.measureGeneration))
  }

  /// Counts anew what is told of the shown file.
  mutating func recountRows(_ place: Int) -> [Effect] {
    if place == data.current { data.counts = DataCounts(data.files[place]) }
    return []
  }

  /// Something became known that the list may depend on.
  private mutating func changed(_ place: Int) -> [Effect] {
    _ = recountRows(place)
    return place == data.current && !data.filter.isIdle ? findRows() : []
  }

  /// Another model, or another cleaning: what was read is of the old one.
  mutating func rereadData() -> [Effect] {
    data.measureGeneration += 1
    data.forgetReadings()
    data.predictsAll = false
    for place in data.files.indices { data.files[place].forgetModel() }
    if let file = data.file { data.counts = DataCounts(file) }
    guard model != nil else { return [] }
    return [.cancel(.rows)]
      + data.files.compactMap { file in
        file.table.flatMap { $0.isWhole ? measurement(of: $0) : nil }
      }
  }

  // MARK: The list

  /// The rows in sight.
  var dataView: RowTable? { DataRowsPane.table(self, ScreenLayout(self)) }

  /// Keeps the cursor on a row and in sight.
  mutating func followData() {
    guard screen == .data else { return }
    let visible = dataView?.visible ?? 1
    if !data.isFinding || data.cursor.place < data.count {
      data.cursor.settle(count: data.count, visible: visible)
    }
    findLike()
    data.rowTop = min(data.rowTop, max(DataRowPane.lineCount(self) - 1, 0))
    data.factsTop = min(data.factsTop, max(DataFactsPane.overflow(self), 0))
  }

  /// Finds where else the text under the cursor is, once for each row.
  private mutating func findLike() {
    guard let file = data.file, let row = data.row, let table = file.table,
      file.mark(row).contains(.repeated)
    else {
      data.like = nil
      return
    }
    guard data.like?.row != row || data.like?.file != file.id else { return }
    data.like = DataState.Like(
      file: file.id, row: row, rows: table.rows.rows(like: row, most: 6).filter { $0 != row })
  }

  /// Looks for the rows that the filter lets through.
  mutating func findRows() -> [Effect] {
    data.generation += 1
    data.anchor = data.row
    guard let file = data.file, let table = file.table, !data.filter.isIdle else {
      data.found = nil
      data.isFinding = false
      data.returnToAnchor()
      return []
    }
    data.isFinding = true
    data.isFirstFound = true
    if data.found == nil { data.found = [] }
    return [
      .data(
        .find(
          DataQuery(
            generation: data.generation, table: table, filter: data.filter, overlay: file.overlay,
            marks: file.marks, predictions: file.predictions,
            lengths: file.lengths?.isWhole == true ? file.lengths?.lengths ?? [] : [],
            classes: model?.labels ?? [])))
    ]
  }

  mutating func searchRows(_ text: String) -> [Effect] {
    guard data.filter.search != text else { return [] }
    data.filter.search = text
    return findRows()
  }

  mutating func filterRows(_ kind: DataFilter.Kind) -> [Effect] {
    data.filter.kind = kind
    if case .marked(let mark) = kind, mark == .long || mark == .unknown, model == nil {
      message = Message(.note, "Tokens are counted when a model is open")
    }
    switch kind {
    case .wrong, .right, .predicted:
      if let file = data.file, file.predictions.count < file.count {
        message = Message(
          .note,
          "\(Wording.grouped(file.predictions.count)) of \(Wording.grouped(file.count)) rows are "
            + "predicted; \(name(of: .predictRows)) predicts all")
      }
    default: break
    }
    return findRows()
  }

  // MARK: Keys

  mutating func performOnData(_ action: Action) -> [Effect] {
    switch action {
    case .openData:
      overlay = .prompt(Prompt(kind: .data, title: "Data file", editor: TextEditor()))
    case .filterRows: overlay = .menu(filterMenu())
    case .orderRows:
      let orders = DataFilter.Order.allCases
      let place = orders.firstIndex(of: data.filter.order) ?? 0
      data.filter.order = orders[(place + 1) % orders.count]
      data.cursor = RowCursor()
      message = Message(.note, DataText.explain(data.filter.order, data.file))
      return findRows()
    case .searchRows:
      overlay = .prompt(
        Prompt(kind: .dataSearch, title: "Rows with", editor: TextEditor(data.filter.search)))
    case .relabel:
      guard let file = data.file, let row = data.row else { return [] }
      overlay = .menu(relabelMenu(file, row))
    case .exclude: return toggleExcludedRow()
    case .undoChange: return undoChange()
    case .predictRows: return togglePredictAll()
    case .nextFile, .previousFile:
      guard data.files.count > 1 else {
        message = Message(.note, "One file is open; \(name(of: .openData)) opens a further one")
        return []
      }
      let step = action == .nextFile ? 1 : data.files.count - 1
      return show(file: (data.current + step) % data.files.count)
    default: break
    }
    return []
  }

  /// Esc: what runs, the panes beside the list, the search, the filter, the order.
  mutating func backOnData() -> [Effect] {
    if data.predictsAll {
      data.predictsAll = false
      return [.cancel(.rows)] + stopAsking()
    }
    if focus != .dataRows {
      focus(on: .dataRows)
    } else if !data.filter.search.isEmpty {
      return searchRows("")
    } else if !data.filter.isIdle {
      data.filter = DataFilter()
      return findRows()
    } else {
      data.cursor.shift = 0
    }
    return []
  }

  private mutating func togglePredictAll() -> [Effect] {
    guard let model else {
      message = Message(.note, "No model is open; \(name(of: .open)) opens one")
      return []
    }
    guard !model.classesArePieces else {
      message = Message(.note, "\(model.name) is a language model: its classes are all its pieces")
      return []
    }
    data.predictsAll.toggle()
    data.allPlace = 0
    return data.predictsAll ? [] : [.cancel(.rows)] + stopAsking()
  }

  private mutating func stopAsking() -> [Effect] {
    data.readGeneration += 1
    data.asked = []
    data.answered = 0
    return []
  }

  mutating func moveOnData(_ action: Action) {
    switch focus {
    case .dataFacts:
      data.factsTop = Self.scrolled(data.factsTop, action, DataFactsPane.overflow(self))
    case .dataRow: data.rowTop = Self.scrolled(data.rowTop, action, DataRowPane.lineCount(self) - 1)
    default:
      let before = data.cursor.place
      data.cursor.move(action, count: data.count, visible: dataView?.visible ?? 1)
      if data.cursor.place != before { data.rowTop = 0 }
    }
  }

  static func scrolled(_ top: Int, _ action: Action, _ last: Int, page: Int = 8) -> Int {
    let next =
      switch action {
      case .up: top - 1
      case .down: top + 1
      case .pageUp: top - page
      case .pageDown: top + page
      case .first: 0
      case .last: last
      default: top
      }
    return max(min(next, last), 0)
  }

  /// Opens the row under the cursor on the Explain screen.
  mutating func openRow() -> [Effect] {
    guard let file = data.file, let row = data.row, let table = file.table else { return [] }
    guard file.change(row) != nil || !table.text(row).isEmpty else { return [] }
    let item = TextItem(
      text: table.text(row), pair: (try? table.rows.pair(row)) ?? nil,
      expected: file.labels(row).first, source: .file)
    let effects = open(item)
    return effects + show(.explain)
  }

  // MARK: Mouse

  mutating func pressData(_ mouse: MouseEvent, isDrag: Bool) -> [Effect] {
    guard let view = dataView else { return [] }
    if let place = view.place(draggedTo: mouse.row, column: mouse.column) {
      data.cursor.go(to: place, count: data.count, visible: view.visible)
      return []
    }
    guard let place = view.place(row: mouse.row) else { return [] }
    data.cursor.go(to: place, count: data.count, visible: view.visible)
    data.rowTop = 0
    return mouse.clickCount == 2 && !isDrag ? openRow() : []
  }

  /// A click on a file's name, or on the bar of a label.
  mutating func pressFacts(_ mouse: MouseEvent, _ layout: ScreenLayout) -> [Effect] {
    guard let inside = layout.inside(.dataFacts) else { return [] }
    let lines = DataFactsPane.lines(self, width: inside.width)
    let index = data.factsTop + mouse.row - inside.row
    guard mouse.row >= inside.row, lines.indices.contains(index), let target = lines[index].target
    else { return [] }
    switch target {
    case .file(let place): return show(file: place)
    case .filter(let kind):
      return filterRows(data.filter.kind == kind ? .all : kind)
    }
  }

  mutating func wheelOnData(_ pane: Pane, by direction: Int) {
    switch pane {
    case .dataRows:
      data.cursor.scroll(by: direction * 3, count: data.count, visible: dataView?.visible ?? 1)
    case .dataFacts:
      data.factsTop = max(min(data.factsTop + direction * 2, DataFactsPane.overflow(self)), 0)
    default:
      data.rowTop = max(min(data.rowTop + direction, DataRowPane.lineCount(self) - 1), 0)
    }
  }

  func filterMenu() -> Menu {
    let counts = data.counts
    var items: [Menu.Item] = []
    func add(_ label: String, _ kind: DataFilter.Kind, _ count: Int?) {
      items.append(
        Menu.Item(
          label: label, detail: count.map { Wording.grouped($0) } ?? "",
          isCurrent: data.filter.kind == kind, value: .filter(kind)))
    }
    add("all rows", .all, data.file?.count)
    for label in counts.labels { add("label \(label.name)", .label(label.name), label.count) }
    add("texts that occur twice", .marked(.repeated), counts.repeated)
    add("the same text with other labels", .marked(.conflicting), counts.conflicting)
    if data.files.count > 1 {
      add("texts of another open file", .marked(.shared), data.file?.count(of: .shared))
    }
    if let lengths = data.file?.lengths {
      add("longer than \(lengths.limit) tokens", .marked(.long), counts.long)
      add("with pieces that are unknown", .marked(.unknown), counts.unknown)
    }
    add("relabelled or excluded", .changed, data.file?.overlay.entries.count)
    if let model, !model.classesArePieces {
      add("predicted wrong", .wrong, nil)
      add("predicted right", .right, nil)
      for (index, label) in model.labels.enumerated() {
        add("predicted \(label)", .predicted(index), nil)
      }
    }
    return Menu(kind: .filter, title: "Rows that are listed", items: items)
  }
}
