internal import Foundation
public import Model

/// What the model makes of a row: its pieces and, of a classifier, the prediction.
public struct RowReading: Equatable, Sendable {
  /// The text as the model reads it.
  public var encoding: Encoding
  /// What it says.
  public var prediction: Prediction

  /// Makes a reading from its parts.
  public init(encoding: Encoding, prediction: Prediction) {
    self.encoding = encoding
    self.prediction = prediction
  }
}

/// What was predicted for the rows of a data file, as far as it was asked.
///
/// In chunks, so that a copy that changes copies little.
struct RowPredictions: Equatable, Sendable {
  /// A prediction.
  struct Entry: Equatable, Sendable {
    /// The number of the model's class; −1 where the row was not predicted, −2 where the model had nothing to read.
    var label: Int16 = -1
    /// What the model gives it.
    var output: Float = 0
    /// −ln of what it gives the row's label; NaN where that is none of its classes.
    var loss: Float = .nan

    init() {}

    /// - Parameter truth: The row's label among the model's classes; nil where it is none of them.
    init(_ prediction: Prediction, label truth: Int?) {
      guard !prediction.outputs.isEmpty else {
        label = -2
        return
      }
      let best = prediction.best
      label = Int16(clamping: best)
      output = prediction.outputs[best]
      if let truth, prediction.outputs.indices.contains(truth), prediction.kind != .outputs {
        loss = -log(max(prediction.outputs[truth], .leastNormalMagnitude))
      }
    }
  }

  private static let chunkSize = 1024
  private var chunks: [Int: [Entry]] = [:]
  /// How many rows were predicted.
  private(set) var count = 0
  /// How many were forgotten, which tells copies apart together with `count`.
  private(set) var forgotten = 0

  /// The prediction of a row.
  subscript(row: Int) -> Entry? {
    guard let entry = chunks[row / Self.chunkSize]?[row % Self.chunkSize], entry.label >= 0 else {
      return nil
    }
    return entry
  }

  /// Takes a prediction in.
  mutating func set(_ entry: Entry, row: Int) {
    let (chunk, place) = (row / Self.chunkSize, row % Self.chunkSize)
    var entries =
      chunks.removeValue(forKey: chunk) ?? Array(repeating: Entry(), count: Self.chunkSize)
    if entries[place].label == -1 { count += 1 }
    entries[place] = entry
    chunks[chunk] = entries
  }

  /// Whether the model was asked about a row.
  func isKnown(_ row: Int) -> Bool {
    chunks[row / Self.chunkSize].map { $0[row % Self.chunkSize].label != -1 } ?? false
  }

  /// Lets a row be asked again.
  mutating func forget(_ row: Int) {
    guard isKnown(row) else { return }
    chunks[row / Self.chunkSize]?[row % Self.chunkSize] = Entry()
    count -= 1
    forgotten += 1
  }
}
