import Foundation
import Model
import TUI
import Training

/// A model while its predictions for labelled rows are collected.
struct EvaluatedModel {
  let model: LoadedModel
  private(set) var outputs: ClassifierOutputs
  private(set) var worst: WorstRows
  private(set) var cut = CutCounter()
  private(set) var seconds = 0.0
  /// Whether outputs are probabilities; so far as rows have told.
  private(set) var hasProbabilities = true
  /// For each class of the comparison the place of the model's own.
  private var order: [Int]

  /// Starts without rows.
  ///
  /// - Parameter isMultiLabel: Whether a row may have several labels; nil where the model is to say.
  init(_ model: LoadedModel, isMultiLabel: Bool? = nil, worst limit: Int) {
    self.model = model
    let count = max(1, model.summary.labels.count)
    outputs = ClassifierOutputs(
      classCount: count,
      isMultiLabel: isMultiLabel ?? model.summary.isMultiLabel)
    worst = WorstRows(limit: limit)
    order = Array(0..<count)
  }

  /// The model's labels.
  var labels: [String] { model.summary.labels }

  /// Refuses what has no classes to be right about.
  func checkIsClassifier() throws(ModelError) {
    if model.summary.classesArePieces {
      throw ModelError(
        .unsupported, "\(model.summary.name) is a language model: its classes are all its pieces.",
        advice: "Name the answers with --labels, as in --labels happy,sad.")
    }
    guard labels.count >= 2 else {
      throw ModelError(
        .unsupported, "\(model.summary.name) has one output, a number and not a class.",
        advice: "Give a model with two classes or more.")
    }
  }

  /// Puts the classes into another model's order.
  ///
  /// - Throws: `ModelError(.mismatch)` where the labels are not the same.
  mutating func align(to others: [String]) throws(ModelError) {
    try checkIsClassifier()
    guard let places = LabelMatcher(labels).places(of: others) else {
      throw ModelError(
        .mismatch,
        "The models do not have the same labels: \(others.joined(separator: ", ")) and "
          + "\(labels.joined(separator: ", ")).",
        advice: "Compare models of one task, or give them the same names with headscope.json.")
    }
    order = places
  }

  /// Predicts rows and takes what is said of them in.
  ///
  /// - Parameters:
  ///   - cleaner: What is done to texts in place of what the model says.
  ///   - tokensAtOnce: The most tokens of one call of the model, unless one text has more.
  mutating func predict(
    _ rows: some Collection<Evaluation.Row>, _ maximumLength: Int?, cleaner: TextCleaner? = nil,
    tokensAtOnce: Int = .max
  ) async throws {
    guard !rows.isEmpty else { return }
    let start = ContinuousClock.now
    let encodings = try rows.map { row in
      try model.encode(
        InputText(text: row.text, pair: row.pair, place: "\(row.path), line \(row.line)"),
        cleaner: cleaner, maximumLength: maximumLength)
    }
    var predictions: [Prediction] = []
    for go in LoadedModel.goes(encodings, upTo: tokensAtOnce, by: \.count) {
      predictions += try await model.actor.predict(go)
    }
    seconds += (ContinuousClock.now - start) / .seconds(1)
    for ((row, encoding), prediction) in zip(zip(rows, encodings), predictions) {
      cut.add(encoding)
      if prediction.kind == .outputs { hasProbabilities = false }
      outputs.append(
        truth: row.truth, probabilities: order.map { Double(prediction.outputs[$0]) })
      let place = outputs.count - 1
      let loss = outputs.loss(place)
      worst.add(
        loss: loss,
        WorstRows.Row(
          path: row.path, line: row.line, text: row.text, truth: row.truth,
          predicted: outputs.predictedLabels(place), confidence: outputs.confidence(place),
          loss: loss))
    }
  }
}
