import Attribution
import Testing

@testable import headscope

@Suite("Heads named on the command line")
struct HeadSelectionTests {
  /// The gates of two layers of four heads with the named ones closed, as `1` and `0` a head.
  private func gates(_ names: String) throws -> String {
    try HeadSelection(names, option: "--ablate").closed(in: HeadGates(layers: 2, heads: 4)).values
      .map { $0.map { $0 == 0 ? "0" : "1" }.joined() }.joined(separator: " ")
  }

  @Test(
    "Heads, layers and ranges of both",
    arguments: [
      ("0.3", "1110 1111"), ("1", "1111 0000"), ("0.1,1.2", "1011 1101"), ("0-1", "0000 0000"),
      ("0.*", "0000 1111"), ("*.2", "1101 1101"), ("0.0-0.2", "0001 1111"),
      ("1.1-2", "1111 1001"), ("0-1.3", "1110 1110"), ("*", "0000 0000"),
    ])
  func forms(_ names: String, expected: String) throws {
    #expect(try gates(names) == expected)
  }

  @Test(
    "All but the named",
    arguments: [
      ("all-but:0.3", "0001 0000"), ("all-but:0.3,1.0-1.1", "0001 1100"),
      ("all-but:1", "0000 1111"),
    ])
  func except(_ names: String, expected: String) throws {
    #expect(try gates(names) == expected)
  }

  @Test(
    "What is no name is refused, with what to write",
    arguments: [
      "", "x", "0.1.2", "-1", "0.3-1.2", "0.2-0.1", "0,,1", "0.", "all-but:", "0,all-but:1",
      "0.*-0.2",
    ])
  func refused(_ names: String) {
    let error = #expect(throws: (any Error).self) { try gates(names) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("0.3"))
  }

  @Test("The largest layer and head are told for the check against a model")
  func largest() throws {
    let some = try HeadSelection("0.3,5,1.2-9", option: "--ablate").largest
    #expect(some.layer == 5 && some.head == 9)
    let all = try HeadSelection("*", option: "--ablate").largest
    #expect(all.layer == nil && all.head == nil)
  }
}
