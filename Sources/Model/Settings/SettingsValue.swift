internal import TOMLKit

/// A TOML document as plain values, so that nothing else touches the parser's
/// reference types.
package enum SettingsValue: Equatable, Sendable {
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case list([SettingsValue])
  case table([String: SettingsValue])
  /// Dates and times: allowed by TOML, used by none of our files.
  case other

  /// Parses a document.
  ///
  /// - Throws: `SettingsError` that names the line.
  package static func parse(_ text: String) throws -> [String: SettingsValue] {
    do {
      return table(try TOMLTable(string: text))
    } catch let error as TOMLParseError {
      throw SettingsError("line \(error.source.begin.line): \(error.description)")
    }
  }

  private static func table(_ table: TOMLTable) -> [String: SettingsValue] {
    var result: [String: SettingsValue] = [:]
    for key in table.keys {
      if let value = table[key] { result[key] = convert(value) }
    }
    return result
  }

  private static func convert(_ value: any TOMLValueConvertible) -> SettingsValue {
    switch value.type {
    case .string: value.string.map(SettingsValue.string) ?? .other
    case .int: value.int.map(SettingsValue.integer) ?? .other
    case .double: value.double.map(SettingsValue.number) ?? .other
    case .bool: value.bool.map(SettingsValue.boolean) ?? .other
    case .array: value.array.map { .list($0.map(convert)) } ?? .other
    case .table: value.table.map { .table(table($0)) } ?? .other
    default: .other
    }
  }

  /// The string, when this is one.
  package var text: String? { if case .string(let value) = self { value } else { nil } }
  /// The truth value, when this is one.
  package var flag: Bool? { if case .boolean(let value) = self { value } else { nil } }
  /// The number, when this is one, whole or not.
  package var number: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
  /// The whole number, when this is one.
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  /// The members, when this is a table.
  package var members: [String: SettingsValue]? {
    if case .table(let value) = self { value } else { nil }
  }
  /// The elements, when this is a list.
  package var elements: [SettingsValue]? { if case .list(let value) = self { value } else { nil } }
}

/// What is wrong with a theme or settings file, in one sentence.
public struct SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Makes an error from its sentence.
  public init(_ description: String) { self.description = description }
}
