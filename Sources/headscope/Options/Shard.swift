import ArgumentParser

/// One of the parts that work is divided into, to be done apart: every so many-th row, so that all parts are alike.
struct Shard: Equatable, Sendable, ExpressibleByArgument {
  /// Which part it is, from 1.
  let number: Int
  /// How many parts there are.
  let count: Int

  /// Makes a part; nil where there is no such part.
  init?(number: Int, count: Int) {
    guard count >= 1, (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  /// Reads `I/N`.
  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
    self.init(number: number, count: count)
  }

  /// Whether a row is of this part; rows are counted from 0.
  func has(_ row: Int) -> Bool { row % count == number - 1 }
}
