import Model
import TestSupport
import Testing

@testable import Training

@Suite("What a masked language model is asked for")
struct MaskingTests {
  private func tokenizer(_ name: String = "bert-masked") async throws -> Tokenizer {
    try await GoldenModels.load(name).info.tokenizer
  }

  /// Texts of letters and words, some of them of a few pieces, with special pieces around and within.
  private func examples(_ tokenizer: Tokenizer, count: Int, pieces: Range<Int>) -> EncodedExamples {
    var generator = SeededGenerator(seed: 5)
    var examples = EncodedExamples()
    let ordinary = (0..<Int32(tokenizer.vocabularySize)).filter {
      !tokenizer.specialIDs.contains($0)
    }
    for _ in 0..<count {
      let ids =
        [3]
        + (0..<Int.random(in: pieces, using: &generator)).map { _ in
          ordinary.randomElement(using: &generator) ?? 0
        } + [2, 4]
      examples.append(
        Encoding(
          ids: ids, typeIDs: ids.map { _ in 0 }, tokens: [], offsets: [], sequences: [],
          wordIndices: [], isSpecial: []),
        label: 0, target: .label(0))
    }
    return examples
  }

  @Test("15 % of the pieces: of them 80 % hidden, 10 % replaced, 10 % as they were")
  func proportions() async throws {
    let tokenizer = try await tokenizer()
    let masking = try #require(Masking(tokenizer, share: 0.15, seed: 1))
    let examples = examples(tokenizer, count: 2000, pieces: 7..<60)
    let batch = masking.batch(examples, 0..<2000, draw: .epoch(0))
    let all = (0..<2000).reduce(0) { $0 + examples.pieces($1).ids.count - 3 }
    let mask = try #require(tokenizer.specialTokens.mask)
    let (chosen, plain) = (Double(batch.count), examples.batch(0..<2000))
    // The count of each text is rounded at random: its variance is below a quarter.
    let spread = (2000.0 / 4).squareRoot()
    #expect(abs(chosen - 0.15 * Double(all)) < 4 * spread)
    #expect(batch.batch.offsets == plain.offsets)
    let rows = Set(batch.rows)
    #expect(rows.count == batch.count)
    for row in 0..<plain.rows where !rows.contains(row) {
      #expect(batch.batch.ids[row] == plain.ids[row])
    }
    var (hidden, kept, replaced) = (0.0, 0.0, Set<Int32>())
    for (row, piece) in zip(batch.rows, batch.pieces) {
      #expect(plain.ids[row] == piece)
      #expect(!tokenizer.specialIDs.contains(piece))
      switch batch.batch.ids[row] {
      case mask: hidden += 1
      case piece: kept += 1
      case let other:
        #expect(!tokenizer.specialIDs.contains(other))
        replaced.insert(other)
      }
    }
    let deviation = (chosen * 0.8 * 0.2).squareRoot()
    #expect(abs(hidden - 0.8 * chosen) < 4 * deviation)
    // Of the pieces that may replace another one is the piece itself.
    let itself = 0.1 / Double(tokenizer.vocabularySize - tokenizer.specialIDs.count)
    #expect(abs(kept - (0.1 + itself) * chosen) < 4 * (chosen * 0.1 * 0.9).squareRoot())
    #expect(replaced.count > 90)
  }

  @Test("Every text is asked for one piece at least, and for all at most")
  func shortTexts() async throws {
    let tokenizer = try await tokenizer()
    let examples = examples(tokenizer, count: 50, pieces: 1..<3)
    for (share, expected) in [(0.001, { _ in 1 }), (0.999, { $0 })] as [(Double, (Int) -> Int)] {
      let masking = try #require(Masking(tokenizer, share: share, seed: 1))
      for row in 0..<50 {
        let count = examples.pieces(row).ids.count - 3
        let batch = masking.batch(examples, [row], draw: .epoch(0))
        #expect(batch.count == expected(count) || (share > 0.5 && batch.count == count - 1))
      }
    }
    let masking = try #require(Masking(tokenizer, share: 0.15, seed: 1))
    #expect(!masking.canHide([2, 3, 4, 5]))
    #expect(masking.canHide([3, 60, 4]))
  }

  @Test("Drawn anew every epoch and from every seed, the same whatever else the batch holds")
  func draws() async throws {
    let tokenizer = try await tokenizer()
    let masking = try #require(Masking(tokenizer, share: 0.15, seed: 1))
    let examples = examples(tokenizer, count: 20, pieces: 20..<40)
    let whole = masking.batch(examples, 0..<20, draw: .epoch(3))
    #expect(whole == masking.batch(examples, 0..<20, draw: .epoch(3)))
    var parts = MaskedBatch()
    for row in 0..<20 {
      let part = masking.batch(examples, [row], draw: .epoch(3))
      parts.append(
        ids: part.batch.ids, typeIDs: part.batch.typeIDs,
        chosen: zip(part.rows, part.pieces).map { ($0, $1) })
    }
    #expect(parts == whole)
    let others = [
      masking.batch(examples, 0..<20, draw: .epoch(4)),
      masking.batch(examples, 0..<20, draw: .evaluation),
      try #require(Masking(tokenizer, share: 0.15, seed: 2)).batch(
        examples, 0..<20, draw: .epoch(3)),
    ]
    for (index, other) in others.enumerated() {
      #expect(other != whole)
      for next in others.dropFirst(index + 1) { #expect(other != next) }
    }
  }

  @Test("RoBERTa's special pieces are neither asked for nor put in the place of others")
  func roberta() async throws {
    let tokenizer = try await tokenizer("roberta-masked")
    let ids = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"].compactMap(tokenizer.id)
    #expect(ids.count == 5 && Set(ids).isSubset(of: tokenizer.specialIDs))
    #expect(try #require(Masking(tokenizer, share: 0.15, seed: 1)).canHide(ids) == false)
  }

  @Test("A tokenizer without a mask token hides nothing")
  func withoutMask() async throws {
    #expect(Masking(try await tokenizer("gpt2-language"), share: 0.15, seed: 1) == nil)
  }
}
