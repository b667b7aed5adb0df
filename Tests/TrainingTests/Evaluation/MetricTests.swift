import Model
import Testing

@testable import Training

@Suite("Metrics of stored predictions")
struct MetricTests {
  private func expected(_ name: String) throws -> JSONValue {
    try #require(MetricFixtures.document?["cases"]?[name])
  }

  private func close(_ value: Double, _ expected: Double?) -> Bool {
    expected.map { abs(value - $0) <= 1e-9 } ?? false
  }

  private func rows(_ value: JSONValue?) -> [[Double]] {
    value?.arrayValue?.map(MetricFixtures.numbers) ?? []
  }

  @Test("equal scikit-learn's to 1e-9", arguments: MetricFixtures.names)
  func values(_ name: String) throws {
    let outputs = MetricFixtures.outputs(name)
    for metric in Metric.allCases {
      let expected = try #require(try expected(name)["metrics"]?[metric.rawValue])
      if expected.isNull {
        #expect(metric.value(outputs) == nil, "\(metric)")
      } else {
        let value = try #require(metric.value(outputs), "\(metric)")
        #expect(close(value, expected.doubleValue), "\(metric): \(value)")
      }
    }
  }

  @Test("of rows with several labels equal scikit-learn's to 1e-9")
  func severalLabels() throws {
    let fixture = try #require(MetricFixtures.document?["severalLabels"])
    let classes = try #require(fixture["classes"]?.intValue)
    let truth = MetricFixtures.numbers(fixture["truth"]).map { $0 == 1 }
    let probabilities = MetricFixtures.numbers(fixture["probabilities"])
    var outputs = ClassifierOutputs(classCount: classes, isMultiLabel: true)
    #expect(Metric.accuracy.value(outputs) == nil)
    for first in stride(from: 0, to: truth.count, by: classes) {
      outputs.append(
        truth: (0..<classes).filter { truth[first + $0] },
        probabilities: probabilities[first..<first + classes])
    }
    let expected = try #require(fixture["metrics"]?.objectValue)
    for metric in Metric.allCases {
      let known = expected[metric.rawValue]?.doubleValue
      let found = metric.value(outputs)
      #expect(known == nil ? found == nil : close(try #require(found), known), "\(metric)")
    }
  }

  @Test(
    "of each class and the confusion matrix equal scikit-learn's", arguments: MetricFixtures.names)
  func classes(_ name: String) throws {
    let matrix = ConfusionMatrix(MetricFixtures.outputs(name))
    let expected = try expected(name)
    #expect(matrix.counts.map { $0.map(Double.init) } == rows(expected["confusion"]))
    for (score, row) in zip(matrix.classScores, rows(expected["labels"])) {
      #expect(close(score.precision, row[0]))
      #expect(close(score.recall, row[1]))
      #expect(close(score.f1, row[2]))
      #expect(score.support == Int(row[3]))
    }
  }

