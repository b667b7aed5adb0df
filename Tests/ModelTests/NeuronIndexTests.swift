import Model
import Testing

@Suite("Neurons by name")
struct NeuronIndexTests {
  @Test(
    "A name is a layer and a place in its output",
    arguments: [
      ("3.17", NeuronIndex(layer: 3, index: 17)), ("0.0", NeuronIndex(layer: 0, index: 0)),
      ("3", nil), ("3.", nil), (".17", nil), ("3.17.1", nil), ("-1.2", nil), ("a.b", nil),
      ("", nil),
    ] as [(String, NeuronIndex?)])
  func names(name: String, expected: NeuronIndex?) {
    #expect(NeuronIndex(name) == expected)
    if let expected { #expect(expected.name == name) }
  }

  @Test(
    "A neuron that cannot be explained has a reason",
    arguments: [
      ("5.383", .output(ofLayer: 4), nil), ("0.0", .embeddings, nil),
      ("0.0", .wordEmbeddings, nil), ("6.0", .embeddings, "the model has 6 layers"),
      ("5.384", .embeddings, "a layer's output has 384 numbers"),
      ("3.0", .output(ofLayer: 3), "attributions are taken behind layer 3"),
      ("2.0", .output(ofLayer: 3), "attributions are taken behind layer 3"),
    ] as [(String, ExplainedLayer, String?)])
  func problems(name: String, layer: ExplainedLayer, reason: String?) throws {
    let neuron = try #require(NeuronIndex(name))
    #expect(neuron.problem(layerCount: 6, hiddenSize: 384, at: layer) == reason)
  }
}
