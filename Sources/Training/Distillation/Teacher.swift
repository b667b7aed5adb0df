internal import Model

/// A classifier whose answers another one learns.
struct Teacher {
  /// Texts that one call takes at a time.
  private static let batchSize = 64

  private let model: ModelActor
  /// For each label of the student, its place among the teacher's.
  private let places: [Int]

  /// Loads a teacher.
  ///
  /// - Parameter labels: the student's.
  /// - Throws: `ModelError` where it cannot be loaded, `TrainingError.recipe` where it tells other labels apart.
  init(_ directory: ModelDirectory, labels: [String], options: LoadOptions) async throws {
    model = try await ModelActor.load(directory, options: options)
    let own = model.info.configuration.labels
    guard let places = LabelMatcher(own).places(of: labels) else {
      throw TrainingError.recipe(
        "The teacher \(directory.path) tells \(own.joined(separator: ", ")) apart, the data has "
          + "\(labels.joined(separator: ", ")).",
        advice: "A teacher knows the same labels; `synonyms` in [data] renames those of the data.")
    }
    self.places = places
  }

  /// What it writes in the place of a hidden word.
  var mask: String {
    let tokenizer = model.info.tokenizer
    let special = tokenizer.specialTokens
    return (special.mask ?? special.unknown).flatMap(tokenizer.token) ?? ""
  }

  /// The logits of texts, in the order of the student's labels.
  ///
  /// Texts are cleaned as the teacher's own folder says.
  ///
  /// - Throws: `ModelError`, `CancellationError`.
  func logits(_ texts: [(text: String, pair: String?)]) async throws -> [[Float]] {
    let (info, places) = (model.info, places)
    return try await model.perform { classifier in
      let encodings = texts.map {
        info.tokenizer.encode(
          $0.text, pair: $0.pair, cleaner: info.cleaner,
          maximumTokens: info.configuration.maximumTokens)
      }
      var result = [[Float]](
        repeating: [Float](repeating: 0, count: places.count), count: texts.count)
      let readable = encodings.indices.filter { encodings[$0].count > 0 }
      for first in stride(from: 0, to: readable.count, by: Self.batchSize) {
        try Task.checkCancellation()
        let rows = readable[first..<min(first + Self.batchSize, readable.count)]
        var batch = RaggedBatch()
        for row in rows { batch.append(ids: encodings[row].ids, typeIDs: encodings[row].typeIDs) }
        for (row, prediction) in zip(rows, try classifier.predictions(batch)) {
          result[row] = places.map { prediction.logits[$0] }
        }
      }
      return result
    }
  }
}
