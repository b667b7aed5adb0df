import Attribution
import Foundation
import Model
import TestSupport
import Testing

@Suite struct AttentionSelectionTests {
  /// The pair `[CLS] a , [SEP] b b [SEP]`.
  private static let roles = TokenRoles([
    .init(id: 1, text: "[CLS]", kind: .classification),
    .init(id: 10, text: "a", kind: .text, word: 0),
    .init(id: 11, text: ",", kind: .punctuation, word: 1),
    .init(id: 2, text: "[SEP]", kind: .separator),
    .init(id: 12, text: "b", kind: .text, word: 2, segment: .b),
    .init(id: 12, text: "b", kind: .text, word: 3, segment: .b),
    .init(id: 2, text: "[SEP]", kind: .separator, segment: .b),
  ])

  private func selection(
    _ direction: AttentionFilter.Direction, special: Bool = true
  ) -> AttentionSelection {
    AttentionSelection(
      AttentionFilter(direction: direction, includesSpecialTokens: special), Self.roles)
  }

  @Test func directionsAreFromTheQueryToTheKey() {
    let (a, b) = ([0, 1, 2, 3], [4, 5, 6])
    let expected: [AttentionFilter.Direction: ([Int], [Int])] = [
      .all: (a + b, a + b), .aToA: (a, a), .aToB: (a, b), .bToA: (b, a), .bToB: (b, b),
    ]
    for direction in AttentionFilter.Direction.allCases {
      let found = selection(direction)
      #expect(found.queries == expected[direction]?.0)
      #expect(found.keys == expected[direction]?.1)
    }
  }

  @Test func specialTokensCanBeLeftOut() {
    #expect(selection(.all, special: false).queries == [1, 2, 4, 5])
    let between = selection(.bToA, special: false)
    #expect(between.queries == [4, 5])
    #expect(between.keys == [1, 2])
    #expect(between.contains(query: 4, key: 2))
    #expect(!between.contains(query: 2, key: 4))
    #expect(!between.contains(query: 4, key: 0))
  }

  @Test func tilesMakeUpTheWholeMap() {
    let maps = AttentionMaps.random(layers: 1, heads: 1, tokens: 7, seed: 21)
    let map = maps.map(HeadIndex(layer: 0, head: 0))
    #expect(selection(.all).submatrix(of: map) == Array(map))
    let (aa, ab) = (selection(.aToA).submatrix(of: map), selection(.aToB).submatrix(of: map))
    let (ba, bb) = (selection(.bToA).submatrix(of: map), selection(.bToB).submatrix(of: map))
    var whole: [Float] = []
    for (left, right, rows) in [(aa, ab, 4), (ba, bb, 3)] {
      for row in 0..<rows {
        whole += left[(row * 4)..<(row * 4 + 4)]
        whole += right[(row * 3)..<(row * 3 + 3)]
      }
    }
    #expect(whole == Array(map))
  }

  /// bertviz's own pair, `bertviz/tests/test_attention.py`: which tokens are A and B, and tiles that make up the whole map of each head.
  @Test func bertvizsPairOfTexts() async throws {
    let vocabulary =
      "[PAD] [UNK] [CLS] [SEP] [MASK] the quick ##est brown fox jumped over lazy dog la ##zie ##st"
    try await Fixtures.withVariant(of: Fixtures.model("bert-tiny"), patch: [:]) { folder in
      try FileManager.default.removeItem(at: folder.appending(path: "tokenizer.json"))
      try vocabulary.replacing(" ", with: "\n").write(
        to: folder.appending(path: "vocab.txt"), atomically: true, encoding: .utf8)
      let model = try await GoldenModels.load(folder)
      let encoding = model.info.tokenizer.encode(
        "The quickest brown fox jumped over the lazy dog",
        pair: "the quick brown fox jumped over the laziest elmo")
      let first = "[CLS] the quick ##est brown fox jumped over the lazy dog [SEP]"
      let second = "the quick brown fox jumped over the la ##zie ##st [UNK] [SEP]"
      let roles = TokenRoles(encoding, model.info.tokenizer)
      func selection(_ direction: AttentionFilter.Direction) -> AttentionSelection {
        AttentionSelection(AttentionFilter(direction: direction), roles)
      }
      func tokens(_ places: [Int]) -> String {
        places.map { encoding.tokens[$0] }.joined(separator: " ")
      }
      let expected: [AttentionFilter.Direction: (String, String)] = [
        .all: ("\(first) \(second)", "\(first) \(second)"), .aToA: (first, first),
        .aToB: (first, second), .bToA: (second, first), .bToB: (second, second),
      ]
      for direction in AttentionFilter.Direction.allCases {
        let found = selection(direction)
        #expect(tokens(found.queries) == expected[direction]?.0)
        #expect(tokens(found.keys) == expected[direction]?.1)
      }
      let maps = AttentionMaps(
        try await model.perform {
          try $0.forward(RaggedBatch([encoding]), capture: [.attention]).captures[0]
        })
      let split = 12
      for head in maps.heads {
        let map = maps.map(head)
        let tiles = [.aToA, .aToB, .bToA, .bToB].map { selection($0).submatrix(of: map) }
        var whole: [Float] = []
        for query in 0..<maps.tokenCount {
          let (left, row) = query < split ? (0, query) : (2, query - split)
          whole += tiles[left][row * split..<(row + 1) * split]
          whole += tiles[left + 1][row * split..<(row + 1) * split]
        }
        #expect(whole == Array(map))
      }
    }
  }

  @Test func sharesSayHowMuchGoesOver() {
    let head = HeadIndex(layer: 0, head: 0)
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 7)
    for query in 0..<4 { planted.plant(head, query: query, [4: 0.5, 1: 0.5]) }
    for query in 4..<7 { planted.plant(head, query: query, [6: 1]) }
    let map = planted.maps.map(head)
    #expect(selection(.aToB).share(of: map) == 0.5)
    #expect(selection(.bToA).share(of: map) == 0)
    #expect(selection(.bToB).share(of: map) == 1)
    #expect(selection(.bToB, special: false).share(of: map) == 0)
    #expect(selection(.all).share(of: map) == 1)
  }

  @Test func aThumbnailOfASelectionIsThatOfItsPart() {
    let head = HeadIndex(layer: 0, head: 0)
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 7)
    for query in 0..<4 { planted.plant(head, query: query, [5: 1]) }
    let thumbnail = planted.maps.thumbnail(head, side: 3, selection: selection(.aToB))
    #expect((thumbnail.rows, thumbnail.columns) == (3, 3))
    #expect(thumbnail.maximum == [0, 1, 0, 0, 1, 0, 0, 1, 0])
    let narrow = planted.maps.thumbnail(head, side: 2, selection: selection(.aToB))
    // Keys 4 | 5 6: the second block holds one bright key of two.
    #expect(narrow.mean == [0, 0.5, 0, 0.5])
  }

  @Test func withoutASecondTextNothingIsLeft() {
    let roles = TokenRoles.words(4)
    let none = AttentionSelection(AttentionFilter(direction: .aToB), roles)
    #expect(none.isEmpty)
    let maps = AttentionMaps.random(layers: 1, heads: 1, tokens: 4, seed: 3)
    let head = HeadIndex(layer: 0, head: 0)
    #expect(none.share(of: maps.map(head)) == 0)
    #expect(none.submatrix(of: maps.map(head)).isEmpty)
    #expect(maps.thumbnail(head, side: 16, selection: none).maximum.isEmpty)
  }
}
