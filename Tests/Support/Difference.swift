/// The largest absolute difference of two lists; infinite where one holds NaN or they differ in length.
package func maximumDifference(
  _ found: some Collection<Float>, _ expected: some Collection<Float>
) -> Float {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// The largest absolute value; 0 of nothing.
package func largestMagnitude(_ values: some Collection<Float>) -> Float {
  values.reduce(0) { max($0, abs($1)) }
}

/// The bound that hidden states, attention, queries, keys and values are held to: 1e-5 + 1e-6·max|tensor|.
package func activationTolerance(_ expected: some Collection<Float>) -> Float {
  1e-5 + 1e-6 * largestMagnitude(expected)
}

/// max|found − expected| over max|expected|, the measure that attributions and gradients are compared by.
///
/// 0 where both are zero throughout, infinite where only the expected values are.
package func relativeDifference(
  _ found: some Collection<Float>, _ expected: some Collection<Float>
) -> Float {
  let difference = maximumDifference(found, expected)
  guard difference > 0 else { return 0 }
  return difference / largestMagnitude(expected)
}
