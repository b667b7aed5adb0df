internal import Foundation

/// What a classifier said of labelled examples: the stored predictions that every metric is computed from.
///
/// An example has one class, and the most probable one is predicted; or any number of labels, each of which is decided by itself.
public struct ClassifierOutputs: Equatable, Sendable {
  /// Of several labels each is predicted from this probability on.
  public static let threshold = 0.5

  /// The number of classes.
  public let classCount: Int
  /// Whether an example has any number of labels.
  public let isMultiLabel: Bool
  /// The true class of each row; of several labels the first.
  private(set) var truth: [Int] = []
  /// The class with the largest probability of each row, the first of equal ones.
  private(set) var predicted: [Int] = []
  /// The probabilities, `classCount` a row.
  public private(set) var probabilities: [Double] = []
  /// Whether a row has a label, `classCount` a row; empty where rows have one class.
  private var marks: [Bool] = []

  /// Starts without rows.
  public init(classCount: Int, isMultiLabel: Bool = false) {
    precondition(classCount > 0, "A classifier has at least one class.")
    self.classCount = classCount
    self.isMultiLabel = isMultiLabel
  }

  /// The number of rows.
  public var count: Int { truth.count }

  /// Adds a row of one class.
  ///
  /// - Parameters:
  ///   - truth: The true class, 0 up to `classCount`.
  ///   - probabilities: One a class.
  public mutating func append(truth: Int, probabilities: some Collection<Double>) {
    append(truth: [truth], probabilities: probabilities)
  }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - truth: The true labels, 0 up to `classCount`; the first is the true class where rows have one.
  ///   - probabilities: One a class.
  public mutating func append(truth: [Int], probabilities: some Collection<Double>) {
    precondition(isMultiLabel || !truth.isEmpty, "Every row has a class.")
    precondition(
      truth.allSatisfy((0..<classCount).contains), "The true class is one of the model's.")
    precondition(probabilities.count == classCount, "A row has one probability a class.")
    self.truth.append(truth.first ?? 0)
    self.probabilities += probabilities
    predicted.append(Self.largest(probabilities))
    guard isMultiLabel else { return }
    marks += (0..<classCount).map(truth.contains)
  }

  /// The probability of a class in a row.
  public func probability(_ row: Int, _ label: Int) -> Double {
    probabilities[row * classCount + label]
  }

  /// Whether a class is the row's, or one of its labels.
  public func isTrue(_ row: Int, _ label: Int) -> Bool {
    isMultiLabel ? marks[row * classCount + label] : truth[row] == label
  }

  /// Whether a class is predicted for a row.
  public func isPredicted(_ row: Int, _ label: Int) -> Bool {
    isMultiLabel ? probability(row, label) >= Self.threshold : predicted[row] == label
  }

  /// The row's class, or its labels in their order.
  public func trueLabels(_ row: Int) -> [Int] {
    isMultiLabel ? (0..<classCount).filter { isTrue(row, $0) } : [truth[row]]
  }

  /// The class predicted for a row, or the labels in their order.
  public func predictedLabels(_ row: Int) -> [Int] {
    isMultiLabel ? (0..<classCount).filter { isPredicted(row, $0) } : [predicted[row]]
  }

  /// Whether everything that is predicted for a row is right, and nothing is missing.
  public func isRight(_ row: Int) -> Bool {
    isMultiLabel
      ? (0..<classCount).allSatisfy { isTrue(row, $0) == isPredicted(row, $0) }
      : truth[row] == predicted[row]
  }

  /// How sure a row's prediction is: the probability of the predicted class, of several labels that of the least sure decision.
  public func confidence(_ row: Int) -> Double {
    guard isMultiLabel else { return probability(row, predicted[row]) }
    return (0..<classCount).reduce(1) { least, label in
      let value = probability(row, label)
      return min(least, isPredicted(row, label) ? value : 1 - value)
    }
  }

  /// The negative logarithm of what was given to the truth; of several labels the mean of all decisions.
  ///
  /// Probabilities are kept from 0 by the spacing of doubles at 1, as scikit-learn does.
  public func loss(_ row: Int) -> Double {
    guard isMultiLabel else { return Self.surprise(probability(row, truth[row])) }
    let sum = (0..<classCount).reduce(0.0) { sum, label in
      let value = probability(row, label)
      return sum + Self.surprise(isTrue(row, label) ? value : 1 - value)
    }
    return sum / Double(classCount)
  }

  /// How wrong a row is: its loss, or where outputs are no probabilities how far the true class is behind the predicted one.
  public func wrongness(_ row: Int, hasProbabilities: Bool) -> Double {
    hasProbabilities || isMultiLabel
      ? loss(row) : confidence(row) - probability(row, truth[row])
  }

  /// The cells of the confusion matrix that a row belongs to: its class and the predicted one.
  ///
  /// Of several labels each that is there stands against itself where it was found, and against all that were given and are not there.
  public func forEachCell(_ row: Int, _ body: (_ truth: Int, _ predicted: Int) -> Void) {
    guard isMultiLabel else { return body(truth[row], predicted[row]) }
    for label in 0..<classCount where isTrue(row, label) {
      for other in 0..<classCount
      where isPredicted(row, other) && (other == label || !isTrue(row, other)) {
        body(label, other)
      }
    }
  }

  /// Precision, recall and F1 of each class.
  ///
  /// - Complexity: O(rows), of several labels O(classes · rows).
  public var classScores: [ConfusionMatrix.ClassScore] {
    guard isMultiLabel else { return ConfusionMatrix(self).classScores }
    return (0..<classCount).map { label in
      var (hits, support, predictions) = (0, 0, 0)
      for row in 0..<count {
        let (isTrue, isPredicted) = (isTrue(row, label), isPredicted(row, label))
        if isTrue { support += 1 }
        if isPredicted { predictions += 1 }
        if isTrue, isPredicted { hits += 1 }
      }
      return ConfusionMatrix.ClassScore(hits: hits, support: support, predictions: predictions)
    }
  }

  /// Whether both are of the same rows, as far as their labels tell.
  func hasTruth(of other: ClassifierOutputs) -> Bool {
    truth == other.truth && marks == other.marks && classCount == other.classCount
  }

  /// Some rows, each as often as it is named.
  public func selecting(_ rows: some Sequence<Int>) -> ClassifierOutputs {
    var result = ClassifierOutputs(classCount: classCount, isMultiLabel: isMultiLabel)
    for row in rows {
      result.truth.append(truth[row])
      result.predicted.append(predicted[row])
      let start = row * classCount
      result.probabilities += probabilities[start..<start + classCount]
      if isMultiLabel { result.marks += marks[start..<start + classCount] }
    }
    return result
  }

  private static func surprise(_ probability: Double) -> Double {
    -log(min(max(probability, Double.ulpOfOne), 1))
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
