import Foundation
import TestSupport
import Testing

@testable import Model

/// Where the small checkpoints of `Tests/Reference/make_checkpoint_fixtures.py` are.
func fixture(_ name: String) -> String {
  Fixtures.packageRoot.appendingPathComponent("Tests/Fixtures/checkpoints/\(name)").path
}

func fixtureBytes(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture(name))))
}

/// A folder of one test's own that goes when the test does.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "headscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders on its way, and gives its path.
  @discardableResult
  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, text.utf8) }

  /// Copies everything in a folder of fixtures.
  func copy(_ fixtures: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: fixture(fixtures)) {
      try FileManager.default.copyItem(
        atPath: fixture("\(fixtures)/\(name)"), toPath: "\(path)/\(name)")
    }
  }
}

/// The bytes of a safetensors file with that header.
func safetensors(header: String, data: Int) -> [UInt8] {
  let header = Array(header.utf8)
  let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
  return length + header + (0..<data).map { UInt8($0 & 0xff) }
}

/// What `body` throws, which must be a `ModelError`.
func modelError(
  _ body: () throws -> some Any, sourceLocation: SourceLocation = #_sourceLocation
) throws -> ModelError {
  let error = #expect(throws: ModelError.self, sourceLocation: sourceLocation) { _ = try body() }
  return try #require(error, sourceLocation: sourceLocation)
}

extension TemporaryFolder {
  /// What a `config.json` of this text says.
  func load(
    _ config: String, overrides: ModelOverrides = ModelOverrides()
  ) throws -> ModelConfiguration {
    try write("config.json", config)
    return try ModelConfiguration.load(
      directory: ModelDirectory(path: path), overrides: overrides)
  }
}

extension Checkpoint {
  /// A checkpoint of tensors without values.
  static func ofShapes(_ shapes: [String: [Int]]) throws -> Checkpoint {
    let file = try MappedFile(path: fixture("kinds.safetensors"))
    return Checkpoint(
      tensors: shapes.map {
        StoredTensor(
          name: $0.key, shape: $0.value, count: $0.value.reduce(1, *), scalarType: .float32,
          file: file, byteOffset: 0)
      })
  }

  /// The least of a BERT classifier's tensors that tell its sizes.
  static func bert(width: Int) throws -> Checkpoint {
    try ofShapes([
      "embeddings.word_embeddings.weight": [9, width],
      "embeddings.position_embeddings.weight": [7, width],
      "encoder.layer.0.intermediate.dense.weight": [5, width], "classifier.weight": [3, width],
    ])
  }
}
