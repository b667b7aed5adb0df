import ArgumentParser
import Attribution
import Foundation
import Model
import TestSupport
import Testing

@testable import headscope

@Suite("The options of explain")
struct ExplainOptionsTests {
  private func tokenizer(_ model: String) throws -> Tokenizer {
    let architecture: ModelConfiguration.Architecture =
      model.hasPrefix("roberta") ? .roberta : .bert
    return try Tokenizer.load(directory: Fixtures.model(model), architecture: architecture)
  }

  @Test(
    "A baseline has its name in any case, or is the token as BERT or the model spells it",
    arguments: [
      ("mask", .mask), ("Mask", .mask), ("[MASK]", .mask), ("[mask]", .mask), ("<mask>", .mask),
      ("PAD", .padding), ("[PAD]", .padding), ("<pad>", .padding), ("Zero", .zero),
      ("unk", .unknown), ("[UNK]", .unknown), ("<unk>", .unknown), ("masks", .text("masks")),
      (" ", .text(" ")),
    ] as [(String, AttributionRequest.Baseline)])
  func baselines(argument: String, expected: AttributionRequest.Baseline) throws {
    let tokenizer = try tokenizer("roberta-tiny")
    #expect(AttributionRequest.Baseline(argument: argument, tokenizer: tokenizer) == expected)
  }

