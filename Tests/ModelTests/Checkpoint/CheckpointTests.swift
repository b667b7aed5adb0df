import Foundation
import Testing

@testable import Model

struct CheckpointTests {
  private func open(_ name: String) throws -> Checkpoint {
    try Checkpoint(directory: ModelDirectory(path: fixture(name)))
  }

  @Test func tensorsAreFoundByCanonicalName() throws {
    let checkpoint = try open("bert")
    #expect(try checkpoint.tensor("encoder.layer.1.output.dense.weight").shape == [4, 8])
    #expect(try checkpoint.tensor("classifier.weight", shape: [3, 4]).name == "classifier.weight")
    #expect(try checkpoint.tensorIfPresent("score.weight") == nil)
    #expect(checkpoint.layerCount == 2)
  }

  @Test func aMissingTensorComesWithSimilarNames() throws {
    let error = try modelError {
      try open("bert").tensor("encoder.layer.1.output.dense.weights")
    }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("model.safetensors"))
    #expect(error.advice?.contains("`encoder.layer.1.output.dense.weight`") == true)
  }

  @Test func aShapeThatDoesNotFitIsNamedWithBothShapes() throws {
    let error = try modelError { try open("bert").tensor("classifier.weight", shape: [2, 4]) }
    #expect(error.kind == .mismatch)
    #expect(error.problem.contains("[3, 4]") && error.problem.contains("[2, 4]"))
  }

  @Test func twoCandidatesAreAnError() throws {
    let file = try MappedFile(path: fixture("kinds.safetensors"))
    let tensors = ["bert.wte.weight", "wte.weight"].map {
      StoredTensor(name: $0, shape: [1], count: 1, scalarType: .float32, file: file, byteOffset: 0)
    }
    let error = try modelError { try Checkpoint(tensors: tensors).tensor("wte.weight") }
    #expect(error.kind == .mismatch)
    #expect(error.problem.contains("`bert.wte.weight` and `wte.weight`"))
  }

  @Test func parametersAreCounted() throws {
    // Tables 10·4 + 8·4 + 2·4, their norm 8, two layers of 4·(16 + 4) + 8 + 40 + 36 + 8, pooler 20,
    // classifier 15.
    let expected = 80 + 8 + 2 * 172 + 20 + 15
    #expect(try open("bert").parameterCount == expected)
  }

  @Test func digestsAreThoseOfTheWeights() throws {
    let digest = try open("bert").digest
    #expect(digest.count == 16)
    #expect(digest.allSatisfy { $0.isHexDigit })
    #expect(try open("bert_bin").digest == digest)
    #expect(try open("shards_safetensors").digest == digest)
    #expect(try open("system_d").digest != digest)
  }

  @Test func oneBitOfTheClassifierChangesTheDigest() throws {
    let folder = try TemporaryFolder()
    var bytes = try fixtureBytes("bert/model.safetensors")
    let tensor = try open("bert").tensor("classifier.weight")
    bytes[tensor.byteOffset + 5] ^= 1
    try folder.write("model.safetensors", bytes)
    let changed = try Checkpoint(directory: ModelDirectory(path: folder.path)).digest
    #expect(try changed != open("bert").digest)
  }
}
