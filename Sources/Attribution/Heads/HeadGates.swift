public import Model

/// How far every head of a model is open, `[layers][heads]`: a factor on what it brings, 1 for open and 0 for closed.
public struct HeadGates: Equatable, Sendable {
  /// The factors, `[layers][heads]`.
  public private(set) var values: [[Float]]

  /// All heads open.
  public init(layers: Int, heads: Int) {
    values = [[Float]](repeating: [Float](repeating: 1, count: heads), count: layers)
  }

  /// The gate of one head.
  public subscript(layer: Int, head: Int) -> Float {
    get { values[layer][head] }
    set { values[layer][head] = newValue }
  }

  /// All heads of a model open.
  public static func open(in configuration: ModelConfiguration) -> HeadGates {
    HeadGates(layers: configuration.layerCount, heads: configuration.headCount)
  }

  /// Whether no head is changed.
  public var isOpen: Bool { values.allSatisfy { $0.allSatisfy { $0 == 1 } } }

  /// Refuses gates that were made for a model of another shape.
  ///
  /// - Throws: `ModelError(.invalidInput)` with both shapes.
  public func check(against configuration: ModelConfiguration) throws {
    let (layers, heads) = (configuration.layerCount, configuration.headCount)
    guard values.count == layers, values.allSatisfy({ $0.count == heads }) else {
      throw ModelError(
        .invalidInput,
        "The gates are for \(values.count) layers of \(values.first?.count ?? 0) heads; the model "
          + "has \(layers) of \(heads).",
        advice: "Open all heads and close those of this model.")
    }
  }

  /// The same gates but for those of a group, which are closed.
  public func closing(_ group: HeadGroup) -> HeadGates { setting(group, to: 0) }

  /// The same gates but for those of a group, which are opened.
  public func opening(_ group: HeadGroup) -> HeadGates { setting(group, to: 1) }

  private func setting(_ group: HeadGroup, to value: Float) -> HeadGates {
    var gates = self
    for layer in values.indices {
      for head in values[layer].indices where group.contains(layer: layer, head: head) {
        gates[layer, head] = value
      }
    }
    return gates
  }

  /// The first layer in which two gates differ; nil when they are equal.
  func firstDifference(from other: HeadGates) -> Int? {
    values.indices.first { values[$0] != other.values[$0] }
  }
}

/// Heads that are closed together.
public enum HeadGroup: Hashable, Sendable {
  /// One head.
  case head(layer: Int, head: Int)
  /// All heads of a layer.
  case layer(Int)
  /// All heads of all layers but one.
  case allBut(layer: Int, head: Int)

  /// Whether a head is one of the group.
  public func contains(layer: Int, head: Int) -> Bool {
    switch self {
    case .head(let groupLayer, let groupHead): layer == groupLayer && head == groupHead
    case .layer(let groupLayer): layer == groupLayer
    case .allBut(let openLayer, let openHead): layer != openLayer || head != openHead
    }
  }
}
