import CKernels
import Foundation
import Testing

@testable import Model

struct StoredTensorTests {
  /// Swift's own `Float16` is the reference, for every bit pattern there is.
  @Test func everyHalfIsWidenedExactly() throws {
    let patterns = (0...UInt16.max).map { $0 }
    var wide = [Float](repeating: 0, count: patterns.count)
    headscope_widen_f16(patterns, &wide, patterns.count)
    let wrong = zip(patterns, wide).filter { pattern, value in
      let exact = Float(Float16(bitPattern: pattern))
      return exact.isNaN ? !value.isNaN : value.bitPattern != exact.bitPattern
    }
    #expect(wrong.isEmpty)
  }

  /// Every half and the numbers between two halves, of which Swift's own conversion is the reference, with both neighbours.
  @Test func singlesAreRoundedToTheNearestHalf() {
    var singles: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, 65_519.996, 65_520, 1e30, 1e-30]
    for pattern in UInt16(0)..<0x7c00 {
      let half = Float(Float16(bitPattern: pattern))
      let middle = (half + Float(Float16(bitPattern: pattern + 1))) / 2
      singles += [half, -half, middle, -middle, middle.nextUp, middle.nextDown]
    }
    var halves = [UInt16](repeating: 0, count: singles.count)
    headscope_narrow_f16(singles, &halves, singles.count)
    let wrong = zip(singles, halves).filter { single, pattern in
      let (exact, found) = (Float16(single), Float16(bitPattern: pattern))
      return exact.isNaN ? !found.isNaN : exact.bitPattern != found.bitPattern
    }
    #expect(wrong.isEmpty)
  }

  @Test func everyBFloatIsTheUpperHalfOfASingle() throws {
    let patterns = (0...UInt16.max).map { $0 }
    var wide = [Float](repeating: 0, count: patterns.count)
    headscope_widen_bf16(patterns, &wide, patterns.count)
    #expect(zip(patterns, wide).allSatisfy { UInt32($0) << 16 == $1.bitPattern })
  }

  @Test func wideningNeedsNoAlignment() {
    let bytes: [UInt8] = [0xff] + [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00] + [0xff]
    var wide = [Float](repeating: 0, count: 3)
    bytes.withUnsafeBytes { headscope_widen_f16($0.baseAddress.map { $0 + 1 }, &wide, 3) }
    #expect(wide == [1, -2, 0x1p-24])
  }

  @Test func everyFloatTypeGivesItsNumbers() throws {
    let file = try SafetensorsFile(path: fixture("kinds.safetensors"))
    let tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
    // The script writes i/8 from a start of its own for each type.
    for (name, start) in [("f32", 0), ("f16", 12), ("bf16", 24), ("f64", 36)] {
      let tensor = try #require(tensors[name])
      #expect(tensor.shape == [3, 4])
      let eighths = (start..<start + 12).map { Float($0) / 8 }
      #expect(try tensor.floats() == eighths)
    }
    #expect(try tensors["scalar"]?.floats() == [2.5])
    #expect(tensors["scalar"]?.shape == [])
    #expect(try tensors["empty"]?.floats() == [])
  }

  @Test func rangesAreParts() throws {
    let tensor = try Checkpoint(directory: ModelDirectory(path: fixture("bert")))
      .tensor("embeddings.word_embeddings.weight")
    var part = [Float](repeating: 0, count: 3)
    try tensor.widen(5..<8, into: &part)
    #expect(part == [0.625, 0.75, 0.875])
  }

  @Test(arguments: ["f32", "f16", "bf16", "f64"]) func rowsAreGatheredInTheOrderAsked(
    name: String
  ) throws {
    let file = try SafetensorsFile(path: fixture("kinds.safetensors"))
    let tensor = try #require(file.tensors.first { $0.name == name })
    let all = try tensor.floats()
    var rows = [Float](repeating: 0, count: 12)
    try tensor.gather(rows: [2, 0, 2], into: &rows)
    let expected = [all[8..<12], all[0..<4], all[8..<12]].flatMap { $0 }
    #expect(rows == expected)
  }

  @Test func rowsOfATransposedViewAreGathered() throws {
    let file = try TorchFile(path: fixture("views.pt"))
    let tensor = try #require(file.tensors.first { $0.name == "transposed" })
    var rows = [Float](repeating: 0, count: 8)
    try tensor.gather(rows: [5, 1], into: &rows)
    // base is [4, 6] of i/8, so row r of its transpose is r, r + 6, r + 12, r + 18 eighths.
    let eighths: [Float] = [5, 11, 17, 23, 1, 7, 13, 19]
    #expect(rows.map { $0 * 8 } == eighths)
  }

  @Test func integersAreNoWeights() throws {
    let file = try SafetensorsFile(path: fixture("kinds.safetensors"))
    let ids = try #require(file.tensors.first { $0.name == "ids" })
    let error = try modelError { try ids.floats() }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains("I64"))
  }

  @Test func alignedSinglesAreLentFromTheFile() throws {
    let tensor = try Checkpoint(directory: ModelDirectory(path: fixture("bert")))
      .tensor("pooler.dense.weight")
    #expect(tensor.isMappable)
    #expect(try tensor.withFloats { Array($0) } == tensor.floats())
    tensor.releasePages()
    #expect(try tensor.withFloats { $0.count } == 16)
  }

  @Test func dataOffItsAlignmentIsReadAsACopy() throws {
    let folder = try TemporaryFolder()
    var bytes = safetensors(
      header: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, data: 0)
    // An odd header length is what writers that do not pad it leave.
    #expect((bytes.count) % 4 != 0)
    for value in [Float(1.5), -2] {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += Array($0) }
    }
    let tensor = try SafetensorsFile(path: folder.write("a.safetensors", bytes)).tensors[0]
    #expect(!tensor.isMappable)
    #expect(try tensor.withFloats { Array($0) } == [1.5, -2])
  }

  @Test func aFileChangedMeanwhileIsAnError() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("model.safetensors", fixtureBytes("bert/model.safetensors"))
    let checkpoint = try Checkpoint(directory: ModelDirectory(path: folder.path))
    let tensor = try checkpoint.tensor("classifier.weight")
    #expect(try tensor.floats().count == 12)
    truncate(path, 4_000)
    #expect(try modelError { try tensor.floats() }.kind == .damaged)
    #expect(try modelError { try tensor.withFloats { $0.count } }.kind == .damaged)
    var row = [Float](repeating: 0, count: 4)
    #expect(try modelError { try tensor.gather(rows: [0], into: &row) }.kind == .damaged)
  }
}
