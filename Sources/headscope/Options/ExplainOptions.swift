import ArgumentParser
import Attribution
import Foundation
import Model
import TUI

/// The options of `explain` that decide the numbers.
struct ExplainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "\(AttributionMethod.allCases.map(\.rawValue).joined(separator: ", ")); several separated by commas; or all, but for exact-shapley and "
        + "sequential-integrated-gradients, which are for short texts.",
      valueName: "m"))
  var method = "integrated-gradients"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The class to explain: a label, its index, or all (default: the predicted one).",
      valueName: "label or index"))
  var target: String?

  @Option(
    help: ArgumentHelp(
      "The function whose change is shared out: logit or probability (default: probability for lime, partition-shap, kernel-shap, "
        + "shapley-sampling, exact-shapley, occlusion and atman, else logit); output for a head whose outputs are no probabilities.",
      valueName: "function"))
  var output: Output?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Nodes of the integral (default: 50), steps of a path through the vocabulary (default: 30).",
      valueName: "n"))
  var steps: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Add steps until |delta| is at most this share of F(x)−F(b), such as 1e-3.",
      valueName: "share"))
  var adaptive: Double?

  @Option(help: "The rule by which the integral is taken (default: gausslegendre).")
  var quadrature: Quadrature?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the text is compared with: pad, mask, zero, unk, or a text (default: pad); what stands for a piece that is taken out: "
        + "mask, pad, unk or remove (default: mask, else remove).",
      valueName: "name or text"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "Where gradients are taken: embeddings (the whole block), word-embeddings (the word table alone), or the output of a layer, "
        + "counted from 0 (default: embeddings).", valueName: "layer"))
  var layer: ExplainedLayer?

  @Option(
    help: ArgumentHelp(
      "Explain a number of a layer's output where the classifier reads, both counted from 0, instead of a class.",
      valueName: "layer.index"))
  var neuron: NeuronIndex?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Samples (default: 5 of smoothgrad and gradient-shap, 5000 of lime, 25 orders of shapley-sampling, 2048 and two a part of "
        + "kernel-shap).",
      valueName: "n"))
  var samples: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Standard deviation of smoothgrad's noise (default: 1).", valueName: "s"))
  var noise: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of everything random (default: 0).", valueName: "s"))
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Words that lime's linear model may have (default: 10).", valueName: "n"))
  var features: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Variants that partition-shap may ask for (default: 500).", valueName: "n"))
  var maxEvaluations: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What atman multiplies the attention paid to a token with (default: 0.1).", valueName: "f"))
  var suppression: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Cosine from which atman suppresses alike tokens with one another (default: each alone).",
      valueName: "c"))
  var similarity: Float?

  @Option(help: "How lime chooses them (default: auto).")
  var selection: FeatureSelection?

  @Option(
    help: ArgumentHelp(
      "What lime leaves out: word (as Python's \\W+ parts them), unicode (words by UAX #29), token (the tokenizer's words), "
        + "character, or a regular expression of what is between words (default: word).",
      valueName: "split"))
  var words: String?

  @Flag(
    name: .customLong("positions"),
    help: "lime leaves out words by place, and not the same word everywhere.")
  var isByPosition = false

  @Option(
    help: "Which neighbour of a word discretized-integrated-gradients takes next (default: greedy)."
  )
  var strategy: DiscretizedPath.Strategy?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Neighbouring parts that occlusion takes out at a time (default: 1).", valueName: "n"))
  var window: Int?

  @Option(help: "Whose subsets kernel-shap draws (default: shap).")
  var sampling: CoalitionSampling?

  @Flag(
    help:
      "As the Python library does: lime and partition-shap read every variant's text anew in fp32, kernel-shap chooses 10 parts."
  )
  var compatible = false

  @Flag(
    name: .customLong("trust"),
    help:
      "Also measure how far each explanation can be trusted: ERASER's measures, curves, and agreement among the methods."
  )
  var measuresTrust = false

  @Flag(
    name: .customLong("thorough"),
    help:
      "With --trust: also infidelity, sensitivity, and stability over seeds, which explain the text again."
  )
  var isThorough = false

  @Option(
    help: ArgumentHelp(
      "Also find the smallest edits that change the class: deletions of words, replacements of pieces, or both.",
      valueName: "kind"))
  var counterfactuals: CounterfactualSettings.Kinds?

  @Option(
    help: "The language of prose and prompt (default: \(ExplanationLanguage.english.rawValue)).")
  var language: ExplanationLanguage?

  @Option(
    name: .customLong("training"),
    help: ArgumentHelp(
      "Labelled texts that the model was trained on: prose and prompt then tell the nearest of them, and how often each hot word stood with each label. May be given several times.",
      valueName: "file"))
  var trainingFiles: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file that prompt is made from, with placeholders such as {{label}} (default: the program's own).",
      valueName: "file"))
  var template: String?

  @Option(
    help: ArgumentHelp(
      "A regular expression that each field of --granularity field begins with (default: JSON members, key=value, header lines).",
      valueName: "pattern"))
  var fields: String?

  @Option(help: "How the hidden dimension becomes one number (default: sum).")
  var reduce: AttributionRequest.Reduction?

  @Option(
    help:
      "What the text is divided into, and taken out by methods without gradients (default: word, taken out by piece; piece for the table)."
  )
  var granularity: Granularity?

  @Option(help: "What attributions are divided by (default: none; l2 for the table).")
  var normalize: Normalization?

  @Option(
    name: .customLong("true"),
    parsing: .unconditional,
    help: ArgumentHelp(
      "The right label: the table's first column, named in the other formats too.",
      valueName: "label or index"))
  var trueLabel: String?

  /// The values of `--output`.
  enum Output: String, CaseIterable, ExpressibleByArgument {
    case logit
    case probability
    case output
  }

  /// The methods asked for, in order.
  var methods: [AttributionMethod] {
    get throws {
      if method == "all" { return AttributionMethod.allCases.filter { !$0.isForShortTexts } }
      return try method.split(separator: ",", omittingEmptySubsequences: false).map { name in
        guard let method = AttributionMethod(rawValue: String(name)) else {
          let known = AttributionMethod.allCases.map(\.rawValue) + ["all"]
          throw ValidationError("--method \(name): known are \(known.joined(separator: ", ")).")
        }
        return method
      }
    }
  }

  /// The function that is explained.
  ///
  /// - Throws: `UsageError` where the model's head does not have it.
  func function(
    of kind: Prediction.OutputKind, method: AttributionMethod = .integratedGradients
  ) throws(UsageError) -> OutputFunction {
    switch (output, kind) {
    case (.probability, .outputs):
      throw UsageError(
        "--output probability: this model's outputs are shown as they are, and are no probabilities.",
        advice: "Use --output output, or logit, which is the same number here.")
    case (.output, .probabilities), (.output, .independentProbabilities):
      throw UsageError(
        "--output output: this model's outputs are probabilities.",
        advice: "Use --output probability, or logit.")
    case (.probability, _): return .probability
    case (nil, _): return Self.standardFunction(of: kind, method: method)
    case (.logit, _), (.output, _): return .logit
    }
  }

  /// The function that is explained where nothing is said of it.
  static func standardFunction(
    of kind: Prediction.OutputKind, method: AttributionMethod
  ) -> OutputFunction {
    // The libraries of these methods are given probabilities.
    kind != .outputs && (method.isPerturbation || method == .atMan) ? .probability : .logit
  }

  /// The requests of one text: a method after the other, and for each the classes asked for.
  ///
  /// - Throws: `UsageError` for a class the model does not have, or an output its head has not.
  func requests(
    labels: [String], outputKind: Prediction.OutputKind, tokenizer: Tokenizer
  ) throws -> [AttributionRequest] {
    let baseline = try comparison(by: tokenizer)
    let targets: [AttributionRequest.Target] =
      switch target {
      case nil: [.predicted]
      case "all"? where !labels.contains("all"): try Self.all(labels).map { .index($0) }
      case let name?: [.index(try Self.index(of: name, in: labels, option: "--target"))]
      }
    return try methods.flatMap { method in
      let output = try function(of: outputKind, method: method)
      return try targets.map { target in
        var request = AttributionRequest(
          method: method, target: target, output: output, layer: layer ?? .embeddings,
          baseline: baseline, reduction: reduce ?? .sum,
          quadrature: quadrature ?? .gaussLegendre, steps: steps ?? method.defaultSteps,
          adaptiveTolerance: adaptive, samples: samples, noise: noise ?? 1, seed: seed ?? 0)
        request.lime = lime
        request.neuron = neuron
        request.suppression = suppression ?? request.suppression
        request.similarity = similarity
        request.granularity = granularity ?? request.granularity
        request.fields = fieldSplit
        request.window = window ?? request.window
        request.discretization = strategy ?? request.discretization
        request.coalitionSampling = sampling ?? request.coalitionSampling
        request.followsLibrary = compatible
        if method.takesOutPieces, !request.usesLibraryMasker {
          request.replacement = try replacement
        }
        request.evaluationLimit = maxEvaluations ?? request.evaluationLimit
        return request
      }
    }
  }

  /// How fields are found.
  var fieldSplit: FieldSplit { fields.flatMap { try? FieldSplit(argument: $0) } ?? .automatic }

  /// How prose and prompts are written.
  ///
  /// - Throws: `UsageError` for a template that cannot be read.
  var writing: ExplanationWriting {
    get throws {
      let language = language ?? .english
      guard let template else {
        return ExplanationWriting(language: language, template: .standard(language))
      }
      let source: String
      do {
        source = try String(contentsOfFile: template, encoding: .utf8)
      } catch {
        throw UsageError(
          "--template \(template): no such file, or no UTF-8 text.",
          advice: "Give a text file with placeholders such as {{label}} and {{fields}}.")
      }
      do {
        return ExplanationWriting(
          language: language, template: try PromptTemplate(source, name: template))
      } catch {
        throw UsageError("\(error)", advice: "")
      }
    }
  }

  /// Looks whether the model has the layer and the neuron asked for.
  ///
  /// - Throws: `UsageError` where it has not.
  func check(against configuration: ModelConfiguration) throws(UsageError) {
    let layer = layer ?? .embeddings
    let layers = configuration.layerCount
    if let next = layer.next, next > layers {
      throw UsageError(
        "--layer \(next - 1): the model has \(Wording.count(layers, "layer")).",
        advice: "They are counted from 0.")
    }
    if let neuron,
      let problem = neuron.problem(
        layerCount: layers, hiddenSize: configuration.hiddenSize, at: layer)
    {
      throw UsageError(
        "--neuron \(neuron.name): \(problem).", advice: "Layers and numbers are counted from 0.")
    }
  }

  /// What `--trust` measures; nil without it.
  var trust: TrustReport.Settings? {
    guard measuresTrust else { return nil }
    var settings = TrustReport.Settings()
    settings.granularity = granularity ?? settings.granularity
    settings.isThorough = isThorough
    settings.fields = fieldSplit
    if let replacement = baseline.flatMap(PieceReplacement.init(argument:)) {
      settings.replacement = replacement
    }
    return settings
  }

  /// The class that edited texts shall have: the one explained, where the text is of another.
  func wanted(in results: [Explanation]) -> CounterfactualSettings.WantedClass {
    guard let estimate = results.first?.estimate, target != nil, target != "all",
      estimate.target != estimate.prediction.best
    else { return .other }
    return .label(estimate.target)
  }

  /// What `--baseline` says to methods that take pieces out.
  private var replacement: PieceReplacement {
    get throws(UsageError) {
      guard let baseline else { return .automatic }
      guard let replacement = PieceReplacement(argument: baseline) else {
        // It is another method's baseline.
        if let methods = try? methods, methods.contains(where: \.usesBaseline) { return .automatic }
        throw UsageError(
          "--baseline \(baseline): nothing that can stand for a piece that is taken out.",
          advice: "Give mask, pad, unk or remove.")
      }
      return replacement
    }
  }

  /// What `--baseline` says to methods that compare the text with something.
  private func comparison(by tokenizer: Tokenizer) throws(UsageError) -> AttributionRequest.Baseline
  {
    guard let baseline else { return .padding }
    guard PieceReplacement(argument: baseline) == .removal else {
      return AttributionRequest.Baseline(argument: baseline, tokenizer: tokenizer)
    }
    let methods = (try? methods) ?? []
    // It is what another method does with a piece.
    if measuresTrust || methods.contains(where: \.takesOutPieces) { return .padding }
    if let method = methods.first(where: \.usesBaseline) {
      throw UsageError(
        "--baseline \(baseline): \(method.rawValue) takes nothing out, and compares the text with another of as many tokens.",
        advice: "Give pad, mask, zero, unk, or a text.")
    }
    return .padding
  }

  /// What LIME alone is told.
  private var lime: LimeSettings {
    var settings = LimeSettings()
    if let words {
      settings.split =
        switch words {
        case "word": .word
        case "token": .token
        case "unicode": .unicode
        case "character": .character
        default: .pattern(words)
        }
    }
    settings.isBag = !isByPosition
    settings.featureLimit = features ?? settings.featureLimit
    settings.selection = selection ?? settings.selection
    return settings
  }

  /// The index of the true label, from `--true` or else from a line's own `label`.
  ///
  /// - Throws: `UsageError` for a label the model does not have.
  func trueIndex(labels: [String], input: InputText) throws(UsageError) -> Int? {
    if let trueLabel { return try Self.index(of: trueLabel, in: labels, option: "--true") }
    guard let label = input.label else { return nil }
    return try Self.index(of: label, in: labels, option: "\(input.place ?? "label"): label")
  }

  /// All classes, where that is a number one can wait for.
  private static func all(_ labels: [String]) throws(UsageError) -> Range<Int> {
    guard labels.count <= 1000 else {
      throw UsageError(
        "--target all: the model has \(Wording.grouped(labels.count)) classes.",
        advice: "Name one, or give a language model's answers with --labels.")
    }
    return labels.indices
  }

  /// A label's index: by its exact name, else by number, else by its name in another case.
  static func index(
    of name: String, in labels: [String], option: String
  ) throws(UsageError) -> Int {
    if let index = labels.firstIndex(of: name) { return index }
    if let index = Int(name), labels.indices.contains(index) { return index }
    let folded = labels.indices.filter { labels[$0].lowercased() == name.lowercased() }
    if folded.count == 1 { return folded[0] }
    let first = labels.prefix(100).enumerated().map { "\($1) (\($0))" }
    let rest = labels.count - first.count
    throw UsageError(
      "\(option) \(name): the model has no such label.",
      advice: rest > 0
        ? "It has \(Wording.grouped(labels.count)), as its vocabulary spells them or by number."
        : "It has " + first.joined(separator: ", ") + ".")
  }
}
