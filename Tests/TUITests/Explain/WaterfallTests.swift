import Attribution
import Model
import Testing

@testable import TUI

@Suite("The sum from a base value to F(x)")
struct WaterfallTests {
  private func summands(_ values: [Double]) -> [Waterfall.Summand] {
    values.enumerated().map { Waterfall.Summand(label: "w\($0)", value: $1, units: [$0]) }
  }

  private func waterfall(
    _ values: [Double], special: Double = 0, base: Double, output: Double
  ) -> Waterfall {
    Waterfall(
      words: summands(values), rest: [Waterfall.Summand(label: "[CLS] [SEP]", value: special)],
      base: base, baseName: "F(b)", output: output, remainderName: "missing")
  }

  @Test("goes from the base value to F(x) without a gap, whatever part of it has rows")
  func sums() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let count = Int.random(in: 0...30, using: &generator)
      let values = (0..<count).map { _ in Double.random(in: -2...2, using: &generator) }
        .sorted { abs($0) > abs($1) }
      let base = Double.random(in: -3...3, using: &generator)
      let special = Bool.random(using: &generator) ? 0.4 : 0
      let missing = Bool.random(using: &generator) ? -0.7 : 0
      let output = base + values.reduce(special + missing, +)
      let sum = waterfall(values, special: special, base: base, output: output)
      let rows = Int.random(in: 3...20, using: &generator)
      let place = count > 0 ? Int.random(in: 0..<count, using: &generator) : nil
      let window = sum.window(rows: rows, showing: place)
      let steps = sum.steps(rows: rows, window: window)
      #expect(steps.count <= rows)
      #expect(place.map(window.contains) ?? true)
      #expect(steps.first?.to == (steps.isEmpty ? nil : output))
      #expect(steps.last?.from == (steps.isEmpty ? nil : base))
      for (upper, lower) in zip(steps, steps.dropFirst()) { #expect(upper.from == lower.to) }
      for step in steps {
        #expect(abs(step.to - step.from - step.summand.value) < 1e-9)
        #expect(sum.range.lowerBound - 1e-9...sum.range.upperBound + 1e-9 ~= step.to)
      }
      // No word is lost or counted twice.
      #expect(steps.flatMap(\.summand.units).sorted() == Array(0..<count))
    }
  }

  @Test("has the strongest next to F(x), then the others in one, then what no word stands for")
  func order() {
    let sum = waterfall([3, -2, 1, 0.5, 0.25], special: 0.25, base: 1, output: 5)
    let steps = sum.steps(rows: 5, window: sum.window(rows: 5, showing: nil))
    // 1 + 3 − 2 + 1.75 + 0.25 is 4: 1 is missing.
    #expect(steps.map(\.summand.label) == ["w0", "w1", "3 others", "[CLS] [SEP]", "missing"])
    #expect(steps.map(\.summand.value) == [3, -2, 1.75, 0.25, 1])
    #expect(steps.map(\.from) == [2, 4, 2.25, 2, 1])
  }

  @Test("joins what is stronger where a weak word is looked at")
  func window() {
    let sum = waterfall([5, 4, 3, 2, 1], base: 0, output: 15)
    func labels(_ place: Int?) -> [String] {
      sum.steps(rows: 4, window: sum.window(rows: 4, showing: place)).map(\.summand.label)
    }
    #expect(labels(nil) == ["w0", "w1", "w2", "2 others"])
    #expect(labels(2) == labels(nil))
    #expect(labels(3) == ["2 stronger", "w2", "w3", "w4"])
    #expect(labels(4) == ["2 stronger", "w2", "w3", "w4"])
  }

  @Test("leaves out what the eye does not see, and is exact all the same")
  func negligible() {
    let sum = waterfall([2, 1], special: 1e-5, base: 0, output: 3.0001)
    #expect(sum.rest.isEmpty)
    let steps = sum.steps(rows: 9, window: sum.window(rows: 9, showing: nil))
    #expect(steps.map(\.from) == [1, 0])
    #expect(steps.map(\.to) == [3.0001, 1])
  }

  @Test("is of the whole integral while a step of the path is looked at")
  func wholeIntegral() throws {
    var robot = try Robot(text: SampleModel.sentence)
    let settled = try #require(robot.state.explain.settled)
    let whole = try #require(Waterfall(settled, of: robot.state.explain))
    robot.state.explain.pathStep = 0
    #expect(Waterfall(settled, of: robot.state.explain) == whole)
    #expect(whole.words.first?.label == "anxious")
    #expect(whole.rest.map(\.label) == ["[CLS] [SEP]"])
  }

  @Test("begins at nothing for relevance, and shows what biases and softmax took up")
  func relevance() throws {
    var robot = try Robot(text: "i felt anxious")
    robot.explain(by: .attnLRP) {
      $0.baseOutput = nil
      $0.delta = -1
      $0.outputValue = $0.values.reduce(0, +) + 1
    }
    let settled = try #require(robot.state.explain.settled)
    let sum = try #require(Waterfall(settled, of: robot.state.explain))
    #expect(sum.base == 0)
    #expect(sum.rest.last?.label == "biases, softmax")
    #expect(abs((sum.rest.last?.value ?? 0) - 1) < 1e-5)
  }

  @Test("counts a word of LIME's bag once, wherever it stands")
  func bag() throws {
    var robot = try Robot(text: "so so anxious")
    robot.explainByLIME(weights: [("so", [[1], [2]], 0.5), ("anxious", [[3, 4]], 2)])
    let settled = try #require(robot.state.explain.settled)
    let sum = try #require(Waterfall(settled, of: robot.state.explain))
    #expect(sum.words.map(\.label) == ["anxious", "so ×2"])
    #expect(sum.words.map(\.units) == [[2], [0, 1]])
    // 0.25 + 2 + 0.5 is 2.75, F(x) is 3.
    #expect(sum.base == 0.25)
    #expect(sum.rest.map(\.label) == ["residual"])
    #expect(sum.rest.map(\.value) == [0.25])
  }

  @Test("is none where values need not add up")
  func none() throws {
    var robot = try Robot(text: "i felt anxious")
    robot.explain(by: .smoothGrad) {
      $0.baseOutput = nil
      $0.delta = nil
    }
    let settled = try #require(robot.state.explain.settled)
    #expect(Waterfall(settled, of: robot.state.explain) == nil)
    // Lengths have no sum, either.
    robot.state.explain.request.method = .integratedGradients
    var lengths = settled
    lengths.basis.reduction = .l2
    #expect(Waterfall(settled, of: robot.state.explain) != nil)
    #expect(Waterfall(lengths, of: robot.state.explain) == nil)
  }
}
