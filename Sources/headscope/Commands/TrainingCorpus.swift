import Attribution
import Model
import Training

/// The labelled texts that a model was trained on, with the vectors by which it knows them.
///
/// Read once and asked for every explanation: the nearest texts, and how often hot words stood with each label.
struct TrainingCorpus: Sendable {
  private struct Row: Sendable {
    var text: String
    var labels: [String]
    var vector: [Float]
  }

  /// Texts in one call of the model.
  private static let batchSize = 32
  /// Nearest texts that are told.
  private static let neighbourCount = 3

  private var rows: [Row] = []

  /// Reads files and asks the model for each text's vector.
  ///
  /// - Throws: `UsageError` for a file that there is not, `ModelError` where no row can be used.
  static func read(
    _ paths: [String], by model: LoadedModel, maximumLength: Int?
  ) async throws -> TrainingCorpus {
    var corpus = TrainingCorpus()
    var progress = Progress()
    defer { progress.finish() }
    for path in paths.map(ModelArgument.expanded) {
      guard FileSystem.exists(path) else {
        throw UsageError(
          "\(path): no such file.", advice: "Give --training a file of labelled texts.")
      }
      let reader = try DatasetReader(path: path, options: DatasetOptions())
      while true {
        var batch: [(text: String, labels: [String], encoding: Encoding)] = []
        while batch.count < batchSize, let row = try reader.next() {
          let encoding = try? model.encode(
            InputText(text: row.text, pair: row.pair), maximumLength: maximumLength)
          if let encoding { batch.append((row.text, row.labels, encoding)) }
        }
        guard !batch.isEmpty else { break }
        let encodings = batch.map(\.encoding)
        let vectors = try await model.actor.perform { classifier in
          try classifier.pooledVectors(
            RaggedBatch(encodings), arithmetic: classifier.sampleArithmetic)
        }
        for (row, vector) in zip(batch, vectors) {
          corpus.rows.append(Row(text: row.text, labels: row.labels, vector: vector))
        }
        progress.advance(by: batch.count)
      }
    }
    guard !corpus.rows.isEmpty else {
      throw ModelError(
        .invalidInput, "\(paths.joined(separator: ", ")): no labelled text.",
        advice: "Give --training a file of texts with labels, as evaluate reads it.")
    }
    return corpus
  }

  /// What the texts have to say of an explained one.
  ///
  /// - Parameters:
  ///   - encoding: the explained text as the model reads it.
  ///   - text: the text.
  ///   - words: its hot words.
  ///   - model: the model.
  func knowledge(
    of encoding: Encoding, _ text: String, sharing words: [String], by model: LoadedModel
  ) async throws -> TrainingKnowledge {
    let vector = try await model.actor.perform { classifier in
      try classifier.pooledVectors(
        RaggedBatch([encoding]), arithmetic: classifier.sampleArithmetic)[0]
    }
    var nearest = NearestTexts(to: vector, of: text, limit: Self.neighbourCount)
    var counts = WordLabelCounts(words: words)
    for row in rows {
      nearest.add(row.vector, label: row.labels.joined(separator: ","), text: row.text)
      counts.add(row.text, labels: row.labels)
    }
    return TrainingKnowledge(
      textCount: rows.count, nearest: nearest.neighbours(sharing: words), words: counts.words)
  }
}
