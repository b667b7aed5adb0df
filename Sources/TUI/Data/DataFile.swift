internal import Model
internal import Training

/// An open data file with all that was found out about it.
struct DataFile: Equatable, Sendable {
  /// How far it was read.
  enum Stage: Equatable, Sendable {
    case reading(rows: Int, share: Double?)
    case whole
    case failed(String)
  }

  let id: Int
  let path: String
  var stage = Stage.reading(rows: 0, share: nil)
  var table: DataTable?
  var overlay: LabelOverlay
  /// Whether it is known which rows have the text of others.
  private(set) var hasRepeats = false
  /// A mark for each row; empty until they were looked for.
  private(set) var marks: [RowMarks] = []
  /// Rows that others of the open files have as well, by file.
  private(set) var shared: [Int: [Int]] = [:]
  private(set) var lengths: TokenLengths?
  /// How many rows have each of the marks.
  private var markCounts: [RowMarks: Int] = [:]
  var predictions = RowPredictions()
  /// How often what is not compared has changed.
  private var revision = 0

  init(id: Int, path: String) {
    self.id = id
    self.path = path
    overlay = LabelOverlay(for: path)
  }

  static func == (left: Self, right: Self) -> Bool {
    left.id == right.id && left.revision == right.revision && left.stage == right.stage
      && left.table == right.table && left.overlay == right.overlay
      && left.predictions.count == right.predictions.count
      && left.predictions.forgotten == right.predictions.forgotten
  }

  /// The file's name without its folders.
  var name: String { FileSystem.lastComponent(of: path) }

  /// The rows that can be looked at.
  var count: Int { table?.rows.count ?? 0 }

  /// Takes over what rows have in common with each other.
  mutating func take(_ found: [RowMarks]) {
    hasRepeats = true
    for mark in [RowMarks.repeated, .conflicting] {
      setMark(mark, on: found.indices.lazy.filter { found[$0].contains(mark) })
    }
  }

  /// Takes over which rows another file has as well.
  mutating func take(shared rows: [Int], with other: Int) {
    shared[other] = rows
    setMark(.shared, on: shared.values.joined())
  }

  /// Takes over how long rows are.
  mutating func take(_ new: TokenLengths) {
    lengths = new
    let limit = UInt16(clamping: new.limit)
    setMark(.long, on: new.lengths.indices.lazy.filter { new.lengths[$0] > limit })
    setMark(.unknown, on: new.unknownRows.lazy.map(Int.init))
  }

  /// Forgets what another model said.
  mutating func forgetModel() {
    lengths = nil
    predictions = RowPredictions()
    setMark(.long, on: EmptyCollection())
    setMark(.unknown, on: EmptyCollection())
  }

  private mutating func setMark(_ mark: RowMarks, on rows: some Sequence<Int>) {
    revision += 1
    if marks.count != count { marks = Array(repeating: [], count: count) }
    for row in marks.indices { marks[row].subtract(mark) }
    var count = 0
    for row in rows where row < marks.count && marks[row].isDisjoint(with: mark) {
      marks[row].formUnion(mark)
      count += 1
    }
    markCounts[mark] = count
  }

  /// How many rows have a mark.
  func count(of mark: RowMarks) -> Int { markCounts[mark] ?? 0 }

  /// The marks of a row.
  func mark(_ row: Int) -> RowMarks { marks.indices.contains(row) ? marks[row] : [] }

  /// What the overlay does with a row.
  func change(_ row: Int) -> LabelOverlay.Change? {
    table.flatMap { overlay[$0.rows.line(row)] }
  }

  /// The labels of a row as the file has them.
  func fileLabels(_ row: Int) -> [String] {
    guard let rows = table?.rows, row < rows.count else { return [] }
    return rows.labels(row).map { rows.labels[$0] }
  }

  /// The labels of a row: the overlay's, else the file's.
  func labels(_ row: Int) -> [String] {
    if case .relabelled(let labels) = change(row) { return labels }
    return fileLabels(row)
  }
}

/// What the panes count of a file, kept so that drawing need not look at all rows.
struct DataCounts: Equatable, Sendable {
  var labels: [(name: String, count: Int)] = []
  var repeated = 0
  var conflicting = 0
  var long = 0
  var unknown = 0

  static func == (left: Self, right: Self) -> Bool {
    left.labels.elementsEqual(right.labels) { $0 == $1 } && left.repeated == right.repeated
      && left.conflicting == right.conflicting && left.long == right.long
      && left.unknown == right.unknown
  }

  init() {}

  init(_ file: DataFile) {
    repeated = file.count(of: .repeated)
    conflicting = file.count(of: .conflicting)
    long = file.count(of: .long)
    unknown = file.count(of: .unknown)
    guard let table = file.table else { return }
    let rows = table.rows
    var counts = Dictionary(
      zip(rows.labels, table.labelCounts), uniquingKeysWith: { first, _ in first })
    var names = rows.labels
    for entry in file.overlay.entries.values {
      for label in entry.before { counts[label, default: 0] -= 1 }
      guard case .relabelled(let labels) = entry.change else { continue }
      for label in labels {
        if !names.contains(label) { names.append(label) }
        counts[label, default: 0] += 1
      }
    }
    labels = names.map { ($0, counts[$0] ?? 0) }
  }
}
