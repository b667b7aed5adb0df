import Foundation

/// What `tokenizer_config.json`, `special_tokens_map.json` and `config.json` say beside the vocabulary.
struct TokenizerSettings {
  private var files: [JSONObject] = []

  /// Reads what a directory has of them; a file that is missing says nothing.
  init(directory: URL) throws {
    // The earlier file wins.
    for name in ["tokenizer_config.json", "special_tokens_map.json", "config.json"] {
      let url = directory.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: url.path) else { continue }
      let value = try JSONValue.parse(try ModelError.contents(of: url), source: url.path)
      guard let object = value.objectValue else {
        throw ModelError(
          .damaged, "\(url.path): expected an object, found \(value.kindDescription)")
      }
      files.append(object)
    }
  }

  private func value(_ key: String) -> JSONValue? {
    files.lazy.compactMap { $0[key] }.first { !$0.isNull }
  }

  /// A truth value, or nil where no file gives one.
  func flag(_ key: String) -> Bool? { value(key)?.boolValue }

  /// The spelling of a token with a role (`cls_token` …), written as a string or as an object.
  func token(_ role: String) -> String? {
    value(role).flatMap { $0.stringValue ?? $0["content"]?.stringValue }
  }

  /// Whether a token with a role takes the white space before it; nil where no file says.
  func stripsLeft(_ role: String) -> Bool? { value(role)?["lstrip"]?.boolValue }

  /// The words that are never cut.
  var neverSplit: [String] { value("never_split")?.arrayValue?.compactMap(\.stringValue) ?? [] }

  /// Whether the tokenizer's class, or the model's type, has that name in it.
  func isOf(kind name: String) -> Bool {
    ["tokenizer_class", "model_type"].contains {
      value($0)?.stringValue?.lowercased().contains(name) == true
    }
  }
}

extension ModelError {
  /// The bytes of a file.
  ///
  /// - Throws: `ModelError` of kind `missing` with the system's reason.
  static func contents(of url: URL) throws -> Data {
    do {
      return try Data(contentsOf: url)
    } catch {
      throw ModelError(
        .missing, "\(url.path) cannot be read: \((error as NSError).localizedDescription)",
        advice: "Check the path and the permissions.")
    }
  }
}
