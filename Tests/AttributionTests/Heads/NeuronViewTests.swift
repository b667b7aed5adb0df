import Attribution
import Foundation
import Model
import TestSupport
import Testing

@Suite struct NeuronViewTests {
  @Test func valuesByHand() {
    // Two heads of two dimensions; the second one's are 3 4 | 1 2, 5 −1.
    let queries = Tensor(shape: [2, 4], values: [9, 9, 3, 4, 9, 9, 0, 1])
    let keys = Tensor(shape: [2, 4], values: [7, 7, 1, 2, 7, 7, 5, -1])
    let view = NeuronView(
      queries: queries, keys: keys, head: 1, headCount: 2, position: 0, scale: 0.5)
    #expect(view.headSize == 2)
    #expect(view.query == [3, 4])
    #expect(view.keys.values == [1, 2, 5, -1])
    #expect(view.products(with: 0) == [3, 8])
    #expect(view.products(with: 1) == [15, -4])
    #expect(view.dots == [11, 11])
    #expect(view.scores == [5.5, 5.5])
    #expect(view.weights == [0.5, 0.5])
  }

  @Test func aDecoderDoesNotSeeWhatIsBehind() {
    let vectors = Tensor(shape: [3, 1], values: [1, 2, 3])
    let view = NeuronView(
      queries: vectors, keys: vectors, head: 0, headCount: 1, position: 1, scale: 1,
      isCausal: true)
    #expect(view.scores == [2, 4, -.infinity])
    #expect(view.dots == [2, 4, 6])
    #expect(abs(view.weights[0] - Float(1 / (1 + exp(2.0)))) < 1e-7)
    #expect(view.weights[2] == 0)
  }

  @Test func hugeScoresDoNotOverflow() {
    let vectors = Tensor(shape: [2, 1], values: [1e5, 2e5])
    let view = NeuronView(
      queries: vectors, keys: vectors, head: 0, headCount: 1, position: 0, scale: 1)
    #expect(view.weights == [0, 1])
  }

  @Test(arguments: GoldenModels.tiny + ["gpt2-inner"])
  func itsLastRowIsTheNetworksAttention(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let encoding = model.info.tokenizer.encode("the film was great, not good!")
    let configuration = model.info.configuration
    let capture = try await model.perform { classifier in
      var batch = RaggedBatch()
      batch.append(ids: encoding.ids, typeIDs: encoding.typeIDs)
      return try classifier.forward(batch, capture: [.attention, .queryKeyValue]).captures[0]
    }
    let maps = AttentionMaps(capture, of: configuration.architecture)
    let vectors = HeadVectors(capture, configuration)
    for head in maps.heads {
      for position in 0..<maps.tokenCount {
        let view = vectors.neuron(head, position: position)
        #expect(
          maximumDifference(view.weights, maps.row(head, query: position)) < 1e-6,
          "\(head) \(position)")
      }
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func itsLastRowIsTheReferencesAttention(_ name: String) async throws {
    let golden = try Golden(name)
    let model = try await GoldenModels.load(name)
    let configuration = model.info.configuration
    let query = try golden.tensor("crowd.query.1")
    let key = try golden.tensor("crowd.key.1")
    let attention = try golden.tensor("crowd.attention.1")
    let tokens = query.rows
    for head in 0..<configuration.headCount {
      for position in 0..<tokens {
        let view = NeuronView(
          queries: query, keys: key, head: head, headCount: configuration.headCount,
          position: position, scale: configuration.attentionScale(layer: 1),
          isCausal: AttentionMaps.isCausal(configuration.architecture))
        let start = (head * tokens + position) * tokens
        #expect(maximumDifference(view.weights, attention.values[start..<start + tokens]) < 1e-6)
      }
    }
  }
}