  @Test("A spelling that is not the model's is a text")
  func foreignSpelling() throws {
    let tokenizer = try tokenizer("micro")
    #expect(
      AttributionRequest.Baseline(argument: "<mask>", tokenizer: tokenizer) == .text("<mask>"))
  }

  @Test("An empty baseline is refused")
  func emptyBaseline() {
    #expect(throws: (any Error).self) { try ExplainOptions.parse(["--baseline", ""]) }
  }

  @Test(
    "A head that gives no probabilities is explained by its outputs only",
    arguments: [
      ([], .outputs, .logit), (["--output", "output"], .outputs, .logit),
      (["--output", "logit"], .outputs, .logit), (["--output", "probability"], .outputs, nil),
      ([], .probabilities, .logit), (["--output", "probability"], .probabilities, .probability),
      (["--output", "output"], .probabilities, nil),
      (["--output", "probability"], .independentProbabilities, .probability),
      (["--output", "output"], .independentProbabilities, nil),
    ] as [([String], Prediction.OutputKind, OutputFunction?)])
  func outputs(
    arguments: [String], kind: Prediction.OutputKind, expected: OutputFunction?
  ) throws {
    let options = try ExplainOptions.parse(arguments)
    if let expected {
      #expect(try options.function(of: kind) == expected)
    } else {
      #expect(throws: UsageError.self) { try options.function(of: kind) }
    }
  }

  @Test(
    "Options that decide none of the numbers asked for are named",
    arguments: [
      ([], nil), (["--steps", "9", "--adaptive", "1e-3", "--quadrature", "riemann-left"], nil),
      (["--method", "saliency"], nil),
      (["--method", "saliency", "--adaptive", "1e-3"], "--adaptive means nothing to saliency"),
      (
        ["--method", "saliency,grad-norm", "--steps", "9", "--baseline", "mask"],
        "--steps, --baseline mean nothing to saliency, grad-norm"
      ),
      (["--method", "saliency,integrated-gradients", "--steps", "9"], nil),
      (["--samples", "9"], "--samples means nothing to integrated-gradients"),
      (["--method", "gradient-shap", "--baseline", "mask", "--seed", "1"], nil),
      (
        ["--method", "gradient-shap", "--noise", "2"], "--noise means nothing to gradient-shap"
      ),
      (["--method", "lime", "--samples", "9", "--seed", "1", "--words", "token"], nil),
      (
        ["--compatible", "--features", "3"],
        "--features, --compatible mean nothing to integrated-gradients"
      ),
      (["--method", "lime", "--baseline", "mask"], "--baseline means nothing to lime"),
      (["--method", "lime", "--trust", "--baseline", "mask"], nil),
      (["--method", "lime", "--trust", "--baseline", "zero"], "--baseline means nothing to lime"),
      (
        ["--method", "lime,partition-shap,occlusion", "--layer", "1", "--reduce", "l2"],
        "--layer, --reduce mean nothing to lime, partition-shap, occlusion"
      ),
      (["--method", "lime,saliency", "--layer", "embeddings", "--reduce", "sum"], nil),
      (["--method", "grad-norm", "--reduce", "sum"], "--reduce means nothing to grad-norm"),
      (
        ["--method", "lime", "--granularity", "sentence", "--words", "token"],
        "--words means nothing to lime by sentence"
      ),
      (["--method", "lime", "--granularity", "word", "--words", "token"], nil),
      // The same field twice is one part without it.
      (["--method", "lime", "--granularity", "field", "--positions"], nil),
      (["--method", "all", "--noise", "2", "--steps", "9", "--seed", "1"], nil),
    ] as [([String], String?)])
  func unused(arguments: [String], expected: String?) throws {
    #expect(try ExplainOptions.parse(arguments).unused == expected)
  }

  @Test(
    "What shap's own masker cannot do is refused beside --compatible",
    arguments: [
      (["partition-shap", "--granularity", "sentence"], true),
      (["lime,partition-shap", "--granularity", "word"], true),
      (["partition-shap", "--baseline", "pad"], true),
      (["partition-shap", "--granularity", "piece"], false),
      (["lime", "--granularity", "sentence"], false),
      (["partition-shap,occlusion", "--baseline", "pad"], false),
      (["partition-shap", "--trust", "--baseline", "pad"], false),
    ])
  func compatibility(arguments: [String], isRefused: Bool) throws {
    let arguments = ["--compatible", "--method"] + arguments
    if isRefused {
      #expect(throws: (any Error).self) { try ExplainOptions.parse(arguments) }
    } else {
      let requests = try ExplainOptions.parse(arguments).requests(
        labels: ["a"], outputKind: .probabilities, tokenizer: tokenizer("micro"))
      let shap = requests.filter { $0.method == .partitionSHAP }
      #expect(shap.allSatisfy { $0.replacement == .automatic })
    }
  }

  @Test(
    "Options that a format shows nothing of are named with the formats that do",
    arguments: [
      ([], .table, []), (["--trust", "--counterfactuals", "both"], .json, []),
      (["--trust", "--counterfactuals", "both"], .svg, []), (["--trust"], .prose, []),
      (["--language", "chinese", "--training", "a.csv"], .prose, []),
      (["--language", "chinese", "--training", "a.csv", "--template", "t"], .prompt, []),
      (["--granularity", "field", "--fields", "a"], .text, []),
      (["--trust", "--counterfactuals", "both"], .table, []),
      (
        ["--counterfactuals", "both"], .prompt,
        [
          "--counterfactuals means nothing to --format prompt: it belongs to ansi, text, table, json, jsonl, html, svg"
        ]
      ),
      (
        ["--language", "english", "--training", "a.csv"], .json,
        [
          "--language means nothing to --format json: it belongs to prose, prompt",
          "--training means nothing to --format json: it belongs to prose, prompt",
        ]
      ),
      (
        ["--template", "t"], .prose,
        ["--template means nothing to --format prose: it belongs to prompt"]
      ),
      (
        ["--granularity", "word", "--fields", "a"], .text,
        ["--fields means nothing without --granularity field"]
      ),
    ] as [([String], ExplanationFormat, [String])])
  func unusedInFormat(arguments: [String], format: ExplanationFormat, expected: [String]) throws {
    #expect(try ExplainOptions.parse(arguments).unused(in: format) == expected)
  }

  @Test(
    "The baseline of methods that take pieces out is what stands in their place",
    arguments: [
      ([], .automatic), (["--baseline", "remove"], .removal), (["--baseline", "[PAD]"], .padding),
      (["--baseline", "MASK"], .mask), (["--baseline", "zero"], nil),
      (["--baseline", "some text"], nil),
    ] as [([String], PieceReplacement?)])
  func replacements(arguments: [String], expected: PieceReplacement?) throws {
    func request(_ methods: String) throws -> AttributionRequest? {
      try ExplainOptions.parse(["--method", methods] + arguments).requests(
        labels: ["a"], outputKind: .probabilities, tokenizer: tokenizer("micro")
      ).last
    }
    if let expected {
      #expect(try request("occlusion")?.replacement == expected)
    } else {
      #expect(throws: UsageError.self) { try request("occlusion") }
      #expect(try request("integrated-gradients,occlusion")?.replacement == .automatic)
    }
  }

  @Test("Removal is no baseline to compare with, and no text of that name")
  func removalIsNoBaseline() throws {
    func request(_ arguments: String...) throws -> AttributionRequest? {
      try ExplainOptions.parse(["--baseline"] + arguments).requests(
        labels: ["a"], outputKind: .probabilities, tokenizer: tokenizer("micro")
      ).first
    }
    #expect(throws: UsageError.self) { try request("remove") }
    #expect(throws: UsageError.self) { try request("[REMOVE]", "--method", "saliency,deeplift") }
    #expect(try request("remove", "--trust")?.baseline == .padding)
    #expect(
      try request("remove", "--method", "integrated-gradients,occlusion")?.baseline == .padding)
    #expect(try request("[remove] it")?.baseline == .text("[remove] it"))
  }

  @Test("Defaults are those of the request")
  func defaults() throws {
    let requests = try ExplainOptions.parse([]).requests(
      labels: ["a", "b"], outputKind: .probabilities, tokenizer: tokenizer("micro"))
    #expect(requests == [AttributionRequest()])
  }
}
