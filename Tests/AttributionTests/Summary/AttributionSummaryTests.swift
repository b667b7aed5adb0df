import Attribution
import Model
import Testing

@Suite("A summary of attributions over a data set")
struct AttributionSummaryTests {
  /// Numbers that are sums of powers of two: every order of adding gives the same.
  private typealias Text = (
    words: [(text: String, value: Float)], predicted: Int, labelled: Int?, target: Int
  )

  private static let texts: [Text] = [
    ([("So", 0.5), ("happy", 2), ("so", -0.25), ("!", 9)], 0, 0, 0),
    ([("happy", 1), ("cry", -1.5)], 0, 1, 0),
    ([("cry", 3), ("so", 0.25)], 1, 1, 1),
    ([("HAPPY", 4), ("today", 0.5)], 0, nil, 0),
    ([("rare", 8)], 1, 0, 1),
  ]

  private static func summary(
    _ texts: some Collection<Text>, wordLimit: Int = AttributionSummary.defaultWordLimit
  ) -> AttributionSummary {
    var summary = AttributionSummary(wordLimit: wordLimit)
    for text in texts {
      summary.add(
        words: text.words, predicted: text.predicted, labelled: text.labelled, target: text.target)
    }
    return summary
  }

  private static func tally(
    _ texts: Int, _ occurrences: Int, _ sum: Double, _ absolute: Double
  ) -> AttributionTally {
    AttributionTally(
      textCount: texts, occurrenceCount: occurrences, sum: sum, absoluteSum: absolute)
  }

  @Test("Over all, words are counted without regard to case and punctuation is not")
  func all() {
    let summary = Self.summary(Self.texts)
    #expect(summary.textCount == 5)
    let all = summary.section(.all)
    #expect(all.wordCount == 5)
    #expect(all.tally(of: "SO") == Self.tally(2, 3, 0.5, 1))
    #expect(all.tally(of: "happy") == Self.tally(3, 3, 7, 7))
    #expect(all.tally(of: "cry") == Self.tally(2, 2, 1.5, 4.5))
    #expect(all.tally(of: "!") == nil)
    // 0.5 + 2 − 0.25 + 1 − 1.5 + 3 + 0.25 + 4 + 0.5 + 8 over ten words.
    #expect(all.total == Self.tally(5, 10, 17.5, 21))
    #expect(all.total.meanAbsolute == 2.1)
    #expect(all.targetCounts == [0: 3, 1: 2])
  }

