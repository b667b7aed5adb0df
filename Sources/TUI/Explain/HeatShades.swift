internal import Attribution

/// The colours that the words of the heat map have, and how they follow new numbers.
///
/// Every key moves every word's value a little; if every colour followed at once, the whole map
/// would flicker and be sent anew, over a slow line above all. So a word keeps its colour while
/// its value stays within a tolerance of it.
struct HeatShades: Equatable, Sendable {
  /// What makes colours comparable.
  struct Basis: Equatable, Sendable {
    var request: AttributionRequest
    var method: AttributionMethod
    var rows: [AttributionMethod]
    var granularity: Granularity
    var unfolded: Set<Int>
    var fold: TextFold?
    var isScaleShared: Bool
    var target: Int
  }

  /// How far, in steps of the ramp, a value may be from a colour that stays.
  enum Tolerance {
    /// Rounding to the nearest step, and a quarter more: a map shows the same whatever was typed
    /// before, but for values at the very border of two steps.
    static let refined: Float = 0.75
    /// The gradient pass is a first guess: it overrules a refined colour only where it is clearly
    /// of another opinion, a fifth of the scale.
    static let gradient: Float = 3
  }

  /// How much of a value's colour is shown: t²/(1 + t²), where t is the value in standard errors.
  ///
  /// So much of it is left when it is shrunk towards 0 as far as its error asks for: half at one
  /// standard error, four fifths at two. What nobody knows the error of has no colour.
  static func certainty(_ value: Float, error: Float) -> Float {
    guard error != 0 else { return 1 }
    guard error.isFinite, value.isFinite else { return 0 }
    // The smaller by the larger: a square of the other ratio may be more than a Float holds.
    if abs(value) >= abs(error) { return 1 / (1 + (error / value) * (error / value)) }
    let ratio = value / error
    return ratio * ratio / (1 + ratio * ratio)
  }

  let basis: Basis
  /// The units they belong to.
  let texts: [String]
  /// Signed steps of the ramp, one a unit.
  let steps: [Int]

  /// Colours for new numbers.
  ///
  /// - Parameters:
  ///   - shares: Values as shares of the scale's end, one a unit.
  ///   - units: What is coloured.
  ///   - tolerance: In steps.
  ///   - last: The colours before: taken up where the unit is the same, counted from the nearer end
  ///     of the text, and the basis too.
  init(
    _ shares: [Float], units: [HeatUnit], basis: Basis, tolerance: Float, after last: HeatShades?
  ) {
    self.basis = basis
    let texts = units.map(\.text)
    self.texts = texts
    guard let last, last.basis == basis else {
      steps = shares.map(Ramp.step)
      return
    }
    let common = zip(texts, last.texts).prefix { $0 == $1 }.count
    let shift = last.texts.count - texts.count
    let tail = zip(texts.reversed(), last.texts.reversed()).prefix { $0 == $1 }.count
    steps = shares.indices.map { index in
      let step = Ramp.step(shares[index])
      let place = index < common ? index : index >= texts.count - tail ? index + shift : nil
      guard let place, last.steps.indices.contains(place) else { return step }
      let distance = shares[index] * Float(Ramp.steps) - Float(last.steps[place])
      return abs(distance) <= tolerance ? last.steps[place] : step
    }
  }
}

extension ExplainState {
  private func shadesBasis(of explanation: Explanation) -> HeatShades.Basis {
    HeatShades.Basis(
      request: explanation.basis, method: request.method, rows: rows, granularity: granularity,
      unfolded: unfolded, fold: fold, isScaleShared: isScaleShared, target: explanation.target)
  }

  /// Lets the colours follow the numbers that just came.
  mutating func followShades() {
    guard let live, pathStep == nil else { return shades = nil }
    let units = units(of: live)
    shades = HeatShades(
      exactShares(of: request.method, in: live, units: units), units: units,
      basis: shadesBasis(of: live),
      tolerance: stage == .refined ? HeatShades.Tolerance.refined : HeatShades.Tolerance.gradient,
      after: shades)
  }

  /// Values as shares of the scale's end, those that are not certain yet nearer to nothing.
  func exactShares(
    of method: AttributionMethod, in explanation: Explanation, units: [HeatUnit]
  ) -> [Float] {
    let values = values(of: method, in: explanation)
    let scale = scale(of: method, in: explanation, units: units)
    let errors =
      pathStep == nil
      ? explanation.entry(for: method).flatMap { AttributionErrors($0.estimate) } : nil
    return measured(units, by: method, in: explanation).map { unit in
      let value = unit.value(values)
      guard scale > 0, value.isFinite else { return 0 }
      let certainty = errors.map { HeatShades.certainty(value, error: unit.uncertainty($0)) } ?? 1
      return value / scale * certainty
    }
  }

  /// What the heat map shows in a method's row: values as shares of the scale's end, one a unit.
  func shares(
    of method: AttributionMethod, in explanation: Explanation, units: [HeatUnit]
  ) -> [Float] {
    if method == request.method, pathStep == nil, let shades, shades.steps.count == units.count,
      shades.basis == shadesBasis(of: explanation)
    {
      return shades.steps.map { Float($0) / Float(Ramp.steps) }
    }
    return exactShares(of: method, in: explanation, units: units)
  }
}
