internal import CKernels
import Foundation
public import Model

/// Adam and AdamW over the parameters of a network, as `torch.optim` computes them.
///
/// Of the table of word vectors a step moves only the rows that have gradients. What the others would have done meanwhile,
/// coasting on their moments and decaying, is done when they are read next, one step after the other: the numbers are those of
/// the dense update to the bit, the memory traffic is not.
///
/// Belongs to the model's thread.
public final class Adam {
  /// Numbers that one thread takes at a time.
  private static let elementsPerTask = 16384

  /// The settings; the rate is given with each step.
  public let settings: OptimizerSettings
  /// Steps taken.
  public internal(set) var stepCount = 0
  private let rateFactor: (String) -> Double
  var moments: [ParameterGradients.Key: Moments] = [:]
  var words: WordTable?

  /// Starts at step 0 with moments of zero.
  ///
  /// - Parameter rateFactor: from a parameter's canonical name, what its rate is multiplied by.
  public init(_ settings: OptimizerSettings, rateFactor: @escaping (String) -> Double = { _ in 1 })
  {
    self.settings = settings
    self.rateFactor = rateFactor
  }

  /// Both moments of a parameter.
  final class Moments {
    let shape: [Int]
    let first: UnsafeMutableBufferPointer<Float>
    let second: UnsafeMutableBufferPointer<Float>

    init(shape: [Int]) {
      self.shape = shape
      let count = shape.reduce(1, *)
      first = .allocate(capacity: count)
      second = .allocate(capacity: count)
      first.initialize(repeating: 0)
      second.initialize(repeating: 0)
    }

    deinit {
      first.deallocate()
      second.deallocate()
    }
  }

  /// How far the rows of the table of word vectors are.
  struct WordTable {
    var name: String
    /// Steps that each row has behind it, `[rows]`.
    var done: [Int]
    /// The steps since `firstStep`.
    var steps: [headscope_adam_step] = []
    /// The number of the step before `steps[0]`.
    var firstStep: Int

    /// Drops the steps that every row has behind it.
    mutating func forgetSteps(before step: Int) {
      steps.removeAll()
      firstStep = step
    }
  }

  /// Moves the parameters by one step along their gradients.
  ///
  /// - Parameters:
  ///   - model: whose parameters have `gradients`.
  ///   - gradients: parameters without an entry stay as they are.
  ///   - rate: the learning rate.
  ///   - gradientFactor: what gradients are multiplied by, for clipping.
  public func step(
    _ model: SequenceClassifier, _ gradients: ParameterGradients, rate: Double,
    gradientFactor: Double = 1
  ) throws {
    stepCount += 1
    try model.updateParameters(where: gradients.wants) { parameter in
      guard let sum = gradients[parameter.key] else { return }
      precondition(sum.shape == parameter.shape, "a gradient has its parameter's shape")
      let step = kernelStep(parameter.key.name, rate: rate, gradientFactor: gradientFactor)
      let moments = moments(of: parameter)
      if parameter.isWordTable, settings.kind == .adamW, let rows = sum.touchedRows {
        moveRows(rows, of: parameter, sum, moments, step, model)
      } else {
        model.parallel(parameter.values.count, by: Self.elementsPerTask) { range in
          move(parameter.values, sum.values, moments, range, step)
        }
      }
    }
  }

  /// Brings the word vectors that a batch reads up to the steps taken.
  public func prepare(_ model: SequenceClassifier, for batch: RaggedBatch) throws {
    try bringUp(model) { _ in Set(batch.ids).map(Int.init).sorted() }
  }

  /// Brings all word vectors up to the steps taken, before the network is saved or read as a whole.
  public func settle(_ model: SequenceClassifier) throws {
    try bringUp(model) { Array($0.done.indices) }
    words?.forgetSteps(before: stepCount)
  }

  // MARK: - Dense

