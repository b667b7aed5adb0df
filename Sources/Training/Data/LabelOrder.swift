/// The order of labels that nobody has ordered.
enum LabelOrder {
  /// Labels in the order of `known`, if all are in it; else numbers by their value; else by their scalars.
  static func sorted(_ labels: [String], known: [String]) -> [String] {
    if !known.isEmpty, labels.allSatisfy(known.contains) { return known }
    let numbers = labels.compactMap { Int($0) }
    if numbers.count == labels.count {
      return zip(numbers, labels).sorted { $0 < $1 }.map(\.1)
    }
    return labels.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }
}
