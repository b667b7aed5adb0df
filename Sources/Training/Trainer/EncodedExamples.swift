internal import Model

/// The texts of a data set as a network reads them: ids end to end, four bytes a token.
struct EncodedExamples: Sendable {
  private var ids: [Int32] = []
  /// Segment ids, only where there are pairs.
  private var typeIDs: [Int32] = []
  private var offsets: [Int] = [0]
  private(set) var targets: [ClassificationLoss.Target] = []
  /// The number of each text's first label.
  private(set) var labels: [Int] = []
  /// Texts that were longer than the limit.
  private(set) var cutCount = 0

  /// Encodes all texts of a set.
  ///
  /// - Parameters:
  ///   - cleaner: what is done to each text first.
  ///   - maximumTokens: longer texts are cut.
  ///   - labelCount: the classes of the network.
  /// - Throws: `ModelError` where the data can no longer be read, `CancellationError`.
  /// - Complexity: O(characters); some million tokens a second.
  init(
    _ data: LabeledDataset, _ tokenizer: Tokenizer, cleaner: TextCleaner, maximumTokens: Int,
    isMultiLabel: Bool,
    labelCount: Int
  ) throws {
    func clean(_ text: String) -> String { cleaner.isEmpty ? text : cleaner.clean(text).text }
    let hasPairs = try (0..<min(data.count, 100)).contains { try data.pair($0) != nil }
    for row in 0..<data.count {
      if row % 1024 == 0 { try Task.checkCancellation() }
      let text = clean(try data.text(row))
      let encoding =
        try data.pair(row).map {
          tokenizer.encode(text, pair: clean($0), maximumTokens: maximumTokens)
        } ?? tokenizer.encode(text, maximumTokens: maximumTokens)
      // A text of which nothing is left has no row to be classified by.
      guard encoding.count > 0 else { continue }
      ids += encoding.ids
      if hasPairs { typeIDs += encoding.typeIDs }
      offsets.append(ids.count)
      if encoding.isTruncated { cutCount += 1 }
      labels.append(data.label(row))
      if isMultiLabel {
        var marks = [Float](repeating: 0, count: labelCount)
        for label in data.labels(row) { marks[label] = 1 }
        targets.append(.labels(marks))
      } else {
        targets.append(.label(data.label(row)))
      }
    }
  }

  var count: Int { targets.count }
  var tokenCount: Int { ids.count }

  /// Some of the texts as a batch.
  func batch(_ rows: some Sequence<Int>) -> RaggedBatch {
    var batch = RaggedBatch()
    for row in rows {
      let range = offsets[row]..<offsets[row + 1]
      batch.append(
        ids: Array(ids[range]),
        typeIDs: typeIDs.isEmpty
          ? [Int32](repeating: 0, count: range.count) : Array(typeIDs[range]))
    }
    return batch
  }
}
