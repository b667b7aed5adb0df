import Testing

@testable import Training

@Suite("A data set's labels")
struct LabelMatcherTests {
  @Test("are found by name, by case and by number, in this order")
  func matching() {
    let matcher = LabelMatcher(["NEGATIVE", "positive", "1"])
    #expect(matcher.index(of: "positive") == 1)
    #expect(matcher.index(of: "Negative") == 0)
    #expect(matcher.index(of: "1") == 2)
    #expect(matcher.index(of: "0") == 0)
    #expect(matcher.index(of: "3") == nil)
    #expect(matcher.index(of: "neutral") == nil)
    #expect(matcher.isByNumber("0"))
    #expect(!matcher.isByNumber("1"))
  }
}

@Suite("A classification report")
struct ClassificationReportTests {
  @Test("lists confusions by their size, and no loss without probabilities")
  func confusions() {
    var outputs = ClassifierOutputs(classCount: 3)
    for (truth, predicted) in [(0, 1), (2, 1), (2, 1), (1, 1), (0, 2)] {
      outputs.append(truth: truth, probabilities: (0..<3).map { $0 == predicted ? 1 : 0 })
    }
    let report = ClassificationReport(
      outputs, labels: ["a", "b", "c"], hasProbabilities: false, bootstrap: Bootstrap(draws: 10))
    #expect(
      report.confusions(most: 2).map { "\($0.truth)\($0.predicted) \($0.count)" } == [
        "21 2", "01 1",
      ])
    #expect(report.values[.loss] == nil)
    #expect(report.calibration == nil)
    #expect(report.values[.accuracy] == 0.2)
    #expect(Set(report.intervals.keys) == [.accuracy, .macroF1, .weightedF1])
  }
}