  @Test("A class has the texts that are predicted as it, a confusion those with another label")
  func scopes() {
    let summary = Self.summary(Self.texts)
    #expect(summary.predictedClasses == [0, 1])
    let first = summary.section(.predicted(0))
    #expect(first.total.textCount == 3)
    #expect(first.tally(of: "cry") == Self.tally(1, 1, -1.5, 1.5))
    #expect(first.tally(of: "rare") == nil)
    #expect(
      summary.confusions == [
        .init(labelled: 0, predicted: 1, textCount: 1),
        .init(labelled: 1, predicted: 0, textCount: 1),
      ])
    let confusion = summary.section(.confusion(labelled: 1, predicted: 0))
    #expect(confusion.total == Self.tally(1, 2, -0.5, 2.5))
    #expect(summary.section(.confusion(labelled: 5, predicted: 0)) == SummarySection())
    #expect(summary.largestClass == 1)
  }

  @Test("The most frequent confusion comes first")
  func confusionOrder() {
    var summary = AttributionSummary()
    for (labelled, predicted) in [(2, 0), (0, 1), (1, 0), (1, 0), (0, 2), (3, 3)] {
      summary.add(words: [], predicted: predicted, labelled: labelled, target: predicted)
    }
    #expect(summary.confusions.map(\.textCount) == [2, 1, 1, 1])
    #expect(summary.confusions.map(\.labelled) == [1, 0, 0, 2])
    #expect(summary.confusions.map(\.predicted) == [0, 1, 2, 0])
  }

  @Test(
    "Words in order of sum, mean, opposition and magnitude; one seen once does not lead by mean")
  func orders() {
    let all = Self.summary(Self.texts).section(.all)
    func words(_ order: SummaryOrder, _ minimum: Int = 2) -> [String] {
      all.words(by: order, most: 9, minimumTexts: minimum).map(\.text)
    }
    #expect(words(.sum) == ["rare", "happy", "cry", "so", "today"])
    // 7/3, 1.5/2, 0.5/3; rare and today are in one text.
    #expect(words(.mean) == ["happy", "cry", "so"])
    #expect(words(.mean, 1) == ["rare", "happy", "cry", "today", "so"])
    #expect(words(.meanAbsolute) == ["happy", "cry", "so"])
    #expect(words(.against).isEmpty)
    let first = Self.summary(Self.texts).section(.predicted(0))
    #expect(
      first.words(by: .against, most: 3) == [
        .init(text: "cry", tally: Self.tally(1, 1, -1.5, 1.5))
      ])
    #expect(all.words(by: .sum, most: 0).isEmpty)
    #expect(all.words(by: .sum, most: -1).isEmpty)
  }

  @Test("Of equal words the more frequent comes first, then the alphabet says")
  func ties() {
    var section = SummarySection()
    section.add([("c", 1), ("b", 1), ("d", 0.5), ("d", 0.5), ("a", 1), ("z", 0)], target: 0)
    #expect(section.words(by: .sum, most: 9).map(\.text) == ["d", "a", "b", "c"])
    // Each is in one text; d's mean is half that of the others.
    #expect(
      section.words(by: .mean, most: 9, minimumTexts: 1).map(\.text) == ["a", "b", "c", "d"])
  }

  @Test("A word seen twice in one text is in one text")
  func oneText() {
    var section = SummarySection()
    section.add([("a", 5), ("a", 5), ("b", 1)], target: 0)
    section.add([("b", 1)], target: 0)
    #expect(section.words(by: .mean, most: 9).map(\.text) == ["b"])
  }

  @Test("Parts that are put together are what one pass gives", arguments: 0...5)
  func merging(_ cut: Int) {
    var first = Self.summary(Self.texts.prefix(cut))
    let second = Self.summary(Self.texts.dropFirst(cut))
    first.merge(second)
    #expect(first == Self.summary(Self.texts))
  }

  @Test("A file keeps everything, and says the same in every run")
  func file() throws {
    let summary = Self.summary(Self.texts)
    func text(_ summary: AttributionSummary) -> String {
      JSONWriter.text { $0.object { summary.writeMembers(to: &$0) } }
    }
    let written = text(summary)
    let read = try AttributionSummary(json: try JSONValue.parse(written), source: "file")
    #expect(read == summary)
    #expect(text(read) == written)
    var empty = try AttributionSummary(
      json: try JSONValue.parse(text(AttributionSummary())), source: "file")
    #expect(empty == AttributionSummary())
    empty.merge(read)
    #expect(empty == summary)
  }

  @Test(
    "What is no summary is refused",
    arguments: [
      "[]", "{}", #"{"wordLimit": 0, "forgotten": 0, "cells": []}"#,
      #"{"wordLimit": 9, "forgotten": 0, "cells": [{}]}"#,
      #"{"wordLimit": 9, "forgotten": 0, "cells": [{"labelled": -1, "predicted": 0, "undefined": 0, "targets": [], "total": [1, 1, 0, 0], "words": []}]}"#,
      #"{"wordLimit": 9, "forgotten": 0, "cells": [{"labelled": null, "predicted": 0, "undefined": 0, "targets": [], "total": [1, 1, 0, 0], "words": [["a", 1, 1, 1]]}]}"#,
    ])
  func damaged(_ text: String) throws {
    let json = try JSONValue.parse(text)
    #expect(throws: ModelError.self) { try AttributionSummary(json: json, source: "file") }
  }

  @Test("Beyond the limit the rarest words with the least attribution are forgotten, and counted")
  func limit() {
    var summary = AttributionSummary(wordLimit: 4)
    summary.add(
      words: [("a", 1), ("a", 1), ("b", 0.25), ("c", 4)], predicted: 0, labelled: 0, target: 0)
    summary.add(words: [("d", -2)], predicted: 1, labelled: 0, target: 1)
    #expect(summary.forgottenCount == 0)
    #expect(summary.section(.all).wordCount == 4)
    // Six words: three are kept, a for its frequency, c and e for their attribution.
    summary.add(words: [("e", -3), ("f", 0.5)], predicted: 1, labelled: 1, target: 1)
    #expect(summary.forgottenCount == 3)
    let all = summary.section(.all)
    #expect(all.words(by: .meanAbsolute, most: 9, minimumTexts: 1).map(\.text) == ["c", "e", "a"])
    #expect(summary.section(.predicted(1)).tally(of: "d") == nil)
    // What is said of all words stays whole.
    #expect(all.total == Self.tally(3, 7, 1.75, 11.75))
    // A word that comes again starts anew.
    summary.add(words: [("b", 1)], predicted: 0, labelled: 0, target: 0)
    #expect(summary.section(.all).tally(of: "b") == Self.tally(1, 1, 1, 1))
  }

  @Test("The limit holds for what is put together, and equal words are forgotten by the alphabet")
  func limitOfMerged() {
    func one(_ words: [String]) -> AttributionSummary {
      Self.summary([(words.map { (text: $0, value: Float(1)) }, 0, nil, 0)], wordLimit: 4)
    }
    var first = one(["f", "b", "d"])
    first.merge(one(["a", "c", "e"]))
    #expect(first.forgottenCount == 3)
    #expect(first.section(.all).words(by: .sum, most: 9).map(\.text) == ["a", "b", "c"])
  }

  @Test("Without texts there is nothing, and no division by zero")
  func empty() {
    let summary = AttributionSummary()
    #expect(summary.textCount == 0)
    #expect(summary.predictedClasses.isEmpty)
    #expect(summary.confusions.isEmpty)
    #expect(summary.largestClass == nil)
    let all = summary.section(.all)
    #expect(all.total.mean == 0)
    #expect(all.total.meanAbsolute == 0)
    #expect(all.words(by: .mean, most: 5).isEmpty)
  }

  @Test("A text without a label is of its class and of no confusion")
  func unlabelled() {
    let summary = Self.summary([Text](arrayLiteral: ([("a", 1)], 2, nil, 2)))
    #expect(summary.section(.predicted(2)).total.textCount == 1)
    #expect(summary.confusions.isEmpty)
  }

  @Test("An attribution that is no number is left out and counted")
  func undefined() {
    var section = SummarySection()
    section.add([("a", .nan), ("b", .infinity), ("c", 1)], target: 0)
    #expect(section.undefinedCount == 2)
    #expect(section.total == Self.tally(1, 1, 1, 1))
  }

  @Test("An accent of its own makes the same word as an accented letter")
  func accents() {
    var section = SummarySection()
    section.add([("Caf\u{E9}", 1), ("cafe\u{301}", 1)], target: 0)
    #expect(section.wordCount == 1)
    #expect(section.tally(of: "CAF\u{C9}") == Self.tally(1, 2, 2, 2))
  }
}
