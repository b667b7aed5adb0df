import Model
import TestSupport
import Testing

@testable import Attribution

/// Values of the words of a part: Owen's next level.
@Suite struct OpenedPartTests {
  /// Groups of so many words, a piece each, numbered through.
  private func groups(_ counts: [Int]) -> (parts: [TextGroup], words: [TextGroup]) {
    var words: [TextGroup] = []
    let parts = counts.map { count in
      let pieces = Array(words.count..<words.count + count)
      words += pieces.map {
        TextGroup(text: "w\($0)", range: 2 * $0..<2 * $0 + 1, sequence: 0, pieces: [$0])
      }
      return TextGroup(
        text: "part", range: 2 * pieces[0]..<2 * pieces[0] + 2 * count, sequence: 0,
        pieces: pieces)
    }
    return (parts, words)
  }

  /// The values of the parts and, of one, of its words, for a function of the words that are kept.
  private func values(
    _ counts: [Int], opening part: Int, tree: PartitionTree? = nil, limit: Int = 10_000,
    _ function: (Set<Int>) -> Double
  ) throws -> (parts: [Double], words: [Double]) {
    let (parts, words) = groups(counts)
    let found = try OwenValues(
      tree ?? PartitionTree(joining: parts.map(\.text)), limit: limit, watching: [part]
    ) { masks in
      masks.map { mask in [function(Set(mask.kept.flatMap { parts[$0].pieces }))] }
    }
    let opened = try #require(OpenedPart(part, parts[part], words: words))
    let inner = try opened.values(in: found, separators: [], limit: limit) { kept in
      kept.map { [function($0.pieces.union($0.parts.kept.flatMap { parts[$0].pieces }))] }
    }
    return (found.values.map { $0[0] }, inner.values.map { $0[0] })
  }

  /// f = [0 and 2] + [1] with the parts {0, 1} and {2}, by hand.
  ///
  /// The first adds 1 without the second, and 2 with it. Its own value is 1.5, of which word 1 has its 1 always, and word 0 the 1 that it
  /// does in half of the coalitions.
  @Test func wordsThatDoDifferentThingsAreToldApart() throws {
    let found = try values([2, 1], opening: 0) { kept in
      (kept.isSuperset(of: [0, 2]) ? 1 : 0) + (kept.contains(1) ? 1 : 0)
    }
    #expect(found.parts == [1.5, 0.5])
    #expect(found.words == [0.5, 1])
  }

  /// What a tree of all words says, joined within their parts first.
  @Test func theyAreThoseOfTheWholeTree() throws {
    // Parts {0, 1, 2}, {3, 4} and {5}; the first two are joined first.
    func merge(_ left: Int, _ right: Int, _ size: Int) -> PartitionTree.Merge {
      PartitionTree.Merge(left: left, right: right, size: size)
    }
    let outer = PartitionTree(leafCount: 3, merges: [merge(0, 1, 2), merge(3, 2, 3)])
    // The same inside the parts as the rules join words without a meaning: the first of equals first.
    let inner = PartitionTree(joining: ["w0", "w1", "w2"]).merges
    #expect(inner == [merge(0, 1, 2), merge(3, 2, 3)])
    let whole = PartitionTree(
      leafCount: 6,
      merges: [
        merge(0, 1, 2), merge(6, 2, 3), merge(3, 4, 2), merge(7, 8, 5), merge(9, 5, 6),
      ])
    // Any function will do: a number for every set of words.
    var generator = SeededGenerator(seed: 7)
    let numbers = (0..<64).map { _ in Double.random(in: -1...1, using: &generator) }
    func function(_ kept: Set<Int>) -> Double { numbers[kept.reduce(0) { $0 | 1 << $1 }] }
    let expected = try OwenValues(whole, limit: 10_000) { masks in
      masks.map { [function(Set($0.kept))] }
    }
    let found = try values([3, 2, 1], opening: 0, tree: outer, function)
    for word in 0..<3 { #expect(abs(found.words[word] - expected.values[word][0]) < 1e-12) }
    let second = try values([3, 2, 1], opening: 1, tree: outer, function)
    for word in 0..<2 { #expect(abs(second.words[word] - expected.values[3 + word][0]) < 1e-12) }
    #expect(second.parts == found.parts)
  }

  @Test func withoutABudgetTheyAreEvenShares() throws {
    // Two variants are the two ends, and nothing is split.
    let found = try values([2, 1], opening: 0, limit: 2) { kept in kept.contains(1) ? 6 : 0 }
    // 6 shared by the two parts, and 3 by the two words.
    #expect(found.parts == [3, 3])
    #expect(found.words == [1.5, 1.5])
  }

  @Test func aWordIsNothingToOpen() {
    let (parts, words) = groups([1, 2])
    #expect(OpenedPart(0, parts[0], words: words) == nil)
    // Of a word that reaches into the next part each has its pieces.
    let across = [TextGroup(text: "ab", range: 0..<3, sequence: 0, pieces: [0, 1]), words[2]]
    #expect(OpenedPart(1, parts[1], words: across)?.words.map(\.pieces) == [[1], [2]])
  }

  @Test func aModelsOpenedFieldSharesItsValueAmongItsWords() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "name=crowd act=so good film"
    let encoding = model.info.tokenizer.encode(text)
    let fields = Granularity.field.groups(of: encoding, in: text).filter { !$0.isSpecial }
    var request = AttributionRequest(method: .partitionSHAP, output: .probability)
    request.granularity = .field
    let explained = ExplainedText(encoding, texts: [text])
    let folded = try await model.attribution(for: explained, request)
    #expect(FeatureStretches(folded).whole(of: [fields[1].pieces[0]]) == fields[1].pieces)
    request.openedParts = [fields[1].pieces[0]]
    let opened = try await model.attribution(for: explained, request)
    #expect(opened.opened == [1])
    #expect(FeatureStretches(opened).whole(of: [fields[1].pieces[0]]) == nil)
    #expect(opened.features == folded.features)
    for field in fields {
      let sums = [folded, opened].map { found in
        field.pieces.reduce(Float(0)) { $0 + found.values[$1] }
      }
      #expect(abs(sums[0] - sums[1]) < 1e-6)
    }
    for piece in fields[0].pieces { #expect(opened.values[piece] == folded.values[piece]) }
    #expect(Set(fields[1].pieces.map { opened.values[$0] }).count > 1)
    #expect(opened.evaluations > folded.evaluations)
    // Another method's parts stay closed.
    request.method = .occlusion
    #expect(try await model.attribution(for: explained, request).opened.isEmpty)
  }
}
