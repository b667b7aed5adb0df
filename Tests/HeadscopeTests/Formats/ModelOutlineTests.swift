import Model
import TestSupport
import Testing

@testable import headscope

@Suite("The model from text to logits")
struct ModelOutlineTests {
  private func configuration(
    _ architecture: ModelConfiguration.Architecture, types: Int = 2
  ) -> ModelConfiguration {
    ModelConfiguration(
      architecture: architecture, vocabularySize: 100, hiddenSize: 4, layerCount: 3, headCount: 2,
      intermediateSize: 8, positionCount: 10, typeVocabularySize: types, activation: .gelu,
      layerNormEpsilon: 1e-12, paddingID: 0, labels: ["a", "b"])
  }

  /// Attention 4·(16+4) = 80, feed-forward 32+8 + 32+4 = 76, two norms of 8.
  private let layer = 80 + 76 + 16

  @Test("BERT: three tables, norm, layers, pooler, classifier")
  func bert() {
    let outline = ModelOutline(configuration(.bert))
    #expect(outline.blocks.map(\.name) == ["embeddings", "layers 0–2", "pooler", "classifier"])
    #expect(outline.blocks.map(\.parameters) == [112 * 4 + 8, layer, 20, 10])
    #expect(outline.parameterCount == 456 + 3 * layer + 30)
  }

  @Test("DistilBERT has no segment table, whatever its config says")
  func distilBERT() {
    let outline = ModelOutline(configuration(.distilBERT))
    #expect(outline.blocks.map(\.parameters) == [110 * 4 + 8, layer, 20, 10])
  }

  @Test("GPT-2: two tables without a norm, a norm behind the layers, a score without bias")
  func gpt2() {
    let outline = ModelOutline(configuration(.gpt2, types: 0))
    #expect(outline.blocks.map(\.parameters) == [110 * 4, layer, 8, 8])
  }

  @Test(
    "A language model's parts add up to its file, a tied table counted once",
    arguments: LanguageGolden.models)
  func languageModel(name: String) async throws {
    let model = try await GoldenModels.load(name)
    let outline = ModelOutline(model.info.configuration)
    // DistilBERT, RoBERTa and GPT-2 hold nothing else; BERT's language models have no pooler.
    let beside = name == "roberta-masked" ? model.info.configuration.vocabularySize : 0
    #expect(outline.parameterCount + beside == model.info.parameterCount)
    #expect(outline.blocks.last?.name == "vocabulary")
  }

  @Test("The embedded model's parts add up to the numbers in its file")
  func embedded() {
    // 8192·256 + 128·256 + 2·256 + 512, four layers of 789,760, 65,792, 1,542.
    let outline = ModelOutline(
      ModelConfiguration(
        architecture: .bert, vocabularySize: 8192, hiddenSize: 256, layerCount: 4, headCount: 8,
        intermediateSize: 1024, positionCount: 128, typeVocabularySize: 2, activation: .gelu,
        layerNormEpsilon: 1e-12, paddingID: 0,
        labels: ["sadness", "joy", "love", "anger", "fear", "surprise"]))
    #expect(outline.parameterCount == 5_357_318)
  }
}
