public import Model

/// The states that enter a text's first layer, each number of them changed a little: how far an explanation follows is its sensitivity.
public struct DisplacedStates: Equatable, Sendable {
  /// The changed states, `[tokens, hidden]`.
  public let states: Tensor
  /// What was added to each number.
  let changes: [Float]
  /// The states token by token: what replaces those of many sequences is held once.
  private let rows: [[Float]]

  /// Changes states.
  ///
  /// - Parameters:
  ///   - states: what enters the first layer, `[tokens, hidden]`.
  ///   - displacement: gives what is added to a number, one after the other.
  public init(_ states: Tensor, by displacement: () -> Float) {
    changes = states.values.map { _ in displacement() }
    var displaced = states
    for (place, change) in changes.enumerated() { displaced.values[place] += change }
    self.states = displaced
    rows = (0..<displaced.rows).map { Array(displaced.row($0)) }
  }

  /// What puts them in the place of a sequence's own.
  func replacements(sequence: Int) -> [Intervention.Replacement] {
    rows.enumerated().map {
      Intervention.Replacement(
        site: .residual(0), sequence: sequence, position: $0.offset, values: $0.element)
    }
  }
}
