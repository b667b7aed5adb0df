internal import Model

/// Which columns of a table are the text, a second text and the label.
struct ColumnRoles: Equatable {
  var text: Int
  var pair: Int?
  /// Nil only where rows are read without labels and no column looks like one.
  var label: Int?

  /// Names that data sets give the column of the text, the most telling first.
  static let textNames = [
    "text", "sentence", "text_a", "tweet", "content", "review", "comment", "message", "utterance",
    "sentence1", "premise", "document", "statement", "description", "body", "question", "title",
  ]
  /// Names of the column of a second text.
  static let pairNames = ["text_b", "sentence2", "hypothesis", "pair", "text_pair"]
  /// Names of the column of the label.
  static let labelNames = [
    "label", "labels", "emotion", "emotions", "sentiment", "target", "class", "category",
    "polarity", "intent", "gold_label", "airline_sentiment",
  ]

  /// The place of the first of `names` among a header's cells.
  static func place(of names: [String], in header: [String]) -> Int? {
    let header = header.map { $0.lowercased() }
    return names.lazy.compactMap { header.firstIndex(of: $0) }.first
  }

  /// Whether a row names a text and a label.
  static func isTelling(_ header: [String]) -> Bool {
    place(of: textNames, in: header) != nil && place(of: labelNames, in: header) != nil
  }

  /// Whether a row has a name that the user gives a column; numbers are places.
  static func isNamed(by options: DatasetOptions, _ header: [String]) -> Bool {
    [options.textColumn, options.pairColumn, options.labelColumn].compactMap(\.self).contains {
      Int($0) == nil && place(of: [$0.lowercased()], in: header) != nil
    }
  }

  /// Finds the roles: what the user says, then what the header says, then what the cells look like.
  ///
  /// A text is long; a label is one of few that return.
  ///
  /// - Parameters:
  ///   - header: The names of the columns; nil where no row names them.
  ///   - rows: A sample, each row with a cell for every column.
  ///   - width: The number of columns.
  ///   - isTextFirst: Whether of two columns that look alike the first is the text.
  ///   - options: What the user says.
  ///   - file: The file's name, for errors.
  /// - Throws: `ModelError(.invalidInput)` for a column that is not there, and where none is left.
  init(
    header: [String]?, rows: [[String]], width: Int, isTextFirst: Bool = false,
    _ options: DatasetOptions, file: String
  ) throws(ModelError) {
    let known = header ?? []
    func chosen(_ choice: String?, _ role: String) throws(ModelError) -> Int? {
      guard let choice else { return nil }
      if let exact = known.firstIndex(of: choice) { return exact }
      if let similar = Self.place(of: [choice.lowercased()], in: known) { return similar }
      if let number = Int(choice), (1...max(1, width)).contains(number) { return number - 1 }
      // A recipe that says `text = "text"` of a file without a header says no more than the file does.
      if header == nil, choice == role { return nil }
      let columns =
        header.map { "its columns are \($0.joined(separator: ", "))" }
        ?? "it has \(Wording.count(width, "column")) without names"
      throw ModelError(
        .invalidInput, "\(file): there is no column \"\(choice)\" for the \(role): \(columns).",
        advice: "Name a column, or give its number from 1.")
    }
    let givenText = try chosen(options.textColumn, "text")
    let givenLabel = try chosen(options.labelColumn, "label")
    pair = try chosen(options.pairColumn, "pair")
    var taken = Set([givenText, givenLabel, pair].compactMap(\.self))
    func free(_ place: Int?) -> Int? { place.flatMap { taken.contains($0) ? nil : $0 } }
    var text = givenText ?? free(Self.place(of: Self.textNames, in: known))
    if let text { taken.insert(text) }
    var label = givenLabel ?? free(Self.place(of: Self.labelNames, in: known))
    if let label { taken.insert(label) }
    let columns = (0..<width).map { column in Column(rows.map { $0[column] }) }
    if text == nil, label == nil, width == 2,
      isTextFirst || columns[0].returns != columns[1].returns
    {
      let labelFirst = columns[0].returns && !columns[1].returns
      text = labelFirst ? 1 : 0
      label = labelFirst ? 0 : 1
      taken = [0, 1]
    }
    if text == nil {
      let candidates = (0..<width).filter { !taken.contains($0) }
      text = candidates.max { columns[$0].meanLength < columns[$1].meanLength }
      if let text { taken.insert(text) }
    }
    if label == nil {
      let candidates = (0..<width).filter { !taken.contains($0) }
      label =
        candidates.count == 1
        ? candidates[0]
        : candidates.filter { columns[$0].returns }.min {
          (columns[$0].distinct, columns[$0].meanLength)
            < (columns[$1].distinct, columns[$1].meanLength)
        }
    }
    guard let text, label != nil || !options.hasLabels else {
      let columns = header?.joined(separator: ", ") ?? "\(width)"
      throw ModelError(
        .invalidInput,
        "\(file): no column looks like the \(text == nil ? "text" : "label"); columns: \(columns).",
        advice: "Name it: a column's name, or its number from 1.")
    }
    self.text = text
    self.label = label
    if pair == nil, let second = free(Self.place(of: Self.pairNames, in: known)) { pair = second }
  }

  /// What a sample of a column's cells looks like.
  private struct Column {
    let distinct: Int
    let meanLength: Double
    /// Whether most cells have a value, there are several, and most come more than once.
    let returns: Bool

    init(_ cells: [String]) {
      let values = cells.filter { !$0.isEmpty }
      distinct = Set(values).count
      meanLength = Double(cells.reduce(0) { $0 + $1.utf8.count }) / Double(max(1, cells.count))
      returns = distinct > 1 && distinct * 2 <= values.count && values.count * 2 >= cells.count
    }
  }
}
