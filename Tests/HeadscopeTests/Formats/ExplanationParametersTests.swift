import ArgumentParser
import Attribution
import Model
import TUI
import TestSupport
import Testing

@testable import headscope

@Suite("What decided an explanation's numbers is named")
struct ExplanationParametersTests {
  private static let text = "a film so good. so sad"

  /// A choice that can decide numbers, and another answer to it.
  struct Choice: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var change: @Sendable (inout AttributionRequest) -> Void
  }

  static let choices: [Choice] = [
    Choice(testDescription: "layer") { $0.layer = .wordEmbeddings },
    Choice(testDescription: "later layer") { $0.layer = .output(ofLayer: 0) },
    Choice(testDescription: "baseline") { $0.baseline = .mask },
    Choice(testDescription: "reduction") { $0.reduction = .l2 },
    Choice(testDescription: "quadrature") { $0.quadrature = .riemannLeft },
    Choice(testDescription: "steps") { $0.steps = 3 },
    Choice(testDescription: "adaptive") { $0.adaptiveTolerance = 1e-6 },
    Choice(testDescription: "samples") { $0.samples = 9 },
    Choice(testDescription: "seed") { $0.seed = 5 },
    Choice(testDescription: "noise") { $0.noise = 0.25 },
    Choice(testDescription: "strategy") { $0.discretization = .maximumCount },
    Choice(testDescription: "word split") { $0.lime.split = .character },
    Choice(testDescription: "positions") { $0.lime.isBag = false },
    Choice(testDescription: "features") { $0.lime.featureLimit = 2 },
    Choice(testDescription: "selection") { $0.lime.selection = .forward },
    Choice(testDescription: "kernel width") { $0.lime.kernelWidth = 5 },
    Choice(testDescription: "replacement") { $0.replacement = .padding },
    Choice(testDescription: "parts") { $0.granularity = .sentence },
    Choice(testDescription: "fields") {
      $0.granularity = .field
      $0.fields = .pattern("so")
    },
    Choice(testDescription: "strings") { $0.readsStrings = true },
    Choice(testDescription: "window") { $0.window = 2 },
    Choice(testDescription: "sampling") { $0.coalitionSampling = .captum },
    Choice(testDescription: "regularization") { $0.regularization = .featureLimit(2) },
    Choice(testDescription: "budget") { $0.evaluationLimit = 6 },
    Choice(testDescription: "suppression") { $0.suppression = 0.5 },
    Choice(testDescription: "similarity") { $0.similarity = 0 },
    Choice(testDescription: "head gates") {
      var gates = HeadGates(layers: 2, heads: 4)
      gates[0, 1] = 0
      $0.headGates = gates
    },
  ]

  private func explanation(
    _ request: AttributionRequest, _ model: ModelActor
  ) async throws -> Explanation {
    let tokenizer = model.info.tokenizer
    let text = ExplainedText(tokenizer.encode(Self.text), texts: [Self.text]) {
      tokenizer.encode($0)
    }
    return Explanation(
      model: Samples.model, text: Self.text, encoding: text.encoding, request: request,
      estimate: try await model.attribution(for: text, request), seconds: 0,
      granularity: request.granularity, fields: request.fields)
  }

  private func base(_ method: AttributionMethod) -> AttributionRequest {
    AttributionRequest(
      method: method, output: method.needsLogit ? .logit : .probability, steps: 5,
      samples: method.isSampled ? 12 : nil)
  }

  @Test(
    "Whatever changes the numbers of a method changes its line and its JSON",
    arguments: AttributionMethod.allCases)
  func changes(_ method: AttributionMethod) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let first = try await explanation(base(method), model)
    var decisive: Set<String> = []
    for choice in Self.choices {
      var request = base(method)
      choice.change(&request)
      let second = try await explanation(request, model)
      let isSame = zip(first.estimate.values, second.estimate.values).allSatisfy { $0 == $1 }
      guard !isSame else { continue }
      decisive.insert(choice.testDescription)
      #expect(first.parameters != second.parameters, "\(choice.testDescription)")
      let facts = [first, second].map { $0.parameters.map { "\($0.name): \($0.fact)" } }
      #expect(facts[0] != facts[1], "\(choice.testDescription)")
      let json = try [first, second].map {
        try JSONValue.parse(ExplanationJSON.line($0))["parameters"]
      }
      #expect(json[0] != json[1], "\(choice.testDescription)")
    }
    // Something must have moved them, or nothing was tested.
    if method.family == .gradient { #expect(decisive.contains("head gates")) }
    if method.isSampled { #expect(decisive.contains("seed")) }
    if method.takesOutPieces { #expect(decisive.contains("replacement")) }
    if method.usesBaseline { #expect(decisive.contains("baseline")) }
  }

  private func facts(
    _ method: AttributionMethod, _ change: (inout AttributionRequest) -> Void = { _ in }
  ) -> [String: String] {
    var explanation = Samples.explanation()
    explanation.estimate.method = method
    explanation.request.method = method
    change(&explanation.request)
    return Dictionary(
      explanation.parameters.map { ($0.key, $0.fact) }, uniquingKeysWith: { first, _ in first })
  }

  @Test("Names and values are those of the options")
  func values() {
    let path = facts(.discretizedIntegratedGradients) { $0.reduction = .l2 }
    #expect(path["layer"] == "word-embeddings")
    #expect(path["reduce"] == "l2" && path["strategy"] == "greedy")
    #expect(facts(.kernelSHAP)["regularization"] == "all")
    #expect(facts(.kernelSHAP) { $0.regularization = nil }["regularization"] == "num_features(10)")
    #expect(facts(.lime) { $0.lime.split = .pattern("[a-z]+") }["words"] == "[a-z]+")
    #expect(facts(.atMan)["suppression"] == "0.1")
    #expect(facts(.smoothGrad) { $0.noise = 0.125 }["noise"] == "0.125")
  }

  @Test("A reduction that the method does not ask for is not named")
  func fixedReduction() throws {
    let options = try ExplainOptions.parse(["--method", "layer-conductance", "--reduce", "l2"])
    #expect(try options.unused == "--reduce means nothing to layer-conductance")
    #expect(facts(.gradientNorm)["reduce"] == "l2")
    #expect(facts(.layerConductance) { $0.reduction = .l2 }["reduce"] == "sum")
    #expect(facts(.occlusion)["reduce"] == nil)
  }

  @Test("A line for people says what the JSON says")
  func both() throws {
    for method in AttributionMethod.allCases {
      var explanation = Samples.explanation()
      explanation.estimate.method = method
      let parameters = try #require(
        JSONValue.parse(ExplanationJSON.line(explanation))["parameters"]?.objectValue)
      let names = Set(explanation.provenance.facts.map(\.name))
      #expect(parameters.members.map(\.key) == explanation.parameters.map(\.key))
      #expect(names.isSuperset(of: explanation.parameters.map(\.name)))
    }
  }
}
