import Attribution
import Model
import Testing

/// What an analyst saw by eye in a 12 × 12 model, planted by hand: each observation is found where it is, and nowhere else.
@Suite struct LayerSummaryTests {
  private static let tokens = 14
  private static let separator = 13

  /// `[CLS] w1 … w12 [SEP]`; nothing to be seen: every word looks at one far from it, another one in every head.
  private static func background() -> PlantedAttention {
    var planted = PlantedAttention(layers: 12, heads: 12, tokens: tokens)
    for layer in 0..<12 {
      for head in 0..<12 {
        let index = HeadIndex(layer: layer, head: head)
        let shift = 3 + (layer + head) % 7
        planted.plant(index, share: 0.9) { query in
          query == 0 || query == separator ? query : 1 + (query - 1 + shift) % 12
        }
      }
    }
    return planted
  }

  private static let all = 1...12

  /// The five observations, each in heads of its own, so that layers can show several.
  private enum Planted: CaseIterable {
    case everyTokenLooksAtClass
    case someLookAtClass
    case meeting
    case neighbours
    case even

    var layers: ClosedRange<Int> {
      switch self {
      case .everyTokenLooksAtClass: 0...3
      case .someLookAtClass: 4...7
      case .meeting: 5...6
      case .neighbours: 0...4
      case .even: 8...11
      }
    }

    func plant(in planted: inout PlantedAttention) {
      for layer in layers {
        for number in heads {
          let head = HeadIndex(layer: layer, head: number)
          for query in LayerSummaryTests.all {
            switch self {
            case .everyTokenLooksAtClass: planted.plant(head, query: query, [0: 0.6])
            case .someLookAtClass:
              if [2, 5, 11].contains(query) { planted.plant(head, query: query, [0: 0.7]) }
            case .meeting:
              if [1, 4, 6, 9, 12].contains(query) { planted.plant(head, query: query, [7: 0.8]) }
            case .neighbours: planted.plant(head, query: query, [query - 1: 0.8])
            case .even: planted.plant(head, query: query, [:])
            }
          }
          if self == .even {
            planted.plant(head, query: 0, [:])
            planted.plant(head, query: LayerSummaryTests.separator, [:])
          }
        }
      }
    }

    private var heads: Range<Int> {
      switch self {
      case .everyTokenLooksAtClass, .someLookAtClass: 0..<4
      case .meeting: 4..<8
      case .neighbours: 8..<12
      case .even: 2..<11
      }
    }

    var sentence: String {
      switch self {
      case .everyTokenLooksAtClass:
        "Layers 0–3: [CLS] as key: nearly every token looks at it (4 of 12 heads)."
      case .someLookAtClass:
        "Layers 4–7: [CLS] as key: some tokens look at it, most of all “w2”, “w5”, “w11” "
          + "(4 of 12 heads)."
      case .meeting: "Layers 5–6: several tokens meet on “w7” (4 of 12 heads)."
      case .neighbours: "Layers 0–4: tokens look at the one before them (4 of 12 heads)."
      case .even: "Layers 8–11: attention is even, no token stands out (9 of 12 heads)."
      }
    }
  }

  private func summary(
    _ maps: AttentionMaps, _ roles: TokenRoles = .words(tokens)
  ) throws -> LayerSummary {
    let statistics = try HeadStatistics(maps, roles)
    return try LayerSummary(
      maps, roles, statistics, HeadPatternScores(maps, roles, statistics))
  }

  @Test func nothingIsFoundWhereNothingIs() throws {
    #expect(try summary(Self.background().maps).findings == [])
  }

  @Test func eachOfTheFiveIsFoundAloneAndNoOther() throws {
    for observation in Planted.allCases {
      var planted = Self.background()
      observation.plant(in: &planted)
      #expect(try summary(planted.maps).sentences == [observation.sentence])
    }
  }

  @Test func allFiveAreFoundTogether() throws {
    var planted = Self.background()
    for observation in Planted.allCases { observation.plant(in: &planted) }
    let sentences = try summary(planted.maps).sentences
    #expect(Set(sentences) == Set(Planted.allCases.map(\.sentence)))
    #expect(sentences.count == 5)
  }