  @Test(
    "of each class against the others have scikit-learn's areas", arguments: MetricFixtures.names)
  func areas(_ name: String) throws {
    let outputs = MetricFixtures.outputs(name)
    for (label, area) in try #require(try expected(name)["areas"]?.arrayValue).enumerated() {
      let found = BinaryRanking(outputs, label: label).rocArea
      #expect(area.isNull ? found == nil : close(try #require(found), area.doubleValue))
    }
  }

  @Test("have scikit-learn's curves", arguments: MetricFixtures.names)
  func curves(_ name: String) throws {
    let expected = try expected(name)
    let label = try #require(expected["label"]?.intValue)
    let ranking = BinaryRanking(MetricFixtures.outputs(name), label: label)
    let roc = rows(expected["curves"]?["roc"])
    #expect(ranking.rocCurve.count == roc.count)
    for (point, row) in zip(ranking.rocCurve, roc) {
      #expect(close(point.falsePositiveRate, row[0]) && close(point.truePositiveRate, row[1]))
    }
    guard !roc.isEmpty else { return }
    #expect(ranking.thresholds == MetricFixtures.numbers(expected["curves"]?["thresholds"]))
    let average = try #require(ranking.averagePrecision)
    #expect(close(average, expected["curves"]?["averagePrecision"]?.doubleValue))
    let precisionRecall = rows(expected["curves"]?["precisionRecall"])
    #expect(ranking.precisionRecallCurve.count == precisionRecall.count)
    for (point, row) in zip(ranking.precisionRecallCurve, precisionRecall) {
      #expect(close(point.precision, row[0]) && close(point.recall, row[1]))
    }
  }

  @Test("of calibration and coverage equal NumPy's", arguments: MetricFixtures.names)
  func confidence(_ name: String) throws {
    let outputs = MetricFixtures.outputs(name)
    let expected = try expected(name)
    let bins = Calibration(outputs).bins
    for (bin, row) in zip(bins, rows(expected["bins"])) {
      #expect(bin.count == Int(row[0]))
      #expect(close(bin.confidence, row[1]) && close(bin.accuracy, row[2]))
    }
    let coverage = rows(expected["coverage"])
    let points = CoverageCurve(outputs).points
    #expect(points.count == coverage.count)
    for (point, row) in zip(points, coverage) {
      #expect(point.threshold == row[0])
      #expect(close(point.coverage, row[1]) && close(point.accuracy, row[2]))
    }
  }

  @Test("without rows are not defined")
  func empty() {
    let outputs = ClassifierOutputs(classCount: 3)
    for metric in Metric.allCases { #expect(metric.value(outputs) == nil) }
    #expect(Bootstrap(draws: 5).intervals([.accuracy], of: outputs) == [nil])
    #expect(CoverageCurve(outputs).points.isEmpty)
  }

  @Test("of outputs that are no numbers do not trap")
  func notNumbers() {
    var outputs = ClassifierOutputs(classCount: 2)
    outputs.append(truth: 0, probabilities: [.nan, .nan])
    outputs.append(truth: 1, probabilities: [.infinity, -.infinity])
    outputs.append(truth: 1, probabilities: [0, 1])
    for metric in Metric.allCases { _ = metric.value(outputs) }
    #expect(ConfusionMatrix(outputs).total == 3)
  }

  @Test("tell what a threshold of a class does")
  func threshold() {
    let outputs = MetricFixtures.confident([
      (0.9, true), (0.8, false), (0.8, true), (0.6, true), (0.4, false),
    ])
    let ranking = BinaryRanking(outputs, label: 0)
    // At 0.8: three rows are called positive, two of the three positive ones among them.
    #expect(ranking.score(at: 0.8).precision == 2.0 / 3)
    #expect(ranking.score(at: 0.8).recall == 2.0 / 3)
    #expect(ranking.score(at: 0.85).precision == 1)
    #expect(ranking.score(at: 0).recall == 1)
    #expect(ranking.score(at: 0.95).predictions == 0)
    #expect(ranking.score(at: 0.95).precision == 0)
  }

  @Test("tell what deciding above a confidence does")
  func coverage() throws {
    let curve = CoverageCurve(
      MetricFixtures.confident([(0.9, true), (0.8, true), (0.7, false), (0.6, true)]))
    let point = try #require(curve.point(at: 0.75))
    #expect(point.coverage == 0.5)
    #expect(point.accuracy == 1)
    #expect(curve.point(at: 0.95) == nil)
    #expect(curve.threshold(reaching: 0.7)?.coverage == 1)
    #expect(curve.threshold(reaching: 0.9)?.threshold == 0.8)
  }

  @Test("of several labels take each label of a row by itself")
  func eachLabelByItself() {
    var outputs = ClassifierOutputs(classCount: 3, isMultiLabel: true)
    outputs.append(truth: [0, 2], probabilities: [0.9, 0.2, 0.5])
    outputs.append(truth: [1], probabilities: [0.75, 0.25, 0.25])
    outputs.append(truth: [], probabilities: [0.1, 0.1, 0.4])
    #expect((0..<3).map(outputs.isRight) == [true, false, true])
    #expect((0..<3).map(outputs.predictedLabels) == [[0, 2], [0], []])
    #expect((0..<3).map(outputs.trueLabels) == [[0, 2], [1], []])
    // The least sure decision of each row.
    #expect((0..<3).map(outputs.confidence) == [0.5, 0.75, 0.6])
    // Both labels of the first row are found; the second row's is missed, and another one given.
    #expect(ConfusionMatrix(outputs).counts == [[1, 0, 0], [1, 0, 0], [0, 0, 1]])
    #expect(outputs.classScores.map(\.support) == [1, 1, 1])
    #expect(outputs.classScores.map(\.predictions) == [2, 0, 1])
    #expect(outputs.classScores.map(\.recall) == [1, 0, 1])
    // −(ln ¼ + ln ¼ + ln ¾) / 3
    #expect(abs(outputs.loss(1) - 1.0200896) < 1e-6)
    let order = [2, 0, 0, 1]
    let drawn = outputs.selecting(order)
    #expect(order.map(outputs.trueLabels) == (0..<4).map(drawn.trueLabels))
    #expect(order.map(outputs.predictedLabels) == (0..<4).map(drawn.predictedLabels))
    var other = ClassifierOutputs(classCount: 3, isMultiLabel: true)
    other.append(truth: [0, 2], probabilities: [0.9, 0.2, 0.4])
    other.append(truth: [1], probabilities: [0.25, 0.75, 0.25])
    other.append(truth: [], probabilities: [0.1, 0.1, 0.4])
    #expect(McNemarTest(first: outputs, second: other) == McNemarTest(firstOnly: 1, secondOnly: 1))
  }

  @Test("over folds have NumPy's mean and standard deviation")
  func spread() {
    let spread = MetricSpread([0.9, 0.8, 1.0, 0.7])
    #expect(abs(spread.mean - 0.85) < 1e-12)
    // numpy.std([0.9, 0.8, 1.0, 0.7])
    #expect(abs(spread.standardDeviation - 0.11180339887498948) < 1e-12)
  }
}
