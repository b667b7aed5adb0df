import Attribution
import Model
import Testing

/// One head does one thing on `[CLS] the cat , saw the ##s , dog [SEP]`-like tokens, and is named after it.
@Suite struct HeadPatternTests {
  private static let head = HeadIndex(layer: 0, head: 0)

  /// 12 tokens: words 3 and 4 are pieces of one, 2 and 7 are the same word, 5 and 9 are commas.
  private static let roles = TokenRoles([
    .init(id: 1, text: "[CLS]", kind: .classification),
    .init(id: 10, text: "saw", kind: .text, word: 0),
    .init(id: 11, text: "the", kind: .text, word: 1),
    .init(id: 12, text: "walk", kind: .text, word: 2),
    .init(id: 13, text: "##ing", kind: .text, word: 2),
    .init(id: 20, text: ",", kind: .punctuation, word: 3),
    .init(id: 14, text: "cat", kind: .text, word: 4),
    .init(id: 11, text: "the", kind: .text, word: 5),
    .init(id: 15, text: "dog", kind: .text, word: 6),
    .init(id: 20, text: ",", kind: .punctuation, word: 7),
    .init(id: 16, text: "ran", kind: .text, word: 8),
    .init(id: 2, text: "[SEP]", kind: .separator),
  ])

  private func profile(_ share: Float, _ key: (Int) -> Int?) throws -> HeadProfile {
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 12)
    planted.plant(Self.head, share: share, key)
    return try profile(planted.maps, Self.roles)
  }

  private func profile(_ maps: AttentionMaps, _ roles: TokenRoles) throws -> HeadProfile {
    try HeadPatternScores(maps, roles, HeadStatistics(maps, roles)).heads[0]
  }

  /// `share` planted on one key and a twelfth of the rest.
  private func expected(_ share: Double) -> Double { share + (1 - share) / 12 }

  @Test func previousAndNext() throws {
    let previous = try profile(0.8) { $0 > 0 ? $0 - 1 : nil }.best
    #expect(previous.pattern == .previous)
    #expect(abs(previous.score - expected(0.8)) < 1e-6)
    #expect(try profile(0.8) { $0 < 11 ? $0 + 1 : nil }.best.pattern == .next)
  }

  @Test func itselfClassTokenAndSeparator() throws {
    #expect(try profile(0.7) { $0 }.best.pattern == .itself)
    #expect(try profile(0.7) { _ in 0 }.best.pattern == .classification)
    #expect(try profile(0.7) { _ in 11 }.best.pattern == .separator)
  }

  @Test func punctuationCountsWhereverItStands() throws {
    let found = try profile(0.7) { $0 < 6 ? 5 : 9 }
    #expect(found.best.pattern == .punctuation)
    // Both commas: the planted share and two twelfths of the rest.
    #expect(abs(found.best.score - (0.7 + 0.3 / 6)) < 1e-6)
    #expect(abs(try #require(found.share(of: .punctuation)).chance - 1.0 / 6) < 1e-9)
  }

  @Test func oneWordThatAllLookAt() throws {
    let best = try profile(0.7) { _ in 6 }.best
    #expect(best.pattern == .singleToken)
    #expect(best.position == 6)
    #expect(abs(best.score - expected(0.7)) < 1e-6)
  }

  @Test func aHeadThatRestsOnTheSeparatorIsNamedAfterWhatItDoesOtherwise() throws {
    let sameWord = try profile(0.9) { [3: 4, 4: 3][$0] ?? 11 }
    #expect(sameWord.best.pattern == .sameWord)
    #expect(sameWord.share(of: .sameWord)?.queries == 2)
    #expect(try profile(0.9) { [2: 7, 7: 2][$0] ?? 11 }.best.pattern == .duplicate)
  }

  @Test func aNeighbourHeadIsNotMistakenForOneOfPieces() throws {
    // Of two pieces, the first one's next is the other: half of the pieces' attention is on the same word.
    let found = try profile(0.9) { $0 < 11 ? $0 + 1 : nil }
    #expect(found.best.pattern == .next)
    #expect(try #require(found.share(of: .sameWord)).value < 0.5)
  }

  @Test func evenAttentionIsBroadAndAMixtureIsMixed() throws {
    let broad = try profile(0) { $0 }.best
    #expect(broad.pattern == .broad)
    #expect(abs(broad.score - 1) < 1e-6)
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 12)
    for query in 0..<12 {
      planted.plant(Self.head, query: query, [(query + 5) % 12: 0.45, (query + 7) % 12: 0.45])
    }
    #expect(try profile(planted.maps, Self.roles).best.pattern == .mixed)
  }

  @Test func specialTokensAreNotAskedUnlessAllAre() throws {
    // [CLS] and [SEP] look at the separator, the text at what is before.
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 12)
    for query in 0..<12 {
      planted.plant(Self.head, query: query, [query % 11 == 0 ? 11 : query - 1: 1])
    }
    let text = try profile(planted.maps, Self.roles)
    #expect(text.share(of: .previous)?.value == 1)
    #expect(text.share(of: .separator)?.value == 0)
    let statistics = try HeadStatistics(planted.maps, Self.roles, queries: .all)
    let all = try HeadPatternScores(planted.maps, Self.roles, statistics).heads[0]
    #expect(abs(try #require(all.share(of: .separator)).value - 2.0 / 12) < 1e-6)
    // The first token has none before it: 10 of 11.
    #expect(abs(try #require(all.share(of: .previous)).value - 10.0 / 11) < 1e-6)
  }

  @Test func aTextWithoutAKeyOfAPatternHasNoShareOfIt() throws {
    let maps = PlantedAttention(layers: 1, heads: 1, tokens: 5).maps
    let found = try profile(maps, .words(5))
    #expect(found.share(of: .punctuation) == nil)
    #expect(found.share(of: .duplicate) == nil)
    #expect(found.share(of: .sameWord) == nil)
    #expect(found.share(of: .firstToken) == nil)
    #expect(found.share(of: .separator) != nil)
  }

  @Test func aDecodersFirstTokenAndInduction() throws {
    // a b c a b c …: the induction target of the second a (3) is b (1).
    let roles = TokenRoles(
      (0..<9).map { TokenRoles.Token(id: Int32($0 % 3), text: "x", kind: .text, word: $0) })
    func maps(_ key: (Int) -> Int) -> AttentionMaps {
      var values = [Float](repeating: 0, count: 81)
      for query in 0..<9 { values[query * 9 + key(query)] = 1 }
      return AttentionMaps(layers: [Tensor(shape: [1, 9, 9], values: values)], isCausal: true)
    }
    #expect(try profile(maps { _ in 0 }, roles).best.pattern == .firstToken)
    let induction = try profile(maps { $0 < 3 ? 0 : $0 - 2 }, roles)
    #expect(induction.best.pattern == .induction)
    #expect(try #require(induction.share(of: .induction)).queries == 6)
    #expect(abs(induction.detection.induction.product - 6.0 / 9) < 1e-6)
    #expect(try profile(maps { $0 < 3 ? 0 : $0 - 3 }, roles).best.pattern == .duplicate)
    #expect(try profile(maps { max(0, $0 - 1) }, roles).best.pattern == .previous)
  }

  @Test func detectionByHand() throws {
    // Four tokens a b a b, all attention even: P of previous has three cells of 16.
    let roles = TokenRoles(
      (0..<4).map { TokenRoles.Token(id: Int32($0 % 2), text: "x", kind: .text, word: $0) })
    let found = try profile(PlantedAttention(layers: 1, heads: 1, tokens: 4).maps, roles).detection
    #expect(abs(found.previous.product - 3.0 / 16) < 1e-7)
    // Σ|A−P| = 13·¼ + 3·¾ = 5.5, over 16 times 4 is 1.375.
    #expect(abs(found.previous.difference - (1 - 1.375)) < 1e-9)
    // Duplicates (2,0) and (3,1); behind them (2,1) and (3,2).
    #expect(abs(found.duplicate.product - 2.0 / 16) < 1e-7)
    #expect(abs(found.induction.product - 2.0 / 16) < 1e-7)
    #expect(abs(found.induction.difference - (1 - 1.25)) < 1e-9)
  }

  @Test(arguments: AttentionGolden.cases.filter { $0.detection != nil })
  func detectionIsThatOfTheReference(_ golden: AttentionGolden.Case) throws {
    let roles = TokenRoles(
      try #require(golden.ids).enumerated().map {
        TokenRoles.Token(id: $1, text: "x", kind: .text, word: $0)
      })
    let maps = try golden.maps()
    let heads = try HeadPatternScores(maps, roles, HeadStatistics(maps, roles)).heads
    let expected = try #require(golden.detection)
    #expect(heads.count == expected.count)
    for (head, expected) in zip(heads, expected) {
      let found = [
        "previous": head.detection.previous, "duplicate": head.detection.duplicate,
        "induction": head.detection.induction,
      ]
      for (name, score) in expected {
        let found = try #require(found[name])
        #expect(abs(found.product - score.product) < 1e-6)
        // Rounded to three digits, where the seventh may tip the third.
        #expect(abs(found.difference - score.difference) < 1.01e-3)
      }
    }
  }

  @Test func chanceOnThreeTokensNamesNoHead() throws {
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 3)
    planted.plant(Self.head, query: 1, [0: 0.3])
    // The word gives [CLS] 0.53: most of it, but not twice a third.
    let best = try profile(planted.maps, .words(3)).best
    #expect(best.pattern == .broad)
  }

  @Test func everyPatternHasALetterOfItsOwn() {
    #expect(Set(HeadPattern.allCases.map(\.letter)).count == HeadPattern.allCases.count)
    #expect(HeadPattern.allCases.allSatisfy { $0.letter.isASCII })
  }

  @Test func exchangedHeadsExchangeTheirProfiles() throws {
    let maps = AttentionMaps.random(layers: 1, heads: 3, tokens: 12, seed: 3)
    let permuted = maps.permuted([2, 0, 1])
    let plain = try HeadPatternScores(maps, Self.roles, HeadStatistics(maps, Self.roles)).heads
    let found = try HeadPatternScores(
      permuted, Self.roles, HeadStatistics(permuted, Self.roles)
    ).heads
    #expect(found == [plain[2], plain[0], plain[1]])
  }

  @Test func aSampleIsTheMeanOverTheTextsThatCount() throws {
    var sample = HeadPatternSample()
    #expect(sample.heads.isEmpty)
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 12)
    planted.plant(Self.head, share: 1) { _ in 5 }
    sample.add(
      try HeadPatternScores(
        planted.maps, Self.roles, HeadStatistics(planted.maps, Self.roles)))
    // A text without punctuation, all on the token before.
    var other = PlantedAttention(layers: 1, heads: 1, tokens: 8)
    other.plant(Self.head, share: 1) { max(0, $0 - 1) }
    sample.add(
      try HeadPatternScores(other.maps, .words(8), HeadStatistics(other.maps, .words(8))))
    let profile = sample.heads[0]
    #expect(sample.textCount == 2)
    #expect(profile.share(of: .punctuation)?.value == 1)
    #expect(profile.share(of: .punctuation)?.texts == 1)
    // In the first text only token 6 has the comma before it: 1 of 10.
    #expect(abs(try #require(profile.share(of: .previous)).value - (0.1 + 1) / 2) < 1e-6)
    #expect(profile.share(of: .previous)?.texts == 2)
    #expect(profile.best.position == nil)
    // Token 5 is 36 tokens away from all twelve together, the one before 7 from all eight but the first.
    #expect(abs(profile.spread.distance - (36.0 / 12 + 7.0 / 8) / 2) < 1e-6)
    #expect(abs(profile.spread.confidence - 1) < 1e-6)
  }
}
