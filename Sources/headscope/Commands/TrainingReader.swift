import Model
import TUI
import Training

/// Reads labelled texts part by part, and asks the model for the vectors by which it knows them.
///
/// Where reading is broken off it goes on later with the text it came to: what was read is kept.
actor TrainingReader {
  private typealias Part = [(text: String, labels: [String], encoding: Encoding)]

  /// What is read so far.
  private(set) var corpus = TrainingCorpus()
  private let model: LoadedModel
  private let maximumLength: Int?
  private let paths: [String]
  private let textsAtOnce: Int
  private let limit: Int
  private var file: DatasetReader?
  /// Files that are read to their end.
  private var doneCount = 0
  /// Parts whose vectors were not found because whoever asked went away.
  private var waiting: [Part] = []
  /// Parts whose vectors are being found.
  private var underWay = 0
  private var takenCount = 0

  /// Names what is read.
  ///
  /// - Parameters:
  ///   - textsAtOnce: texts in one call of the model; other work waits for it.
  ///   - limit: texts that are read at most.
  /// - Throws: `UsageError` for a file that there is not.
  init(
    _ paths: [String], by model: LoadedModel, maximumLength: Int?, textsAtOnce: Int = 32,
    limit: Int = .max
  ) throws {
    self.paths = paths.map(ModelArgument.expanded)
    self.model = model
    self.maximumLength = maximumLength
    self.textsAtOnce = textsAtOnce
    self.limit = limit
    for path in self.paths where !FileSystem.exists(path) {
      throw UsageError(
        "\(path): no such file.", advice: "Name a file of labelled texts.")
    }
  }

  /// Reads the next part.
  ///
  /// - Returns: how many texts it had; nil where all are read.
  /// - Throws: `CancellationError` between two products of matrices, `ModelError` where no row of all can be used.
  func readOn() async throws -> Int? {
    guard let part = try waiting.popLast() ?? next() else {
      guard underWay == 0 else {
        try await Task.sleep(for: .milliseconds(10))
        return 0
      }
      guard corpus.count > 0 else { throw noText }
      return nil
    }
    underWay += 1
    defer { underWay -= 1 }
    do {
      let encodings = part.map(\.encoding)
      let vectors = try await model.actor.perform { classifier in
        try classifier.pooledVectors(
          RaggedBatch(encodings), arithmetic: classifier.sampleArithmetic)
      }
      for (row, vector) in zip(part, vectors) {
        corpus.add(row.text, labels: row.labels, vector: vector)
      }
    } catch {
      waiting.append(part)
      throw error
    }
    return part.count
  }

  private func next() throws -> Part? {
    var part: Part = []
    while part.count < textsAtOnce, takenCount < limit, doneCount < paths.count {
      let reader = try file ?? DatasetReader(path: paths[doneCount], options: DatasetOptions())
      file = reader
      guard let row = try reader.next() else {
        file = nil
        doneCount += 1
        continue
      }
      let encoding = try? model.encode(
        InputText(text: row.text, pair: row.pair), maximumLength: maximumLength)
      if let encoding {
        part.append((row.text, row.labels, encoding))
        takenCount += 1
      }
    }
    return part.isEmpty ? nil : part
  }

  private var noText: ModelError {
    ModelError(
      .invalidInput, "\(paths.joined(separator: ", ")): no labelled text.",
      advice: "Name a file of texts with labels, as evaluate reads it.")
  }
}
