import Attribution
import Foundation
import Model
import TestSupport
import Testing

@Suite struct AttentionMapsTests {
  private func counted() -> AttentionMaps {
    // Two layers, two heads, two tokens, values that say where they are.
    AttentionMaps(layers: [
      Tensor(shape: [2, 2, 2], values: [0, 1, 2, 3, 4, 5, 6, 7]),
      Tensor(shape: [2, 2, 2], values: [8, 9, 10, 11, 12, 13, 14, 15]),
    ])
  }

  @Test func rowsAndMapsAreFoundByLayerHeadAndQuery() {
    let maps = counted()
    let head = HeadIndex(layer: 1, head: 0)
    #expect(Array(maps.map(head)) == [8, 9, 10, 11])
    #expect(Array(maps.row(head, query: 1)) == [10, 11])
    #expect(maps[HeadIndex(layer: 0, head: 1), 1, 0] == 6)
    #expect(maps.heads.map(maps.offset(of:)) == [0, 1, 2, 3])
    #expect(maps.heads.map(\.description) == ["0.0", "0.1", "1.0", "1.1"])
  }

  @Test func headsAreCombinedByMeanAndByMaximum() {
    let maps = counted()
    #expect(maps.combined(layer: 0, by: .mean) == [2, 3, 4, 5])
    #expect(maps.combined(layer: 0, by: .maximum) == [4, 5, 6, 7])
    let across = [HeadIndex(layer: 0, head: 0), HeadIndex(layer: 1, head: 1)]
    #expect(maps.combined(across, by: .mean) == [6, 7, 8, 9])
  }

  @Test func aModelsAttentionIsShownAsItWasCaptured() async throws {
    let golden = try Golden("bert-tiny")
    let model = try await GoldenModels.load("bert-tiny")
    let text = try golden.text("crowd")
    let result = try await model.perform { classifier in
      try classifier.forward(RaggedBatch([text]), capture: [.attention])
    }
    let maps = AttentionMaps(result.captures[0])
    #expect((maps.layerCount, maps.headCount, maps.tokenCount) == (2, 4, 19))
    for layer in 0..<2 {
      let expected = try golden.tensor("crowd.attention.\(layer)")
      #expect(maximumDifference(maps.layer(layer).values, expected.values) <= 1e-5)
    }
    for head in maps.heads {
      for query in 0..<19 {
        #expect(abs(maps.row(head, query: query).reduce(0, +) - 1) < 1e-5)
      }
    }
  }

  private func maps(of text: String, _ model: ModelActor) async throws -> AttentionMaps {
    let encoding = model.info.tokenizer.encode(text)
    return AttentionMaps(
      try await model.perform {
        try $0.forward(RaggedBatch([encoding]), capture: [.attention]).captures[0]
      })
  }

  @Test(arguments: GoldenModels.tiny, ["a film so good, not bad", "good"])
  func everyRowIsADistribution(_ name: String, _ text: String) async throws {
    let maps = try await maps(of: text, GoldenModels.load(name))
    for head in maps.heads {
      for query in 0..<maps.tokenCount {
        let row = maps.row(head, query: query)
        #expect(abs(row.reduce(0, +) - 1) < 1e-5)
        #expect(row.allSatisfy { $0 >= 0 })
      }
    }
  }

  /// As bertviz tests GPT-2: behind the query exactly nothing, up to it something.
  @Test func aCausalModelSeesNothingBehindTheQuery() async throws {
    let text = "Bert is a yellow muppet character"
    let maps = try await maps(of: text, GoldenModels.load("gpt2-tiny"))
    try #require(maps.tokenCount > 6)
    for head in maps.heads {
      for query in 0..<maps.tokenCount {
        for key in 0..<maps.tokenCount {
          #expect((maps[head, query, key] == 0) == (key > query))
        }
      }
    }
  }

  @Test(arguments: [1, 2, 16, 17, 60, 512])
  func blocksCoverEveryTokenOnce(_ tokens: Int) {
    let side = min(16, tokens)
    let blocks = (0..<side).map { AttentionMaps.block($0, of: side, tokens: tokens) }
    #expect(blocks.flatMap { Array($0) } == Array(0..<tokens))
    #expect(Set(blocks.map(\.count)).count <= 2)
  }

  @Test func aTextSmallerThanTheThumbnailKeepsItsWeights() {
    let thumbnail = counted().thumbnail(HeadIndex(layer: 0, head: 1), side: 16)
    #expect((thumbnail.rows, thumbnail.columns) == (2, 2))
    #expect(thumbnail.maximum == [4, 5, 6, 7])
    #expect(thumbnail.mean == [4, 5, 6, 7])
  }

  @Test func aTallThumbnailHasMoreBlocksOfQueriesThanOfKeys() {
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 24)
    let head = HeadIndex(layer: 0, head: 0)
    planted.plant(head, share: 0.9) { _ in 13 }
    let thumbnail = planted.maps.thumbnail(head, side: 6, height: 12)
    #expect((thumbnail.rows, thumbnail.columns) == (12, 6))
    // Four keys a block: 13 is in the fourth.
    for row in 0..<12 {
      for column in 0..<6 {
        #expect((thumbnail.maximum[row * 6 + column] > 0.9) == (column == 3))
      }
    }
  }

  @Test func aSingleBrightDiagonalSurvivesReduction() {
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 512)
    let head = HeadIndex(layer: 0, head: 0)
    planted.plant(head, share: 0.9) { $0 > 0 ? $0 - 1 : nil }
    let thumbnail = planted.maps.thumbnail(head, side: 16)
    for row in 0..<16 {
      for column in 0..<16 {
        // Only the block below the corner of two diagonal blocks is touched besides: query 32 looks at 31.
        let isBright = row == column || row == column + 1
        #expect((thumbnail.maximum[row * 16 + column] > 0.9) == isBright, "\(row) \(column)")
        if row == column {
          #expect(thumbnail.mean[row * 16 + column] > 5 * thumbnail.mean[row * 16 + (row + 2) % 16])
        }
      }
    }
  }

  @Test func aColumnSurvivesReductionAndBlocksKeepTheirShare() {
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 100)
    let head = HeadIndex(layer: 0, head: 0)
    planted.plant(head, share: 0.8) { _ in 37 }
    let thumbnail = planted.maps.thumbnail(head, side: 10)
    for row in 0..<10 {
      #expect(abs(thumbnail.maximum[row * 10 + 3] - 0.802) < 1e-6)
      // Ten keys a block: 0.8 and ten times the even rest of 0.002.
      #expect(abs(thumbnail.mean[row * 10 + 3] * 10 - 0.82) < 1e-5)
      // The blocks of a row hold all of its attention.
      #expect(abs(thumbnail.mean[row * 10..<row * 10 + 10].reduce(0, +) * 10 - 1) < 1e-5)
    }
  }

  @Test func aCausalModelsFirstQuerySeesOneKey() {
    let maps = AttentionMaps.random(layers: 1, heads: 1, tokens: 5, seed: 1, isCausal: true)
    #expect((0..<5).map(maps.visibleKeys(of:)) == [1, 2, 3, 4, 5])
    #expect(AttentionMaps.isCausal(.gpt2) && !AttentionMaps.isCausal(.roberta))
  }
}
