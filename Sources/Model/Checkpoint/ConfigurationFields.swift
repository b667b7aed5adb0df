/// Typed access to the fields of a configuration file, with errors that name file and field.
///
/// A missing field and `null` are both nil: that is how the libraries that write these files treat
/// them.
struct ConfigurationFields {
  /// The file's top-level object.
  let object: JSONObject
  /// The file.
  let path: String

  /// No size in a configuration is larger: products of two such numbers still fit an `Int`.
  private static let sizeLimit = 1 << 28

  init(_ object: JSONObject, path: String) {
    self.object = object
    self.path = path
  }

  /// The value of the first of these keys that is there and not null.
  func value(_ keys: String...) -> (key: String, value: JSONValue)? {
    for key in keys {
      if let value = object[key], !value.isNull { return (key, value) }
    }
    return nil
  }

  /// A size: a whole number from one up.
  func size(_ keys: String...) throws -> Int? {
    for key in keys {
      guard let (_, value) = value(key) else { continue }
      guard let size = value.intValue, (1...Self.sizeLimit).contains(size) else {
        throw wrong(key, value, "a whole number from 1 to \(Self.sizeLimit)")
      }
      return size
    }
    return nil
  }

  /// A vocabulary id.
  func identifier(_ key: String) throws -> Int32? {
    guard let (_, value) = value(key) else { return nil }
    guard let number = value.intValue, (0...Self.sizeLimit).contains(number) else {
      throw wrong(key, value, "a vocabulary id")
    }
    return Int32(number)
  }

  func float(_ key: String) throws -> Float? {
    guard let (_, value) = value(key) else { return nil }
    guard let number = value.doubleValue, Float(number).isFinite else {
      throw wrong(key, value, "a number")
    }
    return Float(number)
  }

  func bool(_ key: String) throws -> Bool? {
    guard let (_, value) = value(key) else { return nil }
    guard let truth = value.boolValue else { throw wrong(key, value, "true or false") }
    return truth
  }

  func string(_ key: String) throws -> String? {
    guard let (_, value) = value(key) else { return nil }
    guard let text = value.stringValue else { throw wrong(key, value, "a string") }
    return text
  }

  func strings(_ key: String) throws -> [String]? {
    guard let (_, value) = value(key) else { return nil }
    guard let array = value.arrayValue, array.allSatisfy({ $0.stringValue != nil }) else {
      throw wrong(key, value, "an array of strings")
    }
    return array.compactMap(\.stringValue)
  }

  func architecture(_ key: String) throws -> ModelConfiguration.Architecture? {
    guard let name = try string(key) else { return nil }
    guard let architecture = ModelConfiguration.Architecture(modelType: name) else {
      throw ModelError(
        .unsupported, "\(path): the architecture `\(name)` is not supported.",
        advice:
          "Supported are \(ModelConfiguration.Architecture.modelTypes.joined(separator: ", ")).")
    }
    return architecture
  }

  func activation(_ key: String) throws -> ModelConfiguration.Activation? {
    guard let name = try string(key) else { return nil }
    guard let activation = ModelConfiguration.Activation(upstreamName: name) else {
      throw ModelError(
        .unsupported, "\(path): the activation `\(name)` (`\(key)`) is not supported.",
        advice: "Supported are "
          + "\(ModelConfiguration.Activation.upstreamNames.keys.sorted().joined(separator: ", ")).")
    }
    return activation
  }

  func problemType(_ key: String) throws -> ModelConfiguration.ProblemType? {
    guard let name = try string(key) else { return nil }
    guard let type = ModelConfiguration.ProblemType(rawValue: name) else {
      throw ModelError(
        .unsupported, "\(path): the problem type `\(name)` is not supported.",
        advice: "Supported are single_label_classification, multi_label_classification, regression."
      )
    }
    return type
  }

  /// An error about a value of the wrong kind.
  func wrong(_ key: String, _ value: JSONValue, _ expected: String) -> ModelError {
    ModelError(
      .damaged,
      "\(path): `\(key)` is \(value.kindDescription) that cannot be used, expected \(expected)."
    )
  }
}
