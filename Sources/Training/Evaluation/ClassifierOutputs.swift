internal import Foundation

/// What a classifier said of labelled examples: the stored predictions that every metric is computed from.
public struct ClassifierOutputs: Equatable, Sendable {
  /// The number of classes.
  public let classCount: Int
  /// The true class of each row.
  public private(set) var truth: [Int] = []
  /// The class with the largest probability of each row, the first of equal ones.
  public private(set) var predicted: [Int] = []
  /// The probabilities, `classCount` a row.
  public private(set) var probabilities: [Double] = []

  /// Starts without rows.
  public init(classCount: Int) {
    precondition(classCount > 0, "A classifier has at least one class.")
    self.classCount = classCount
  }

  /// The number of rows.
  public var count: Int { truth.count }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - truth: The true class, 0 up to `classCount`.
  ///   - probabilities: One a class.
  public mutating func append(truth: Int, probabilities: some Collection<Double>) {
    precondition((0..<classCount).contains(truth), "The true class is one of the model's.")
    precondition(probabilities.count == classCount, "A row has one probability a class.")
    self.truth.append(truth)
    self.probabilities += probabilities
    predicted.append(Self.largest(probabilities))
  }

  /// The probability of a class in a row.
  public func probability(_ row: Int, _ label: Int) -> Double {
    probabilities[row * classCount + label]
  }

  /// The probability of the predicted class.
  public func confidence(_ row: Int) -> Double { probability(row, predicted[row]) }

  /// The negative logarithm of the true class's probability, which is kept from 0 by the spacing of doubles at 1 as scikit-learn does.
  public func loss(_ row: Int) -> Double {
    let probability = probability(row, truth[row])
    return -log(min(max(probability, Double.ulpOfOne), 1))
  }

  /// Some rows, each as often as it is named.
  public func selecting(_ rows: some Sequence<Int>) -> ClassifierOutputs {
    var result = ClassifierOutputs(classCount: classCount)
    for row in rows {
      result.truth.append(truth[row])
      result.predicted.append(predicted[row])
      let start = row * classCount
      result.probabilities += probabilities[start..<start + classCount]
    }
    return result
  }

  /// All rows, the one with the largest loss first: wrong labels are found at the beginning.
  ///
  /// - Complexity: O(rows · log rows).
  public var rowsByLoss: [Int] {
    let losses = (0..<count).map(loss)
    return losses.indices.sorted { (losses[$1], $0) < (losses[$0], $1) }
  }

  /// The rows of one cell of the confusion matrix, the most confident first.
  public func rows(truth: Int, predicted: Int) -> [Int] {
    (0..<count).filter { self.truth[$0] == truth && self.predicted[$0] == predicted }
      .sorted { (confidence($1), $0) < (confidence($0), $1) }
  }

  private static func largest(_ values: some Collection<Double>) -> Int {
    var best = 0
    var largest = -Double.infinity
    for (place, value) in values.enumerated() where value > largest {
      best = place
      largest = value
    }
    return best
  }
}
