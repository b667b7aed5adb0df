import Attribution
import Model
import TestSupport
import Testing

@Suite struct TokenRolesTests {
  private func roles(
    _ model: String, _ text: String, pair: String? = nil
  ) async throws -> TokenRoles {
    let tokenizer = try await GoldenModels.load(model).info.tokenizer
    return TokenRoles(tokenizer.encode(text, pair: pair), tokenizer)
  }

  @Test func specialTokensPunctuationAndWords() async throws {
    let roles = try await roles("bert-tiny", "not good!")
    #expect(roles.tokens.first?.kind == .classification)
    #expect(roles.tokens.last?.kind == .separator)
    #expect(roles.classification == 0)
    let middle = roles.tokens.dropFirst().dropLast()
    #expect(middle.last?.kind == .punctuation)
    #expect(middle.dropLast().allSatisfy { $0.kind == .text })
    #expect(middle.allSatisfy { $0.isOfText && $0.word != nil })
    #expect(roles.tokens.first?.word == nil)
    #expect(!roles.isPair)
  }

  @Test func piecesOfOneWordShareItsNumber() async throws {
    let roles = try await roles("emotion-mini", "unbelievableness came")
    let words = roles.tokens.compactMap(\.word)
    #expect(Set(words).count == 2)
    #expect(words.count > 2, "the vocabulary has no such word")
    #expect(words == words.sorted())
  }

  @Test func theSecondTextOfAPairIsB() async throws {
    let roles = try await roles("bert-tiny", "the film", pair: "the film")
    #expect(roles.isPair)
    let segments = roles.tokens.map(\.segment)
    // [CLS] the film [SEP] the film [SEP]
    #expect(segments == [.a, .a, .a, .a, .b, .b, .b])
    #expect(Set(roles.tokens.compactMap(\.word)).count == 4)
  }

  @Test func modelsWithoutSegmentIdsStillHaveAAndB() async throws {
    let roles = try await roles("roberta-tiny", "film", pair: "film")
    // <s> A </s></s> B </s>: B begins with its first piece.
    let start = try #require(roles.tokens.firstIndex { $0.segment == .b })
    #expect(roles[start - 1].kind == .separator)
    #expect(roles[start].isOfText)
    #expect(roles.tokens.last?.segment == .b)
  }

  @Test func byteLevelPiecesLoseTheirSpace() async throws {
    let roles = try await roles("gpt2-tiny", "the film, too")
    #expect(roles.classification == nil)
    #expect(roles.tokens.allSatisfy { !$0.text.hasPrefix(" ") && !$0.text.hasPrefix("Ġ") })
    #expect(roles.tokens.contains { $0.kind == .punctuation && $0.text == "," })
  }
}
