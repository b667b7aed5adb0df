import Foundation
import TestSupport
import Testing

@testable import Model

/// Random damage, the same on every machine.
private struct Mutator {
  /// Zero, signs, and what ends or begins something in JSON and in pickles.
  private static let special: [UInt8] = [0, 0x7f, 0x80, 0xff, 0x2e, 0x28, 0x22, 0x7b]

  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// One to four edits within the first `reach` bytes: bits, bytes that matter, cuts, copies,
  /// insertions, huge numbers.
  mutating func mutate(_ original: [UInt8], reach: Int) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<min(reach, bytes.count), using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2:
        bytes[place] = Self.special[Int.random(in: Self.special.indices, using: &random)]
      case 3:
        bytes.removeSubrange(
          place..<min(place + Int.random(in: 1...8, using: &random), bytes.count))
      case 4: bytes.insert(contentsOf: bytes[place..<min(place + 16, bytes.count)], at: place)
      case 5:
        for index in place..<min(place + (Bool.random(using: &random) ? 4 : 8), bytes.count) {
          bytes[index] = 0xff
        }
      case 6: bytes.insert(contentsOf: "9999999999999999999".utf8, at: place)
      default: bytes = Array(bytes.prefix(place))
      }
    }
    return bytes
  }
}

/// Damaged files give a `ModelError` or a result, never a crash and never another error.
struct ReaderFuzzTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Mutates `original` and hands each variant to `read`; some must fail, or the mutations reach
  /// nothing.
  private func fuzz(
    _ original: [UInt8], count: Int, seed: UInt64, reach: Int? = nil,
    read: ([UInt8]) throws -> Void
  ) throws {
    try read(original)
    var mutator = Mutator(seed: seed)
    var failures = 0
    for index in 0..<count {
      let bytes = mutator.mutate(original, reach: reach ?? original.count)
      do {
        try read(bytes)
      } catch is ModelError {
        failures += 1
      } catch {
        Issue.record("mutation \(index) of seed \(seed) threw \(error)")
      }
    }
    #expect(failures > count / 10)
  }

  /// Reads everything that a file says it holds.
  private func readAll(_ tensors: [StoredTensor]) throws {
    for tensor in tensors where tensor.count <= 1 << 16 && tensor.scalarType.isWeight {
      _ = try tensor.floats()
      _ = try tensor.withFloats { $0.last }
    }
    _ = try Checkpoint(tensors: tensors).digest
  }

  @Test func safetensors() throws {
    let original = try fixtureBytes("kinds.safetensors")
    try fuzz(original, count: 6_000, seed: 1) { bytes in
      try readAll(SafetensorsFile(path: folder.write("a.safetensors", bytes)).tensors)
    }
  }

  @Test(arguments: ["views.pt", "crafted.pt", "metadata.bin"])
  func torchArchives(name: String) throws {
    try fuzz(fixtureBytes(name), count: 3_000, seed: 2) { bytes in
      try readAll(TorchFile(path: folder.write("a.pt", bytes)).tensors)
    }
  }

  @Test(arguments: ["views.pt", "protocol4.pt", "wrapped_model.pt"]) func pickles(name: String)
    throws
  {
    let file = try MappedFile(path: fixture(name))
    let archive = try ZipArchive(file)
    let entry = try #require(archive.names.first { $0.hasSuffix("data.pkl") })
    let pickle = try file.bytes(#require(archive.entries[entry]).range)
    try fuzz(pickle, count: 4_000, seed: 3) { bytes in
      var reader = PickleReader(bytes, source: "fuzz.pt")
      if case .dictionary(let index) = try reader.read() { _ = reader.members(index) }
    }
  }

  @Test func configurations() throws {
    let path = Fixtures.packageRoot.appendingPathComponent("Models/emotion-mini/config.json").path
    let original = try MappedFile(path: path).contents()
    try fuzz(original, count: 4_000, seed: 4) { bytes in
      try folder.write("config.json", bytes)
      let c = try ModelConfiguration.load(directory: ModelDirectory(path: folder.path))
      _ = c.maximumTokens
    }
  }

  @Test func overrides() throws {
    try fuzz(fixtureBytes("system_d/headscope.json"), count: 2_000, seed: 5) { bytes in
      try folder.write("headscope.json", bytes)
      _ = try ModelOverrides.load(ModelDirectory(path: folder.path))
    }
  }

  @Test func shardIndices() throws {
    try folder.copy("shards_safetensors")
    let original = try fixtureBytes("shards_safetensors/model.safetensors.index.json")
    try fuzz(original, count: 2_000, seed: 6) { bytes in
      try folder.write("model.safetensors.index.json", bytes)
      _ = try Checkpoint(directory: ModelDirectory(path: folder.path))
    }
  }
}