  private func kernelStep(
    _ name: String, rate: Double, gradientFactor: Double
  ) -> headscope_adam_step {
    let rate = rate * rateFactor(name)
    let decay = settings.weightDecay(of: name)
    let isCoupled = settings.kind == .adam
    let count = Double(stepCount)
    return headscope_adam_step(
      gradientFactor: Float(gradientFactor), coupledDecay: isCoupled ? Float(decay) : 0,
      keep: isCoupled ? 1 : Float(1 - rate * decay), firstWeight: Float(1 - settings.firstDecay),
      secondKeep: Float(settings.secondDecay), secondWeight: Float(1 - settings.secondDecay),
      stepSize: Float(rate / (1 - pow(settings.firstDecay, count))),
      correction: Float((1 - pow(settings.secondDecay, count)).squareRoot()),
      epsilon: Float(settings.epsilon))
  }

  private func moments(of parameter: ParameterSlice) -> Moments {
    if let found = moments[parameter.key] { return found }
    let made = Moments(shape: parameter.shape)
    moments[parameter.key] = made
    return made
  }

  private func move(
    _ values: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeMutableBufferPointer<Float>,
    _ moments: Moments, _ range: Range<Int>, _ step: headscope_adam_step
  ) {
    guard let values = values.baseAddress, let gradient = gradient.baseAddress,
      let first = moments.first.baseAddress, let second = moments.second.baseAddress
    else { return }
    var step = step
    let start = range.lowerBound
    headscope_adam(
      &step, gradient + start, values + start, first + start, second + start, range.count)
  }

  // MARK: - The table of word vectors

  private func moveRows(
    _ rows: [Int32], of parameter: ParameterSlice, _ sum: ParameterGradients.Sum,
    _ moments: Moments, _ step: headscope_adam_step, _ model: SequenceClassifier
  ) {
    let width = parameter.shape.dropFirst().reduce(1, *)
    var table =
      words
      ?? WordTable(
        name: parameter.key.name,
        done: [Int](repeating: stepCount - 1, count: parameter.shape[0]), firstStep: stepCount - 1)
    words = nil
    defer { words = table }
    forEachRow(rows.map(Int.init), model) { row in
      self.bringUp(row, of: parameter, moments, table)
      move(parameter.values, sum.values, moments, row * width..<(row + 1) * width, step)
    }
    table.steps.append(step)
    for row in rows { table.done[Int(row)] = stepCount }
  }

  private func forEachRow(_ rows: [Int], _ model: SequenceClassifier, _ body: (Int) -> Void) {
    model.parallel(rows.count, by: 16) { range in
      for row in rows[range] { body(row) }
    }
  }

  private func bringUp(_ model: SequenceClassifier, _ rows: (WordTable) -> [Int]) throws {
    guard var table = words else { return }
    words = nil
    defer { words = table }
    let behind = rows(table).filter {
      table.done.indices.contains($0) && table.done[$0] < stepCount
    }
    guard !behind.isEmpty else { return }
    try model.updateParameters(where: { $0 == table.name }) { parameter in
      let moments = moments(of: parameter)
      forEachRow(behind, model) { bringUp($0, of: parameter, moments, table) }
    }
    for row in behind { table.done[row] = stepCount }
  }

  /// Does to a row what its steps without gradient would have done.
  private func bringUp(
    _ row: Int, of parameter: ParameterSlice, _ moments: Moments, _ table: WordTable
  ) {
    let width = parameter.shape.dropFirst().reduce(1, *)
    let missed = table.firstStep + table.steps.count - table.done[row]
    guard missed > 0, let values = parameter.values.baseAddress,
      let first = moments.first.baseAddress, let second = moments.second.baseAddress
    else { return }
    let start = row * width
    table.steps.withUnsafeBufferPointer { steps in
      guard let steps = steps.baseAddress else { return }
      headscope_adam_coast(
        steps + table.done[row] - table.firstStep, missed, values + start, first + start,
        second + start, width)
    }
  }
}
