extension ClosedRange<Int> {
  /// Reads `3` or `0-2`, counted from 0, as layers and positions are given; nil for anything else.
  init?(argument: Substring) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = ends.compactMap { Int($0) }
    guard numbers.count == ends.count, (1...2).contains(numbers.count), let first = numbers.first,
      let last = numbers.last, 0...last ~= first
    else { return nil }
    self = first...last
  }
}
