package import Foundation
package import Model

/// Where tests find their files.
package enum Fixtures {
  /// The folder that holds `Package.swift`.
  package static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `Tests/Fixtures`.
  package static let folder = packageRoot.appending(path: "Tests/Fixtures")

  /// A small random model, a Hugging Face directory.
  package static func model(_ name: String) -> URL { folder.appending(path: "models/\(name)") }

  /// Calls `body` with a copy of a model whose `config.json` has some values replaced.
  package static func withVariant<Result>(
    of model: URL, patch: [String: JSONFragment],
    _ body: (URL) async throws -> Result
  ) async throws -> Result {
    let copy = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.copyItem(at: model, to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    let file = copy.appending(path: "config.json")
    var settings = try JSONDecoder().decode(
      [String: JSONFragment].self, from: Data(contentsOf: file))
    settings.merge(patch) { $1 }
    try JSONEncoder().encode(settings).write(to: file)
    return try await body(copy)
  }

  /// Calls `body` with a copy of a model some of whose tensors are replaced, and values of its `config.json`.
  ///
  /// - Parameter change: a tensor's shape and numbers; nil: as they are.
  package static func withVariant<Result>(
    of model: URL, patch: [String: JSONFragment] = [:],
    replacing change: @escaping (StoredTensor) throws -> (shape: [Int], values: [Float])?,
    _ body: (URL) async throws -> Result
  ) async throws -> Result {
    try await withVariant(of: model, patch: patch) { folder in
      let checkpoint = try Checkpoint(directory: ModelDirectory(path: model.path))
      let entries = try checkpoint.storedTensors.map { stored in
        let replaced = try change(stored)
        return SafetensorsWriter.Entry(name: stored.name, shape: replaced?.shape ?? stored.shape) {
          try replaced?.values ?? stored.floats()
        }
      }
      try SafetensorsWriter.write(
        entries, to: folder.appending(path: "model.safetensors").path)
      return try await body(folder)
    }
  }
}
