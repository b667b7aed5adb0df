import Foundation
import Testing

@testable import Model

struct ShardIndexTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func checkpoint() throws -> Checkpoint {
    try Checkpoint(directory: ModelDirectory(path: folder.path))
  }

  /// Rewrites the index's text.
  private func edit(_ old: String, _ new: String) throws {
    let path = folder.path + "/model.safetensors.index.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(old))
    try folder.write("model.safetensors.index.json", text.replacingOccurrences(of: old, with: new))
  }

  @Test(arguments: ["shards_safetensors", "shards_bin"])
  func shardsAreOneCheckpoint(name: String) throws {
    let shards = try Checkpoint(directory: ModelDirectory(path: fixture(name)))
    let whole = try Checkpoint(directory: ModelDirectory(path: fixture("bert")))
    #expect(Set(shards.names) == Set(whole.names))
    #expect(shards.files.count == 2)
    for name in whole.names {
      #expect(try shards.tensor(name).floats() == whole.tensor(name).floats())
    }
  }

  @Test func aMissingShardIsNamed() throws {
    try folder.copy("shards_safetensors")
    try FileManager.default.removeItem(atPath: folder.path + "/model-second.safetensors")
    let error = try modelError { try checkpoint() }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("model-second.safetensors"))
  }

  @Test func aTensorInAnotherShardIsAnError() throws {
    try folder.copy("shards_safetensors")
    try edit(
      #""classifier.bias": "model-second.safetensors""#,
      #""classifier.bias": "model-first.safetensors""#)
    let error = try modelError { try checkpoint() }
    #expect(error.kind == .damaged)
    #expect(error.problem.contains("classifier.bias"))
  }

  @Test func aTensorThatNoShardHoldsIsAnError() throws {
    try folder.copy("shards_safetensors")
    try edit(#""classifier.bias""#, #""classifier.bais""#)
    #expect(try modelError { try checkpoint() }.problem.contains("no shard holds it"))
  }

  @Test func aTensorInTwoShardsIsAnError() throws {
    try folder.copy("shards_safetensors")
    try folder.write(
      "model-second.safetensors", fixtureBytes("shards_safetensors/model-first.safetensors"))
    #expect(try modelError { try checkpoint() }.problem.contains("two shards"))
  }

  @Test(arguments: ["../model.safetensors", "/etc/passwd", "a/b", "..", "."])
  func shardsOutsideOfTheFolderAreRefused(shard: String) throws {
    try folder.write("model.safetensors.index.json", #"{"weight_map": {"a": "\#(shard)"}}"#)
    let error = try modelError { try checkpoint() }
    #expect(error.kind == .damaged)
    #expect(error.problem.contains(shard))
  }

  @Test(arguments: [
    "{}", "[]", #"{"weight_map": []}"#, #"{"weight_map": {"a": 1}}"#, #"{"weight_map": {}}"#,
    #"{"weight_map": {"a": "x", "a": "y"}}"#,
  ])
  func damagedIndicesAreErrors(text: String) throws {
    try folder.write("model.safetensors.index.json", text)
    #expect(try modelError { try checkpoint() }.kind == .damaged)
  }
}
