import Model
import Testing

@testable import Training

@Suite("Comparing models")
struct ComparisonTests {
  private var stored: JSONValue? { MetricFixtures.document?["bootstrap"] }
  private static let metrics: [Metric] = [.accuracy, .macroF1, .rocAUC, .loss]

  private func bootstrap() throws -> Bootstrap {
    Bootstrap(
      draws: try #require(stored?["draws"]?.intValue),
      seed: UInt64(try #require(stored?["seed"]?.intValue)))
  }

  private func expected(_ metric: Metric, _ member: String) -> [Double] {
    MetricFixtures.numbers(stored?["expected"]?[metric.rawValue]?[member])
  }

  @Test("draws rows as the reference does, and has its percentiles")
  func intervals() throws {
    let outputs = MetricFixtures.outputs(stored?["truth"], stored?["first"])
    let found = try bootstrap().intervals(Self.metrics, of: outputs)
    for (metric, interval) in zip(Self.metrics, found) {
      let interval = try #require(interval)
      let ends = expected(metric, "interval")
      #expect(abs(interval.lower - ends[0]) <= 1e-9, "\(metric)")
      #expect(abs(interval.upper - ends[1]) <= 1e-9, "\(metric)")
      #expect(interval.value == metric.value(outputs))
    }
  }

  @Test("draws both models' rows together")
  func differences() throws {
    let first = MetricFixtures.outputs(stored?["truth"], stored?["first"])
    let second = MetricFixtures.outputs(stored?["truth"], stored?["second"])
    let found = try bootstrap().differences(Self.metrics, first: first, second: second)
    for (metric, difference) in zip(Self.metrics, found) {
      let difference = try #require(difference)
      let ends = expected(metric, "difference")
      #expect(abs(difference.difference.lower - ends[0]) <= 1e-9, "\(metric)")
      #expect(abs(difference.difference.upper - ends[1]) <= 1e-9, "\(metric)")
      let pValue = stored?["expected"]?[metric.rawValue]?["pValue"]?.doubleValue
      #expect(abs(difference.pValue - (pValue ?? .nan)) <= 1e-12, "\(metric)")
    }
  }

  @Test("finds no difference between a model and itself")
  func same() throws {
    let outputs = MetricFixtures.outputs(stored?["truth"], stored?["first"])
    let found = try #require(
      try bootstrap().differences([.accuracy], first: outputs, second: outputs)[0])
    #expect(found.pValue == 1)
    #expect(found.difference == .init(value: 0, lower: 0, upper: 0))
  }

  @Test("has McNemar's probabilities as SciPy computes them")
  func mcNemar() throws {
    for row in try #require(MetricFixtures.document?["mcnemar"]?.arrayValue) {
      let values = MetricFixtures.numbers(row)
      let test = McNemarTest(firstOnly: Int(values[0]), secondOnly: Int(values[1]))
      #expect(abs(test.exactPValue - values[2]) <= 1e-9)
      #expect(abs(test.chiSquared - values[3]) <= 1e-9)
      #expect(abs(test.chiSquaredPValue - values[4]) <= 1e-9)
    }
  }

  @Test("counts the rows that only one model has right")
  func disagreement() {
    let first = MetricFixtures.confident([(0.9, true), (0.9, true), (0.9, false), (0.9, true)])
    var second = ClassifierOutputs(classCount: 2)
    for (truth, probability) in zip([0, 0, 1, 0], [0.9, 0.1, 0.1, 0.2]) {
      second.append(truth: truth, probabilities: [probability, 1 - probability])
    }
    let test = McNemarTest(first: first, second: second)
    #expect(test.firstOnly == 2)
    #expect(test.secondOnly == 1)
  }
}
