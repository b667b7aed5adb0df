import Attribution
import Model

extension AttributionChoices.Parameter {
  /// As a member of an object.
  func write(to object: inout JSONWriter) {
    switch value {
    case .text(let text): object.member(key, text)
    case .count(let count): object.member(key, count)
    case .seed(let seed): object.member(key) { $0.value(seed) }
    case .number(let number): object.member(key, number)
    case .precise(let number): object.member(key, number)
    case .truth(let truth): object.member(key, truth)
    case .gates(let gates):
      object.member(key) { writer in writer.array(gates.values) { $0.values($1) } }
    }
  }
}
