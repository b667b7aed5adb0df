import Model
import Testing

@testable import headscope

@Suite("The JSON of attention")
struct AttentionJSONTests {
  /// As many numbers as a model of BERT's size has on 48 tokens.
  private static let shape = (layers: 12, heads: 12, tokens: 48)

  private func pieces(_ document: AttentionDocument) throws -> [String] {
    var pieces: [String] = []
    try AttentionJSON.write(document, layout: .members) { pieces.append($0) }
    return pieces
  }

  @Test("It goes out head by head: no piece holds more than one map")
  func streaming() throws {
    let document = try Samples.attention(
      layers: Self.shape.layers, heads: Self.shape.heads, tokens: Self.shape.tokens)
    let pieces = try pieces(document)
    let mapCount = Self.shape.layers * Self.shape.heads
    #expect(pieces.count == mapCount + 1)
    // One number of a map takes 14 bytes at most: `0.0021276595, `.
    let largestMap = Self.shape.tokens * Self.shape.tokens * 16
    for (index, piece) in pieces.dropFirst().prefix(mapCount - 1).enumerated() {
      #expect(piece.utf8.count < largestMap, "map \(index + 1)")
    }
    let json = try JSONValue.parse(pieces.joined())
    #expect(json["attention"]?.arrayValue?.count == Self.shape.layers)
  }

  /// A reader that has gone.
  private struct Gone: Error {}

  @Test("A reader that goes stops the writing at once")
  func stopping() throws {
    let document = try Samples.attention()
    var count = 0
    #expect(throws: Gone.self) {
      try AttentionJSON.write(document, layout: .members) { _ in
        count += 1
        if count == 2 { throw Gone() }
      }
    }
    #expect(count == 2)
  }

  /// In the sample every row is even but that of token 1, which gives 0.9 to token 3 and 0.025 to each of the other four.
  @Test("A head has its measures, with TransformerLens' scores")
  func measures() throws {
    let json = try JSONValue.parse(pieces(try Samples.attention()).joined())
    let head = try #require(json["patterns"]?.arrayValue?[1].arrayValue?[0])
    func number(_ path: String...) throws -> Double {
      try #require(path.reduce(head) { $0[$1] ?? .null }.doubleValue)
    }
    // Largest weights of rows: 0.2 four times, 0.9 once.
    #expect(abs(try number("confidence") - (4 * 0.2 + 0.9) / 5) < 1e-6)
    // Even rows of five tokens look 2, 1.4, 1.2, 1.4 and 2 tokens away; row 1 looks 0.9·2 + 0.025·(1 + 0 + 1 + 3) away.
    let planted = 0.9 * 2 + 0.025 * 5
    #expect(abs(try number("distance") - (2 + planted + 1.2 + 1.4 + 2) / 5) < 1e-6)
    #expect(abs(try number("readerEntropy") - 1.6094379) < 1e-5)
    // The subdiagonal has 0.025 + 3 · 0.2 of a sum of 5.
    #expect(abs(try number("detection", "previous", "product") - 0.625 / 5) < 1e-6)
    #expect(try number("detection", "duplicate", "product") == 0)
    let shares = try #require(head["shares"]?.arrayValue)
    #expect(shares.contains { $0["type"] == .string("previous") })
  }
}
