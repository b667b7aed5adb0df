public import Foundation

/// A JSON document, or a part of one, as a tree of values.
///
/// For headers and configurations. Files with a table of a vocabulary's size are read with `JSONReader` instead, which
/// this tree is built by as well.
public enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number without fraction and exponent that fits.
  case integer(Int)
  /// Any other number, and Python's bare `NaN`, `Infinity` and `-Infinity`.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// How far values may be nested: far beyond any real file, and far below what a thread's stack holds.
  public static let defaultDepthLimit = 128

  /// Reads one JSON document that fills all of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8; a byte order mark is skipped.
  ///   - source: What the bytes are, for error messages: a file's name.
  ///   - rejectingDuplicateKeys: Whether an object that names a key twice is an error. If not, the last one counts, as in
  ///     Python, and `JSONObject.duplicateKeys` tells.
  ///   - depthLimit: How far arrays and objects may be nested.
  /// - Returns: The document's one value.
  /// - Throws: `ModelError` of kind `damaged`, with the byte at which reading stopped.
  /// - Complexity: O(bytes).
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, source: String = "JSON", rejectingDuplicateKeys: Bool = false,
    depthLimit: Int = defaultDepthLimit
  ) throws -> JSONValue {
    var reader = JSONReader(bytes, source: source, depthLimit: depthLimit)
    let value = try reader.readValue(rejectingDuplicateKeys: rejectingDuplicateKeys)
    try reader.finish()
    return value
  }

  /// Reads one JSON document that fills all of `bytes`; see the version for raw bytes.
  public static func parse(
    _ bytes: [UInt8], source: String = "JSON", rejectingDuplicateKeys: Bool = false,
    depthLimit: Int = defaultDepthLimit
  ) throws -> JSONValue {
    try bytes.withUnsafeBytes {
      try parse(
        $0, source: source, rejectingDuplicateKeys: rejectingDuplicateKeys, depthLimit: depthLimit)
    }
  }

  /// Reads one JSON document that fills all of `data`; see the version for raw bytes.
  public static func parse(
    _ data: Data, source: String = "JSON", rejectingDuplicateKeys: Bool = false,
    depthLimit: Int = defaultDepthLimit
  ) throws -> JSONValue {
    try data.withUnsafeBytes {
      try parse(
        $0, source: source, rejectingDuplicateKeys: rejectingDuplicateKeys, depthLimit: depthLimit)
    }
  }

  /// Reads one JSON document that fills all of `text`; see the version for raw bytes.
  public static func parse(
    _ text: String, source: String = "JSON", rejectingDuplicateKeys: Bool = false,
    depthLimit: Int = defaultDepthLimit
  ) throws -> JSONValue {
    try parse(
      Array(text.utf8), source: source, rejectingDuplicateKeys: rejectingDuplicateKeys,
      depthLimit: depthLimit)
  }
}

extension JSONValue {
  /// Whether this is `null`.
  public var isNull: Bool { self == .null }

  /// The truth value, or nil if this is none.
  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The whole number, also where it was written as `768.0`; nil if this is none.
  public var intValue: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The number, or nil if this is none.
  public var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The text, or nil if this is none.
  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, or nil if this is no array.
  public var arrayValue: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, or nil if this is no object.
  public var objectValue: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The member of that name, or nil if this is no object or has no such member.
  public subscript(key: String) -> JSONValue? { objectValue?[key] }

  /// What kind of value this is, for error messages: `a string`, `null`.
  public var kindDescription: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
