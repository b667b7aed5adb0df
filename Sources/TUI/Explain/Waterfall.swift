internal import Attribution
internal import Model

/// How words add up from a base value to F(x), as the waterfall and force plots of shap draw it.
///
/// Lundberg and Lee, "A Unified Approach to Interpreting Model Predictions", 2017; here for every method whose values have a sum.
struct Waterfall: Equatable, Sendable {
  /// What is added: a word's value, or what no word stands for.
  struct Summand: Equatable, Sendable {
    var label: String
    var value: Double
    /// The units of the text that it stands for.
    var units: [Int] = []
  }

  /// A summand, or several in one, between the sums before and after it.
  struct Step: Equatable, Sendable {
    var summand: Summand
    var from: Double
    var to: Double
  }

  /// The words, strongest first.
  let words: [Summand]
  /// What no word stands for: special tokens, what the sum lacks.
  let rest: [Summand]
  /// What the sum begins with.
  let base: Double
  let baseName: String
  /// F(x), where it ends.
  let output: Double
  /// From the lowest to the highest that the sum ever is, word by word.
  let range: ClosedRange<Double>

  /// Makes a sum from its parts; a remainder that the eye would not see is left out.
  ///
  /// - Parameter remainderName: What is called what base and summands lack of the output.
  init(
    words: [Summand], rest: [Summand] = [], base: Double, baseName: String, output: Double,
    remainderName: String
  ) {
    self.words = words
    self.base = base
    self.baseName = baseName
    self.output = output
    let summands = words + rest
    let largest = summands.map { abs($0.value) }.reduce(abs(output - base), max)
    let remainder = Summand(
      label: remainderName, value: output - base - summands.reduce(0) { $0 + $1.value })
    let seen = (rest + [remainder]).filter {
      abs($0.value) > TrustFindings.completenessTolerance * largest
    }
    self.rest = seen
    var sum = base
    var (low, high) = (min(base, output), max(base, output))
    for summand in (words + seen).reversed() {
      sum += summand.value
      (low, high) = (min(low, sum), max(high, sum))
    }
    range = low...high
  }

  /// The sum of the method on screen; nil where its values have none.
  init?(_ explanation: Explanation, of explain: ExplainState) {
    guard let estimate = explanation.entry(for: explain.request.method)?.estimate,
      !Self.isReduced(estimate, explanation), estimate.values.allSatisfy(\.isFinite),
      estimate.outputValue.isFinite
    else { return nil }
    let output = Double(estimate.outputValue)
    var words: [Summand]
    var rest: [Summand] = []
    if let terms = Self.terms(of: estimate, explanation, explain) {
      words = terms
    } else {
      // A step of the path is no sum: the whole integral's values are.
      var explain = explain
      explain.pathStep = nil
      let units = explain.units(of: explanation)
      words = explain.ranked(explanation).map { unit, value in
        Summand(label: units[unit].text, value: Double(value), units: [unit])
      }
      let all = estimate.values.reduce(0) { $0 + Double($1) }
      let encoding = explanation.encoding
      let names = encoding.ids.indices.filter { encoding.isSpecial[$0] }.prefix(2)
        .map { encoding.tokens[$0] }
      rest = [
        Summand(
          label: names.isEmpty ? "other pieces" : names.joined(separator: " "),
          value: all - words.reduce(0) { $0 + $1.value })
      ]
    }
    if let surrogate = estimate.surrogate, surrogate.intercept.isFinite {
      self.init(
        words: words, rest: rest, base: surrogate.intercept, baseName: "intercept",
        output: output, remainderName: "residual")
    } else if let base = estimate.baseOutput, base.isFinite {
      self.init(
        words: words, rest: rest, base: Double(base), baseName: "F(b)", output: output,
        remainderName: "missing")
    } else if estimate.delta != nil {
      self.init(
        words: words, rest: rest, base: 0, baseName: "start", output: output,
        remainderName: "biases, softmax")
    } else {
      return nil
    }
  }

  /// Whether values are lengths, which do not add up.
  static func isReduced(_ estimate: AttributionEstimate, _ explanation: Explanation) -> Bool {
    explanation.basis.reduction == .l2 && estimate.method.family == .gradient
  }

  /// The terms of LIME's linear model: a word that stands in several places is one of them.
  static func terms(
    of estimate: AttributionEstimate, _ explanation: Explanation, _ explain: ExplainState
  ) -> [Summand]? {
    guard let surrogate = estimate.surrogate, let features = estimate.features else { return nil }
    let isKnown = surrogate.terms.allSatisfy {
      features.indices.contains($0.feature) && $0.weight.isFinite
    }
    guard isKnown else { return nil }
    let units = explain.units(of: explanation)
    var owners: [Int: [Int]] = [:]
    for (index, unit) in units.enumerated() {
      for piece in unit.pieces { owners[piece, default: []].append(index) }
    }
    return surrogate.terms.map { term in
      let feature = features[term.feature]
      let places = feature.pieces.count
      return Summand(
        label: feature.text + (places > 1 ? " ×\(places)" : ""), value: term.weight,
        units: Set(feature.pieces.joined().flatMap { owners[$0] ?? [] }).sorted())
    }
  }

  /// The place of the word that a unit belongs to.
  func place(of unit: Int) -> Int? { words.firstIndex { $0.units.contains(unit) } }

  /// The words that get a row each where there are so many rows for all.
  ///
  /// - Parameter place: A word that has to be among them.
  func window(rows: Int, showing place: Int?) -> Range<Int> {
    let room = rows - (joinsRest(rows: rows) ? 0 : rest.count)
    guard words.count > room || (joinsRest(rows: rows) && !rest.isEmpty) else {
      return words.indices
    }
    let most = min(max(room - 1, 1), words.count)
    guard let place, place >= most else { return 0..<most }
    // One row more is for the stronger words.
    let isLast = place >= words.count - 1 && !joinsRest(rows: rows)
    let count = max(isLast ? most : most - 1, 1)
    return place - count + 1..<place + 1
  }

  /// Whether there is not even room for what no word stands for.
  private func joinsRest(rows: Int) -> Bool { rows < rest.count + 3 }

  /// A step a row from F(x) down to the base value: stronger words in one, the window's words, all others in one, what no word stands for.
  ///
  /// - Complexity: O(words).
  func steps(rows: Int, window: Range<Int>) -> [Step] {
    let isJoined = joinsRest(rows: rows)
    let weaker = Array(words[window.upperBound...]) + (isJoined ? rest : [])
    let shown =
      Self.joined(Array(words[..<window.lowerBound]), "stronger") + words[window]
      + Self.joined(weaker, weaker.count == 1 ? "other" : "others") + (isJoined ? [] : rest)
    var sum = base
    var steps: [Step] = []
    for summand in shown.reversed() {
      steps.append(Step(summand: summand, from: sum, to: sum + summand.value))
      sum += summand.value
    }
    // What is too little to be seen is not to be seen at the end either.
    if let last = steps.indices.last { steps[last].to = output }
    return steps.reversed()
  }

  /// Several summands as one; one alone stays itself.
  private static func joined(_ summands: [Summand], _ noun: String) -> [Summand] {
    guard summands.count > 1 else { return summands }
    return [
      Summand(
        label: "\(summands.count) \(noun)", value: summands.reduce(0) { $0 + $1.value },
        units: summands.flatMap(\.units))
    ]
  }
}
