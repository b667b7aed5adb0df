/// Areas under ROC curves of several classes (Hand and Till, "A Simple Generalisation of the Area Under the ROC Curve", 2001).
public enum ROCArea {
  /// The mean over classes of the area of each against all others; with two classes, of which a row has one, that of the second.
  ///
  /// Classes that are missing from the truth, or are all of it, have no area and are left out; nil where no class has one.
  ///
  /// - Complexity: O(classes · rows · log rows).
  public static func oneVersusRest(_ outputs: ClassifierOutputs) -> Double? {
    if outputs.classCount == 2, !outputs.isMultiLabel {
      return BinaryRanking(outputs, label: 1).rocArea
    }
    let areas = (0..<outputs.classCount).compactMap { BinaryRanking(outputs, label: $0).rocArea }
    return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }

  /// The mean over pairs of classes of the area of each of both against the other, on the rows of the two.
  ///
  /// Only classes of the truth have pairs; nil where there is but one.
  ///
  /// - Complexity: O(classes · rows · log rows).
  public static func oneVersusOne(_ outputs: ClassifierOutputs) -> Double? {
    if outputs.classCount == 2 { return oneVersusRest(outputs) }
    var rows = [[Int]](repeating: [], count: outputs.classCount)
    for row in 0..<outputs.count { rows[outputs.truth[row]].append(row) }
    func area(_ label: Int, _ other: Int) -> Double? {
      BinaryRanking(
        rows[label].map { (outputs.probability($0, label), true) }
          + rows[other].map { (outputs.probability($0, label), false) }
      ).rocArea
    }
    var areas: [Double] = []
    for first in 0..<outputs.classCount {
      for second in (first + 1)..<max(first + 1, outputs.classCount) {
        guard let one = area(first, second), let other = area(second, first) else { continue }
        areas.append((one + other) / 2)
      }
    }
    return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }
}
