import Testing

@testable import Model

/// Pickles written by hand, for what no well-meant one does.
struct PickleReaderTests {
  private func read(_ parts: [UInt8]...) throws -> PickleReader.Value {
    var reader = PickleReader([0x80, 2] + parts.flatMap { $0 }, source: "test.pt")
    return try reader.read()
  }

  @Test(
    arguments: [
      ([0x4b, 200], 200), ([0x4d, 0, 1], 256), ([0x4a, 0xff, 0xff, 0xff, 0xff], -1),
      ([0x8a, 0], 0), ([0x8a, 1, 0x80], -128), ([0x8a, 2, 0xff, 0x00], 255),
      ([0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0x80], Int.min), ([0x8b, 1, 0, 0, 0, 7], 7),
    ] as [([UInt8], Int)])
  func integersOfAllSizes(bytes: [UInt8], expected: Int) throws {
    guard case .integer(let value) = try read(bytes, [0x2e]) else {
      Issue.record("expected an integer")
      return
    }
    #expect(value == expected)
  }

  @Test func numbersAreBigEndian() throws {
    guard case .number(let value) = try read([0x47, 0x40, 0x09, 0, 0, 0, 0, 0, 0], [0x2e]) else {
      Issue.record("expected a number")
      return
    }
    #expect(value == 3.125)
  }

  @Test(
    arguments: [
      ("nothing", []), ("no end", [0x4e]), ("two values", [0x4e, 0x4e, 0x2e]),
      ("no value", [0x2e]), ("open mark", [0x28, 0x2e]), ("pop of nothing", [0x30, 0x2e]),
      ("pop below a mark", [0x4e, 0x28, 0x30, 0x2e]), ("no mark", [0x74, 0x2e]),
      ("memo of nothing", [0x71, 0, 0x2e]), ("unknown memo", [0x68, 9, 0x2e]),
      ("odd dictionary", [0x28, 0x4e, 0x64, 0x2e]), ("append to none", [0x4e, 0x4e, 0x61, 0x2e]),
      ("string beyond the end", [0x58, 0xff, 0xff, 0xff, 0x7f]),
      ("string of impossible length", [0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      ("call of no function", [0x4e, 0x29, 0x52, 0x2e]),
      ("attributes of none", [0x4e, 0x4e, 0x62, 0x2e]),
      ("reference to none", [0x4e, 0x51, 0x2e]), ("name without end", [0x63, 0x61]),
    ] as [(String, [UInt8])])
  func brokenPicklesAreDamaged(name: String, bytes: [UInt8]) throws {
    #expect(try modelError { try read(bytes) }.kind == .damaged, "\(name)")
  }

  @Test(arguments: [0x49, 0x50, 0x6f, 0x81, 0x92, 0x82, 0x97, 0xff] as [UInt8])
  func opcodesOfNoCheckpointAreRefused(opcode: UInt8) throws {
    #expect(try modelError { try read([opcode, 0x2e]) }.kind == .unsupported)
  }

  @Test func protocolsBeyondFiveAreRefused() throws {
    var reader = PickleReader([0x80, 6, 0x4e, 0x2e], source: "test.pt")
    let error = #expect(throws: ModelError.self) { try reader.read() }
    #expect(error?.kind == .unsupported)
  }

  @Test func valuesWithoutEndAreRefused() throws {
    // None, then DUP for as long as the pickle lasts.
    let bomb = [UInt8](repeating: 0x32, count: 2 << 20)
    #expect(try modelError { try read([0x4e], bomb, [0x2e]) }.problem.contains("without end"))
  }

  @Test func nestingWithoutEndCostsNoStack() throws {
    // A tuple in a tuple in a tuple, half a million deep.
    let nest = [UInt8](repeating: 0x85, count: 500_000)
    guard case .tuple = try read([0x4e], nest, [0x2e]) else {
      Issue.record("expected a tuple")
      return
    }
  }
}
