import ArgumentParser
import Attribution

/// Heads as a user names them: `0.3,2`, `0-2`, `0.*`, `0.0-0.3`, `*.5`, `all-but:0.3`.
///
/// Layers and heads are counted from 0; they are to be checked against a model before they are closed in one.
struct HeadSelection: Equatable {
  /// The names as they were written.
  let text: String
  private let items: [Item]
  /// Whether all heads but the named are meant.
  private let isExcept: Bool

  /// Heads of layers, as one name names them.
  private struct Item: Equatable {
    var layers: ClosedRange<Int>
    var heads: ClosedRange<Int>

    /// Whether it is one head of one layer.
    var isOneHead: Bool {
      layers.lowerBound == layers.upperBound && heads.lowerBound == heads.upperBound
    }
  }

  /// What stands before names of heads that are left out.
  private static let exceptPrefix = "all-but:"
  /// What `*` stands for.
  private static let all = 0...Int.max

  /// Reads names separated by commas.
  ///
  /// - Parameter option: The option they were given to, for messages.
  /// - Throws: `ValidationError` with the name that cannot be read.
  init(_ text: String, option: String) throws {
    self.text = text
    isExcept = text.hasPrefix(Self.exceptPrefix)
    let names = isExcept ? text.dropFirst(Self.exceptPrefix.count) : text[...]
    items = try names.split(separator: ",", omittingEmptySubsequences: false).map { name in
      if let item = Self.item(name) { return item }
      throw ValidationError(
        name.hasPrefix(Self.exceptPrefix)
          ? "\(option) \(text): \(Self.exceptPrefix) stands once, before all names: \(Self.exceptPrefix)0.3,2."
          : "\(option) \(name.isEmpty ? text[...] : name): give 0.3 for a head, 2 for a layer, 0-2 for layers, 0.0-0.3 or 0.* for heads of a "
            + "layer, counted from 0, or \(Self.exceptPrefix)0.3 for all but that.")
    }
  }

  private static func item(_ name: Substring) -> Item? {
    let ends = name.split(separator: "-", omittingEmptySubsequences: false)
    if ends.count == 2, ends.allSatisfy({ $0.contains(".") }) {
      // From one head of a layer to another of it.
      guard let first = item(ends[0]), let last = item(ends[1]), first.layers == last.layers,
        first.isOneHead, last.isOneHead, first.heads.lowerBound <= last.heads.lowerBound
      else { return nil }
      return Item(layers: first.layers, heads: first.heads.lowerBound...last.heads.lowerBound)
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let ranges = parts.compactMap { $0 == "*" ? all : ClosedRange(argument: $0) }
    guard ranges.count == parts.count, (1...2).contains(parts.count) else { return nil }
    return Item(layers: ranges[0], heads: ranges.count == 2 ? ranges[1] : all)
  }

  /// The largest layer and head that are named; nil where only `*` names any.
  var largest: (layer: Int?, head: Int?) {
    func largest(_ ranges: [ClosedRange<Int>]) -> Int? {
      ranges.filter { $0 != Self.all }.map(\.upperBound).max()
    }
    return (largest(items.map(\.layers)), largest(items.map(\.heads)))
  }

  /// Whether a head is one of these.
  func contains(layer: Int, head: Int) -> Bool {
    items.contains { $0.layers.contains(layer) && $0.heads.contains(head) } != isExcept
  }

  /// Gates in which these heads are closed besides.
  func closed(in gates: HeadGates) -> HeadGates {
    var gates = gates
    for layer in gates.values.indices {
      for head in gates.values[layer].indices where contains(layer: layer, head: head) {
        gates[layer, head] = 0
      }
    }
    return gates
  }
}
