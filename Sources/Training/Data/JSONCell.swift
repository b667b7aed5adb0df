internal import Model

/// A member of a JSON line as the cell of a table.
enum JSONCell {
  /// A text, number or truth value as it would be written in a table; nil for null, objects and lists.
  static func text(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
    case .bool(let isTrue): isTrue ? "true" : "false"
    case .array(let elements) where elements.allSatisfy({ isScalar($0) }):
      elements.compactMap(text).joined(separator: ",")
    case .null, .array, .object: nil
    }
  }

  private static func isScalar(_ value: JSONValue) -> Bool {
    switch value {
    case .string, .integer, .number, .bool: true
    case .null, .array, .object: false
    }
  }
}
