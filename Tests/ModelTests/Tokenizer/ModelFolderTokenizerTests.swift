import Model
import TestSupport
import Testing

/// The tokenizer that a model's folder brings, against the ids that transformers gave the goldens' texts.
@Suite struct ModelFolderTokenizerTests {
  @Test(arguments: GoldenModels.tiny + GoldenModels.small + GoldenModels.trainedHere)
  func idsOfGoldenTexts(_ name: String) async throws {
    let golden = try Golden(name)
    let info = try await GoldenModels.load(name).info
    for text in golden.texts {
      // Texts that were cut were cut to the model's limit, or to the 128 tokens that the goldens stop at.
      let encoding = info.tokenizer.encode(
        text.text, pair: text.pair, maximumTokens: text.ids.count)
      #expect(encoding.ids == text.ids, "\(text)")
      // Where the model has no segments the tokenizer's are read by nobody.
      if info.configuration.typeVocabularySize > 1 {
        #expect(encoding.typeIDs == text.typeIDs, "\(text)")
      }
    }
  }
}
