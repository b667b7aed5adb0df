import Attribution
import Model
import Testing

@testable import TUI

@Suite struct TextFoldTests {
  private let model = SampleModel()

  /// A text by word, with Partition SHAP's tree of its words.
  private struct Sample: Equatable {
    var input: ModelInput
    var encoding: Encoding
    var granularity: Granularity
    var fold: TextFold

    var parts: [TextGroup] {
      HeatUnit.groups(
        of: encoding, input: input, by: granularity, fields: .automatic, unfolded: [])
    }

    var units: [HeatUnit] {
      HeatUnit.units(of: encoding, input: input, by: granularity, fold: fold)
    }

    /// A level more; nil where there is nothing left to join.
    var joined: Sample? {
      var sample = self
      return sample.fold.join(parts) ? sample : nil
    }
  }

  /// - Parameter own: What nodes of the tree get themselves, by number.
  private func sample(
    _ text: String, pair: String? = nil, by granularity: Granularity = .word,
    treeBy tree: Granularity = .word, own: [Int: Double] = [:]
  ) -> Sample {
    let input = ModelInput(text: text, pair: pair)
    let encoding = model.encode(input)
    var request = AttributionRequest(method: .partitionSHAP)
    request.granularity = tree
    let values = [Float](repeating: own.isEmpty ? 1 : 0, count: encoding.count)
    var partition = model.partition(values, input, encoding, request)
    if !own.isEmpty {
      partition = PartitionValues(
        partition.tree, leafPieces: partition.leafPieces,
        own: partition.own.indices.map { own[$0] ?? 0 })
    }
    return Sample(
      input: input, encoding: encoding, granularity: granularity,
      fold: TextFold(partition, of: encoding))
  }

  /// Texts of random words and marks, one in three with a second one.
  private func samples() -> [Sample] {
    var generator = SeededGenerator(seed: 11)
    func text(_ count: Int) -> String {
      (0..<count).map { _ in
        ["so", "anxious", ",", ".", "and", "standing", "(", ")", "x=1", "\n", "i"]
          .randomElement(using: &generator) ?? ""
      }.joined(separator: " ")
    }
    return (1...24).flatMap { count in
      Granularity.allCases.map { granularity in
        sample(
          "i " + text(count), pair: count % 3 == 0 ? "so " + text(count / 2) : nil,
          by: granularity, treeBy: count % 2 == 0 ? .word : .piece)
      }
    }
  }

  @Test func everyLevelHasEveryPieceOnceAndInOrder() {
    for var sample in samples() {
      let pieces = sample.units.flatMap(\.pieces)
      repeat {
        let units = sample.units
        #expect(units.flatMap(\.pieces) == pieces)
        for (unit, next) in zip(units, units.dropFirst()) where unit.sequence == next.sequence {
          #expect(unit.range.upperBound <= next.range.lowerBound)
        }
      } while sample.fold.join(sample.parts)
    }
  }

  @Test func valuesOfUnitsAddUpToThoseOfPiecesAtEveryLevel() {
    for var sample in samples() {
      // Small whole numbers, whose sums are exact.
      let values = sample.encoding.ids.indices.map { Float($0 * 37 % 11) - 5 }
      let expected = sample.units.reduce(0) { $0 + $1.value(values) }
      while sample.fold.join(sample.parts) {
        #expect(sample.units.reduce(0) { $0 + $1.value(values) } == expected)
      }
    }
  }

  @Test func aLevelJoinsMoreUntilEveryTextIsOneUnit() {
    for var sample in samples() where sample.granularity != .piece {
      var count = sample.units.count
      while sample.fold.join(sample.parts) {
        let next = sample.units.count
        #expect(next < count)
        #expect(next <= max(count * 2 / 3, sample.input.pair == nil ? 1 : 2))
        count = next
      }
      #expect(sample.units.map(\.sequence) == (sample.input.pair == nil ? [0] : [0, 1]))
    }
  }

  @Test func joiningAndSplittingIsNothing() {
    for sample in samples() {
      var fold = sample.fold
      var before: [TextFold] = [fold]
      while fold.join(sample.parts) { before.append(fold) }
      for former in before.dropLast().reversed() {
        fold.split()
        #expect(fold == former)
      }
      fold.split()
      #expect(fold == sample.fold)
    }
  }

  @Test func theClosestBondsAreJoinedFirst() throws {
    // Word pieces first, and nothing across the stop before the end.
    var sample = sample("it is so. an end", by: .piece, treeBy: .piece)
    #expect(sample.units.map(\.text) == ["[CLS]", "it", "is", "so", ".", "an", "end", "[SEP]"])
    // Three merges leave five of eight: "it is" and "an end" of two, then "so" as the third.
    sample = try #require(sample.joined)
    #expect(sample.units.map(\.text) == ["[CLS]", "it is so", ".", "an end", "[SEP]"])
    sample = try #require(sample.joined)
    #expect(sample.units.map(\.text) == ["[CLS]", "it is so. an end", "[SEP]"])
    #expect(sample.joined == nil)
  }

  @Test func partsOfWordsJoinOnlyWithTheWholeWord() throws {
    var sample = sample("so anxious", by: .word, treeBy: .piece)
    sample = try #require(sample.joined)
    #expect(sample.units.map(\.text) == ["so anxious"])
    #expect(sample.units.map(\.pieces) == [[1, 2, 3]])
  }

  @Test func whatShapShowsAsOneIsTheFirstLevel() throws {
    // Leaves 0 to 4; node 5 joins the first two.
    let plain = sample("one two six ten cat")
    let merge = plain.fold.partition.tree.merges[0]
    #expect([merge.left, merge.right] == [0, 1])
    var sample = sample("one two six ten cat", own: [5: 3, 2: 1])
    sample = try #require(sample.joined)
    #expect(sample.fold.isShapsOwn)
    #expect(sample.units.map(\.text) == ["one two", "six", "ten", "cat"])
    sample = try #require(sample.joined)
    #expect(!sample.fold.isShapsOwn)
    #expect(sample.units.count == 2)
  }

  @Test func anOpenGroupIsShownByItsParts() throws {
    var sample = sample("one two six ten cat")
    while sample.units.count > 2 { sample = try #require(sample.joined) }
    let first = sample.units[0]
    sample.fold.opened = sample.fold.groups(over: first.pieces)
    let words = first.text.split(separator: " ").map(String.init)
    #expect(words.count > 1)
    #expect(sample.units.map(\.text).dropLast() == words[...])
  }

  @Test func aFoldOfAnotherTextJoinsNothing() throws {
    var sample = sample("one two six ten cat")
    sample = try #require(sample.joined)
    let other = ModelInput(text: "so anxious")
    let units = HeatUnit.units(
      of: model.encode(other), input: other, by: .word, fold: sample.fold)
    #expect(units.map(\.text) == ["so", "anxious"])
  }

  @Test func aGroupIsDrawnAsItStandsInTheText() {
    var sample = sample("so,  it\nis")
    while sample.fold.join(sample.parts) {}
    #expect(sample.units.map(\.text) == ["so,  it\nis"])
    #expect(sample.units.map(\.range) == [0..<10])
  }
}
