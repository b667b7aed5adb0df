internal import Model

/// The texts of a data set as a network reads them: ids end to end, four bytes a token.
struct EncodedExamples: Sendable {
  private var ids: [Int32] = []
  /// Segment ids; nil while all are zero.
  private var typeIDs: [Int32]?
  private var offsets: [Int] = [0]
  private(set) var targets: [ClassificationLoss.Target] = []
  /// The number of each text's first label.
  private(set) var labels: [Int] = []
  /// Texts that were longer than the limit.
  private(set) var cutCount = 0
  /// Texts of which nothing is left to learn from; they are not among `count`.
  private(set) var emptyCount = 0

  /// No texts.
  init() {}

  /// Encodes all texts of a set.
  ///
  /// - Parameters:
  ///   - cleaner: what is done to each text first.
  ///   - maximumTokens: longer texts are cut.
  ///   - labelCount: the classes of the network.
  ///   - isUsable: whether a text can be learned from; others are left out.
  /// - Throws: `ModelError` where the data can no longer be read, `CancellationError`.
  /// - Complexity: O(characters); some million tokens a second.
  init(
    _ data: LabeledDataset, _ tokenizer: Tokenizer, cleaner: TextCleaner, maximumTokens: Int,
    isMultiLabel: Bool,
    labelCount: Int, isUsable: (Encoding) -> Bool = { _ in true }
  ) throws {
    for row in 0..<data.count {
      if row % 1024 == 0 { try Task.checkCancellation() }
      let encoding = tokenizer.encode(
        try data.text(row), pair: try data.pair(row), cleaner: cleaner,
        maximumTokens: maximumTokens)
      guard isUsable(encoding) else {
        emptyCount += 1
        continue
      }
      var target = ClassificationLoss.Target.label(data.label(row))
      if isMultiLabel {
        var marks = [Float](repeating: 0, count: labelCount)
        for label in data.labels(row) { marks[label] = 1 }
        target = .labels(marks)
      }
      append(encoding, label: data.label(row), target: target)
    }
  }

  /// Adds a text; one of which nothing is left has no row to be classified by, and is left out.
  mutating func append(_ encoding: Encoding, label: Int, target: ClassificationLoss.Target) {
    guard encoding.count > 0 else {
      emptyCount += 1
      return
    }
    if typeIDs == nil, encoding.typeIDs.contains(where: { $0 != 0 }) {
      typeIDs = [Int32](repeating: 0, count: ids.count)
    }
    ids += encoding.ids
    typeIDs? += encoding.typeIDs
    offsets.append(ids.count)
    if encoding.isTruncated { cutCount += 1 }
    labels.append(label)
    targets.append(target)
  }

  var count: Int { targets.count }

  /// The vocabulary ids and segment ids of a text.
  func pieces(_ row: Int) -> (ids: [Int32], typeIDs: [Int32]) {
    let range = offsets[row]..<offsets[row + 1]
    return (
      Array(ids[range]),
      typeIDs.map { Array($0[range]) } ?? [Int32](repeating: 0, count: range.count)
    )
  }

  /// Some of the texts as a batch.
  func batch(_ rows: some Sequence<Int>) -> RaggedBatch {
    var batch = RaggedBatch()
    for row in rows {
      let text = pieces(row)
      batch.append(ids: text.ids, typeIDs: text.typeIDs)
    }
    return batch
  }
}
