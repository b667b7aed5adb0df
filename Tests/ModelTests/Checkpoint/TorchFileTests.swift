import Foundation
import Testing

@testable import Model

/// What PyTorch reads from `views.pt`, by tensor.
private struct ExpectedViews: Decodable {
  struct Tensor: Decodable {
    var shape: [Int]
    var values: [Float]
  }
  var tensors: [String: Tensor]
}

struct TorchFileTests {
  @Test func viewsAreReadAsPyTorchReadsThem() throws {
    let expected = try JSONDecoder().decode(
      ExpectedViews.self, from: Data(contentsOf: URL(fileURLWithPath: fixture("views.json"))))
    let tensors = try TorchFile(path: fixture("views.pt")).tensors
    #expect(Set(tensors.map(\.name)) == Set(expected.tensors.keys))
    for tensor in tensors {
      let reference = try #require(expected.tensors[tensor.name])
      #expect(tensor.shape == reference.shape, "\(tensor.name)")
      if tensor.scalarType.isWeight {
        #expect(try tensor.floats() == reference.values, "\(tensor.name)")
      }
    }
  }

  @Test func partsOfAViewAreParts() throws {
    let tensors = try TorchFile(path: fixture("views.pt")).tensors
    let view = try #require(tensors.first { $0.name == "permuted" })
    let all = try view.floats()
    for start in 0..<view.count {
      var part = [Float](repeating: .nan, count: view.count - start)
      try view.widen(start..<view.count, into: &part)
      #expect(part == Array(all[start...]))
    }
  }

  @Test func viewsOfOneStorageShareIt() throws {
    let tensors = try TorchFile(path: fixture("views.pt")).tensors
    let places = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.byteOffset) })
    #expect(places["base"] == places["transposed"])
    #expect(try #require(places["column"]) == #require(places["base"]) + 8)
  }

  @Test(arguments: [
    "wrapped_state_dict.pt", "wrapped_model.pt", "wrapped_model_state_dict.pt", "protocol4.pt",
    "bert_bin/pytorch_model.bin",
  ])
  func stateDictsAreFoundWhereverTheyAre(name: String) throws {
    let torch = try TorchFile(path: fixture(name)).tensors
    let plain = try SafetensorsFile(path: fixture("bert/model.safetensors")).tensors
    #expect(Set(torch.map(\.name)) == Set(plain.map(\.name)))
    let byName = Dictionary(uniqueKeysWithValues: torch.map { ($0.name, $0) })
    for tensor in plain {
      #expect(try byName[tensor.name]?.floats() == tensor.floats())
    }
  }

  @Test func attributesOfAStateDictAreDropped() throws {
    let tensors = try TorchFile(path: fixture("metadata.bin")).tensors
    #expect(tensors.map(\.name) == ["weight", "bias"])
    #expect(try tensors[0].floats() == [0, 0.125, 0.25, 0.375])
  }

  @Test(arguments: [
    ("nasty/system.pt", "`posix.system`"), ("nasty/eval.pt", "eval`"),
    ("nasty/module.pt", "class `torch.nn.modules.linear.Linear`"),
    ("nasty/big_endian.pt", "big-endian"), ("nasty/deflated.pt", "method 8"),
    ("legacy.pt", "before 1.6"), ("nasty/plain_pickle.pt", "plain Python pickle"),
  ])
  func otherContentsAreRefusedByName(name: String, word: String) throws {
    let error = try modelError { try TorchFile(path: fixture(name)) }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains(word), "\(error.problem)")
    #expect(error.advice != nil)
  }

  @Test func refusedFunctionsAreNotRun() throws {
    _ = try? TorchFile(path: fixture("nasty/system.pt"))
    #expect(!FileManager.default.fileExists(atPath: "/tmp/headscope-was-here"))
  }

  @Test func theOldFormatComesWithTheCommandThatConvertsIt() throws {
    let error = try modelError { try TorchFile(path: fixture("legacy.pt")) }
    #expect(error.advice?.contains("torch.save(torch.load(") == true)
  }

  @Test func theCraftedPickleIsReadBeforeItLies() throws {
    let tensors = try TorchFile(path: fixture("crafted.pt")).tensors
    #expect(tensors.map(\.shape) == [[2, 3]])
    #expect(try tensors[0].floats() == [0, 0.125, 0.25, 0.375, 0.5, 0.625])
  }

  @Test(arguments: [
    "storage_too_long", "storage_overflow", "storage_negative", "storage_missing",
    "offset_negative",
    "offset_beyond", "stride_beyond", "stride_negative", "stride_overflow", "shape_negative",
    "shape_overflow", "shape_repeated", "rank", "marks",
  ])
  func liesAreErrors(name: String) throws {
    let error = try modelError { try TorchFile(path: fixture("nasty/\(name).pt")) }
    #expect(error.kind == .damaged, "\(error.problem)")
    #expect(error.problem.contains("\(name).pt"))
  }

  @Test func aListThatHoldsItselfIsNoStateDict() throws {
    #expect(
      try modelError { try TorchFile(path: fixture("nasty/cycle.pt")) }.kind == .unsupported)
  }

  @Test func aFileCutOffAnywhereIsAnError() throws {
    let folder = try TemporaryFolder()
    let bytes = try fixtureBytes("crafted.pt")
    for length in 0..<bytes.count {
      let path = try folder.write("a.pt", bytes.prefix(length))
      #expect(throws: ModelError.self) { try TorchFile(path: path) }
    }
  }
}
