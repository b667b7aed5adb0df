/// A number that says how good predictions are.
public enum Metric: String, Sendable, CaseIterable {
  case accuracy
  case macroF1 = "macro-f1"
  case weightedF1 = "weighted-f1"
  case macroPrecision = "macro-precision"
  case macroRecall = "macro-recall"
  case weightedPrecision = "weighted-precision"
  case weightedRecall = "weighted-recall"
  /// The mean area under the ROC curves of each class against all others.
  case rocAUC = "roc-auc"
  /// The mean area under the ROC curves of pairs of classes.
  case rocAUCOneVersusOne = "roc-auc-ovo"
  /// The mean negative logarithm of the true class's probability.
  case loss
  case matthews
  /// The expected calibration error, of 15 bins.
  case calibrationError = "calibration-error"

  /// Its name in JSON: `macroF1`.
  public var memberName: String {
    switch self {
    case .accuracy: "accuracy"
    case .macroF1: "macroF1"
    case .weightedF1: "weightedF1"
    case .macroPrecision: "macroPrecision"
    case .macroRecall: "macroRecall"
    case .weightedPrecision: "weightedPrecision"
    case .weightedRecall: "weightedRecall"
    case .rocAUC: "rocAUC"
    case .rocAUCOneVersusOne: "rocAUCOneVersusOne"
    case .loss: "loss"
    case .matthews: "matthews"
    case .calibrationError: "calibrationError"
    }
  }

  /// What tables call it.
  public var title: String {
    switch self {
    case .accuracy: "accuracy"
    case .macroF1: "macro F1"
    case .weightedF1: "weighted F1"
    case .macroPrecision: "macro precision"
    case .macroRecall: "macro recall"
    case .weightedPrecision: "weighted precision"
    case .weightedRecall: "weighted recall"
    case .rocAUC: "ROC AUC, one vs rest"
    case .rocAUCOneVersusOne: "ROC AUC, one vs one"
    case .loss: "loss"
    case .matthews: "Matthews"
    case .calibrationError: "calibration error"
    }
  }

  /// Whether less is better.
  public var isLowerBetter: Bool { self == .loss || self == .calibrationError }

  /// Whether it is of one class a row, and not defined for several labels.
  public var needsOneClass: Bool { self == .rocAUCOneVersusOne || self == .matthews }

  /// Whether it means something only where outputs are probabilities.
  public var needsProbabilities: Bool { isLowerBetter }

  /// The value; nil where it is not defined: without rows, or of one class alone for ROC areas.
  ///
  /// Of several labels they are scikit-learn's of indicator matrices: accuracy is the share of rows of which every label is right.
  ///
  /// - Complexity: O(classes · rows · log rows) for ROC areas, O(rows) for the others, of several labels O(classes · rows).
  public func value(_ outputs: ClassifierOutputs) -> Double? {
    guard outputs.count > 0, !(outputs.isMultiLabel && needsOneClass) else { return nil }
    switch self {
    case .rocAUC: return ROCArea.oneVersusRest(outputs)
    case .rocAUCOneVersusOne: return ROCArea.oneVersusOne(outputs)
    case .loss:
      return (0..<outputs.count).reduce(0) { $0 + outputs.loss($1) } / Double(outputs.count)
    case .calibrationError: return Calibration(outputs).expectedError
    default:
      guard outputs.isMultiLabel else { return value(ConfusionMatrix(outputs)) }
      return self == .accuracy
        ? Double((0..<outputs.count).count(where: outputs.isRight)) / Double(outputs.count)
        : average.map { ConfusionMatrix.average(outputs.classScores, $0.kind, $0.score) }
    }
  }

  /// Which of the classes' scores it puts together, and how; nil of the others.
  private var average:
    (kind: ConfusionMatrix.Average, score: KeyPath<ConfusionMatrix.ClassScore, Double>)?
  {
    switch self {
    case .macroF1: (.macro, \.f1)
    case .weightedF1: (.weighted, \.f1)
    case .macroPrecision: (.macro, \.precision)
    case .macroRecall: (.macro, \.recall)
    case .weightedPrecision: (.weighted, \.precision)
    case .weightedRecall: (.weighted, \.recall)
    case .accuracy, .rocAUC, .rocAUCOneVersusOne, .loss, .matthews, .calibrationError: nil
    }
  }

  /// The value where it follows from how often each class was predicted as each; nil for the others.
  public func value(_ matrix: ConfusionMatrix) -> Double? {
    switch self {
    case .accuracy: matrix.accuracy
    case .matthews: matrix.matthews
    default: average.map { matrix.average($0.kind, $0.score) }
    }
  }
}
