/// Finds a data set's labels among a model's.
///
/// By their spelling; else without regard to case; else, where a label is a number and the model has no label of that name, by place, as `0` and `1`
/// of SST-2 mean the first and the second class.
public struct LabelMatcher: Sendable {
  private let exact: [String: Int]
  private let folded: [String: Int]
  private let count: Int

  /// Takes a model's labels.
  public init(_ labels: [String]) {
    count = labels.count
    let places = labels.enumerated().map { ($0.element, $0.offset) }
    exact = Dictionary(places, uniquingKeysWith: { first, _ in first })
    folded = Dictionary(
      places.map { ($0.0.lowercased(), $0.1) }, uniquingKeysWith: { first, _ in first })
  }

  /// The place of a label among the model's; nil where it has none.
  public func index(of label: String) -> Int? { named(label) ?? numbered(label) }

  /// The places of labels that are the model's, all of them and each once; nil where they are others.
  public func places(of labels: [String]) -> [Int]? {
    let found = labels.compactMap(index)
    return labels.count == count && Set(found).count == count ? found : nil
  }

  /// Whether a label is found only by its number, which may mean another class than the model's: to be told.
  public func isByNumber(_ label: String) -> Bool {
    named(label) == nil && numbered(label) != nil
  }

  private func named(_ label: String) -> Int? { exact[label] ?? folded[label.lowercased()] }

  private func numbered(_ label: String) -> Int? {
    Int(label).flatMap { (0..<count).contains($0) ? $0 : nil }
  }
}
