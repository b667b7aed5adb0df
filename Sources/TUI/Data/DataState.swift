internal import Model
internal import Training

/// What the Data screen shows.
struct DataState: Equatable, Sendable {
  /// A change of a row that can be taken back.
  struct Undo: Equatable, Sendable {
    var file: Int
    var row: Int
    /// What the overlay did with it before.
    var before: LabelOverlay.Change?
  }

  /// In the order in which they were opened.
  var files: [DataFile] = []
  /// The one that is shown.
  var current = 0
  var cursor = RowCursor()
  var filter = DataFilter()
  /// The rows that the filter lets through; nil for all.
  var found: [Int32]?
  /// Counts the questions for rows.
  var generation = 0
  var isFinding = false
  /// Whether no answer to the present question has come: until then the rows of the one before stay.
  var isFirstFound = false
  /// The row that the cursor was on when rows were looked for: where it is found it goes back there.
  var anchor: Int?
  var undo: [Undo] = []
  /// What is counted of the shown file.
  var counts = DataCounts()
  /// The first line in sight of what is told of the file.
  var factsTop = 0
  /// The first line in sight of the row under the cursor.
  var rowTop = 0
  /// Counts what tokens were asked to be counted for: models and cleanings.
  var measureGeneration = 0

  /// The rows that have the same text.
  struct Like: Equatable, Sendable {
    var file: Int
    var row: Int
    var rows: [Int]
  }

  /// Those like the row under the cursor.
  var like: Like?

  // What the model is asked.
  /// Counts the questions to the model.
  var readGeneration = 0
  /// The rows that were asked for, in order, and how many of them are answered.
  var asked: [Int] = []
  var answered = 0
  /// Whether all rows of the list are to be predicted, and not those in sight alone.
  var predictsAll = false
  /// Where predicting all rows is in the list.
  var allPlace = 0
  /// The pieces of rows near the cursor.
  var readings: [Int: Encoding] = [:]
  /// Why the model could not read rows.
  var problem: String?

  /// The file that is shown.
  var file: DataFile? { files.indices.contains(current) ? files[current] : nil }

  /// The rows of the list.
  var count: Int { found?.count ?? file?.count ?? 0 }

  /// The row at a place of the list.
  func row(at place: Int) -> Int? {
    guard place >= 0, place < count else { return nil }
    return found.map { Int($0[place]) } ?? place
  }

  /// The place of a row in the list; nil where the filter leaves it out.
  func place(of row: Int) -> Int? {
    guard let found else { return row < count ? row : nil }
    guard filter.order == .file else { return found.firstIndex(of: Int32(clamping: row)) }
    let place = found.partitioningPlace { $0 >= row }
    return place < found.count && found[place] == row ? place : nil
  }

  /// Takes over rows that were found.
  mutating func take(_ rows: [Int32], isWhole: Bool) {
    if isFirstFound {
      isFirstFound = false
      found = rows
    } else {
      found?.append(contentsOf: rows)
    }
    returnToAnchor()
    if isWhole {
      isFinding = false
      anchor = nil
    }
  }

  /// Puts the cursor back on the row where it was, if that is in the list.
  mutating func returnToAnchor() {
    guard let anchor, let place = place(of: anchor) else { return }
    cursor.place = place
    self.anchor = nil
  }

  /// Forgets what the model is being asked.
  mutating func forgetAsked() {
    asked = []
    answered = 0
  }

  /// Forgets what the model said of rows in sight, and what it is being asked.
  mutating func forgetReadings() {
    readGeneration += 1
    asked = []
    answered = 0
    readings = [:]
    problem = nil
  }

  /// Asks for all again: what was asked of the model was given up with it.
  mutating func askAgain() {
    forgetReadings()
    allPlace = 0
  }

  /// The row under the cursor.
  var row: Int? { row(at: cursor.place) }

  /// The letter of a file, where there are several.
  static func letter(_ place: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "a") + UInt8(place % 26)))
  }
}

extension [Int32] {
  /// The first place from which on a condition holds, of a list in which it holds from some place on.
  fileprivate func partitioningPlace(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(Int(self[middle])) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
