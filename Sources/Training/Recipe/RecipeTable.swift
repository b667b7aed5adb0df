internal import Model

/// A table of a recipe while it is read: every key is asked for once, and what nobody asked for is an error.
struct RecipeTable {
  let name: String
  private var members: [String: SettingsValue]

  init(_ name: String, _ members: [String: SettingsValue]) {
    self.name = name
    self.members = members
  }

  /// Whether no key is left that nobody asked for.
  var isEmpty: Bool { members.isEmpty }

  private func place(_ key: String) -> String {
    name.isEmpty ? "`\(key)`" : "`\(key)` in [\(name)]"
  }

  private func wrong(_ key: String, _ expected: String) -> TrainingError {
    .recipe("\(place(key)) is not \(expected).", advice: nil)
  }

  mutating func take<Value>(
    _ key: String, _ expected: String, _ read: (SettingsValue) -> Value?
  ) throws -> Value? {
    guard let found = members.removeValue(forKey: key) else { return nil }
    guard let value = read(found) else { throw wrong(key, expected) }
    return value
  }

  mutating func text(_ key: String) throws -> String? { try take(key, "a text", \.text) }
  mutating func flag(_ key: String) throws -> Bool? { try take(key, "true or false", \.flag) }

  /// A text or a list of them.
  mutating func texts(_ key: String) throws -> [String]? {
    try take(key, "a text or a list of texts") { value in
      if let text = value.text { return [text] }
      let texts = value.elements?.compactMap(\.text)
      return texts?.count == value.elements?.count ? texts : nil
    }
  }

  mutating func integer(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
    let expected =
      range.upperBound == .max
      ? "a whole number from \(range.lowerBound) up"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return try take(key, expected) { $0.integer.flatMap { range.contains($0) ? $0 : nil } }
  }

  mutating func number(_ key: String, _ range: ClosedRange<Double>) throws -> Double? {
    let expected =
      range.upperBound == .infinity
      ? "a number from \(range.lowerBound) up"
      : "a number from \(range.lowerBound) to \(range.upperBound)"
    return try take(key, expected) { $0.number.flatMap { range.contains($0) ? $0 : nil } }
  }

  /// One of several words.
  mutating func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Value.Type
  ) throws -> Value? where Value.RawValue == String {
    try take(key, "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))") {
      $0.text.flatMap(Value.init)
    }
  }

  mutating func table(_ key: String) throws -> RecipeTable {
    let members = try take(key, "a table", \.members)
    return RecipeTable(key, members ?? [:])
  }

  /// - Throws: `TrainingError.recipe` for a key that nobody asked for.
  func finish() throws {
    guard let key = members.keys.min() else { return }
    throw TrainingError.recipe(
      "A recipe has no \(place(key)).", advice: "See the README's section on training for the keys."
    )
  }
}