  @Test func ofChosenLayersNothingIsSaidAboutOthers() throws {
    var planted = Self.background()
    Planted.neighbours.plant(in: &planted)
    let maps = planted.maps
    let roles = TokenRoles.words(Self.tokens)
    let statistics = try HeadStatistics(maps, roles)
    let summary = try LayerSummary(
      maps, roles, statistics, HeadPatternScores(maps, roles, statistics), layers: [0, 2, 3, 7])
    #expect(
      summary.sentences == [
        "Layer 0: tokens look at the one before them (4 of 12 heads).",
        "Layers 2–3: tokens look at the one before them (4 of 12 heads).",
      ])
  }

  /// What a quarter of all heads show is shown by each of those alone, and by none of the others.
  @Test func ofChosenHeadsOnlyThoseAreCounted() throws {
    var planted = Self.background()
    Planted.neighbours.plant(in: &planted)
    let maps = planted.maps
    let roles = TokenRoles.words(Self.tokens)
    let statistics = try HeadStatistics(maps, roles)
    let scores = try HeadPatternScores(maps, roles, statistics)
    func findings(_ heads: [Int]) throws -> LayerSummary {
      try LayerSummary(maps, roles, statistics, scores, layers: [0], heads: heads)
    }
    let showing = try #require(try findings(Array(0..<12)).findings.first).heads.map(\.head)
    let others = (0..<12).filter { !showing.contains($0) }
    #expect(showing.count == 4)
    #expect(
      try findings(Array(showing.prefix(2))).sentences == [
        "Layer 0: tokens look at the one before them (2 of 2 heads)."
      ])
    #expect(try findings(others).findings.isEmpty)
  }

  @Test func theOrderOfHeadsChangesNothingThatIsSaid() throws {
    var planted = Self.background()
    for observation in Planted.allCases { observation.plant(in: &planted) }
    let permuted = planted.maps.permuted([7, 2, 9, 0, 11, 4, 1, 10, 3, 8, 6, 5])
    #expect(try summary(permuted).sentences == summary(planted.maps).sentences)
  }

  @Test func whatTheClassTokenGathersIsAnotherFindingThanWhoLooksAtIt() throws {
    // The same lines, seen from the other end: the class token looks at every word.
    var planted = Self.background()
    let words = Dictionary(uniqueKeysWithValues: Self.all.map { ($0, Float(0.9) / 12) })
    for layer in 0...3 {
      for head in 0..<4 {
        planted.plant(HeadIndex(layer: layer, head: head), query: 0, words)
      }
    }
    for layer in 4...7 {
      for head in 0..<4 {
        planted.plant(HeadIndex(layer: layer, head: head), query: 0, [3: 0.4, 8: 0.4])
      }
    }
    let found = try summary(planted.maps)
    #expect(
      found.sentences == [
        "Layers 0–3: [CLS] as query: it gathers from the whole text (4 of 12 heads).",
        "Layers 4–7: [CLS] as query: it gathers from a few tokens, most of all “w3”, “w8” "
          + "(4 of 12 heads).",
      ])
    #expect(found.findings.map(\.observation) == [.classGathersAll, .classGathersSome])
    #expect(found.findings[1].positions == [3, 8])
  }

  @Test func bothEndsAreFoundWhereBothArePlanted() throws {
    var planted = Self.background()
    for head in 0..<4 {
      let index = HeadIndex(layer: 2, head: head)
      planted.plant(index, share: 0.7) { $0 == 0 ? 6 : 0 }
    }
    #expect(
      try summary(planted.maps).findings.map(\.observation)
        == [.classSeenByAll, .classGathersSome])
  }

  @Test(arguments: [(2, false), (3, true)])
  func aQuarterOfTheHeadsMakesAFinding(_ heads: Int, _ isFound: Bool) throws {
    var planted = Self.background()
    for head in 0..<heads {
      planted.plant(HeadIndex(layer: 6, head: head), share: 0.8) { $0 == 0 || $0 == 13 ? nil : 0 }
    }
    #expect(try summary(planted.maps).findings.isEmpty == !isFound)
  }

  @Test func neighboursOnBothSidesAndBehind() throws {
    var planted = Self.background()
    for head in 0..<6 {
      for layer in [1, 4] {
        planted.plant(HeadIndex(layer: layer, head: head), share: 0.8) { query in
          guard Self.all ~= query else { return nil }
          return layer == 4 || head < 3 ? query + 1 : query - 1
        }
      }
    }
    let found = try summary(planted.maps).findings
    #expect(found.map(\.side) == [.both, .behind])
    #expect(found.map(\.layers) == [1...1, 4...4])
  }

  @Test func tokensThatRestOnTheSeparatorAreSaidTo() throws {
    var planted = Self.background()
    for layer in 5...9 {
      for head in 0..<5 {
        planted.plant(HeadIndex(layer: layer, head: head), share: 0.8) {
          $0 == 0 ? nil : Self.separator
        }
      }
    }
    #expect(
      try summary(planted.maps).sentences
        == ["Layers 5–9: tokens rest on [SEP] (5 of 12 heads)."])
  }

  @Test func equalWordsAreNamedOnce() throws {
    var planted = PlantedAttention(layers: 1, heads: 1, tokens: 12)
    let head = HeadIndex(layer: 0, head: 0)
    planted.plant(head, share: 0.9) { $0 }
    planted.plant(head, query: 0, [2: 0.3, 4: 0.3, 7: 0.3])
    var tokens = TokenRoles.words(12).tokens
    tokens[4].text = "w2"
    #expect(
      try summary(planted.maps, TokenRoles(tokens)).sentences == [
        "Layer 0: [CLS] as query: it gathers from a few tokens, most of all “w2”, “w7” "
          + "(1 of 1 head)."
      ])
  }

  @Test func aGapEndsAFinding() throws {
    var planted = Self.background()
    for layer in [2, 3, 5] {
      for head in 0..<4 {
        planted.plant(HeadIndex(layer: layer, head: head), share: 0.8) {
          Self.all ~= $0 ? 0 : nil
        }
      }
    }
    #expect(try summary(planted.maps).findings.map(\.layers) == [2...3, 5...5])
  }

  @Test func twoMeetingPointsAreTwoFindings() throws {
    var planted = Self.background()
    for head in 0..<4 {
      planted.plant(HeadIndex(layer: 5, head: head), share: 0.8) { query in
        [1: 7, 2: 7, 4: 7, 6: 7, 8: 3, 9: 3, 10: 3, 11: 3][query]
          ?? (Self.all ~= query ? 1 + (query + 5) % 12 : nil)
      }
    }
    let found = try summary(planted.maps).findings
    #expect(found.map(\.positions) == [[3], [7]])
  }

  @Test func aDecodersFirstTokenIsSeenAndItsLastGathers() throws {
    let count = 10
    let roles = TokenRoles.words(count, ends: false)
    var values: [Float] = []
    for query in 0..<count {
      var row = [Float](repeating: 0, count: count)
      row[0] += query == count - 1 ? 0.1 : 0.8
      row[query] += 0.2
      if query == count - 1 { row[4] += 0.7 }
      values += row
    }
    let maps = AttentionMaps(
      layers: [Tensor(shape: [1, count, count], values: values)], isCausal: true)
    #expect(
      try summary(maps, roles).sentences == [
        "Layer 0: the first token, “w0”, as key: nearly every token looks at it (1 of 1 head).",
        "Layer 0: the last token, “w9”, as query: it gathers from a few tokens, most of all “w4” "
          + "(1 of 1 head).",
      ])
  }

  @Test(arguments: [1, 2, 3, 4])
  func ofAFewTokensNothingIsSaid(_ tokens: Int) throws {
    var planted = PlantedAttention(layers: 2, heads: 2, tokens: tokens)
    planted.plant(HeadIndex(layer: 0, head: 0), share: 0.9) { _ in 0 }
    #expect(try summary(planted.maps, .words(tokens)).findings == [])
  }

  @Test func cancellationEndsTheWork() async throws {
    let maps = Self.background().maps
    let roles = TokenRoles.words(Self.tokens)
    let statistics = try HeadStatistics(maps, roles)
    let scores = try HeadPatternScores(maps, roles, statistics)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try LayerSummary(maps, roles, statistics, scores)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
