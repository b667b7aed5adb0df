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

  /// Nearest texts that are told.
  private static let neighbourCount = 3

  private var rows: [Row] = []

  /// Reads files and asks the model for each text's vector.
  ///
  /// - Throws: `UsageError` for a file that there is not, `ModelError` where no row can be used.
  static func read(
    _ paths: [String], by model: LoadedModel, maximumLength: Int?
  ) async throws -> TrainingCorpus {
    let reader = try TrainingReader(paths, by: model, maximumLength: maximumLength)
    let progress = Progress()
    defer { progress.finish() }
    while let count = try await reader.readOn() { progress.advance(by: count) }
    return await reader.corpus
  }

  /// How many texts there are.
  var count: Int { rows.count }

  /// Adds a text with the model's vector of it.
  mutating func add(_ text: String, labels: [String], vector: [Float]) {
    rows.append(Row(text: text, labels: labels, vector: vector))
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
