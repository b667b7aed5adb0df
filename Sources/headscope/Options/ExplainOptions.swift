public import ArgumentParser
public import Attribution
public import Model
public import TUI

/// The options of `explain` that decide the numbers.
struct ExplainOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "\(AttributionMethod.allCases.map(\.rawValue).joined(separator: ", ")); several separated by commas; or all, but for exact-shapley, "
        + "which takes short texts only.",
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
      "The function whose change is shared out: logit or probability (default: logit); "
        + "output for a head whose outputs are no probabilities.",
      valueName: "function"))
  var output: Output?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Nodes of the integral (default: 50).", valueName: "n"))
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

  @Option(help: "Where gradients are taken: the whole embeddings block or the word table alone.")
  var layer = EmbeddingLayer.embeddings

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Samples (default: 5 of smoothgrad and gradient-shap, 5000 of lime, 25 orders of shapley-sampling).",
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

  @Option(help: "How lime chooses them (default: auto).")
  var selection: FeatureSelection?

  @Option(
    help: ArgumentHelp(
      "What lime leaves out: word (as Python's \\W+ parts them), token (the tokenizer's words), "
        + "character, or a regular expression of what is between words (default: word).",
      valueName: "split"))
  var words: String?

  @Flag(
    name: .customLong("positions"),
    help: "lime leaves out words by place, and not the same word everywhere.")
  var isByPosition = false

  @Flag(help: "Read every variant's text anew in fp32, as the Python library does.")
  var compatible = false

  @Option(help: "How the hidden dimension becomes one number.")
  var reduce = AttributionRequest.Reduction.sum

  @Option(help: "What the text is divided into (default: word; piece for the table).")
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

  /// Checks what the parser cannot.
  func validate() throws {
    _ = try methods
    for (name, count, most) in [
      ("--steps", steps, 100_000), ("--samples", samples, 10_000_000),
      ("--features", features, 100_000), ("--max-evaluations", maxEvaluations, 10_000_000),
    ] {
      if let count, !(1...most).contains(count) {
        throw ValidationError("\(name) \(count): give a number from 1 to \(most).")
      }
    }
    if let adaptive, !(adaptive > 0 && adaptive < 1) {
      throw ValidationError("--adaptive \(adaptive): give a share between 0 and 1, such as 1e-3.")
    }
    if let noise, !(noise.isFinite && noise >= 0) {
      throw ValidationError("--noise \(noise): give a number from 0 up.")
    }
    if baseline == "" {
      throw ValidationError("--baseline is empty: give pad, mask, zero, unk, or a text.")
    }
  }

  /// The methods asked for, in order.
  var methods: [AttributionMethod] {
    get throws {
      // Not every text has few enough pieces for all subsets of them.
      if method == "all" { return AttributionMethod.allCases.filter { $0 != .exactShapley } }
      return try method.split(separator: ",", omittingEmptySubsequences: false).map { name in
        guard let method = AttributionMethod(rawValue: String(name)) else {
          let known = AttributionMethod.allCases.map(\.rawValue) + ["all"]
          throw ValidationError("--method \(name): known are \(known.joined(separator: ", ")).")
        }
        return method
      }
    }
  }

  /// What was given on the command line and decides none of the numbers asked for, in words.
  var unused: String? {
    get throws {
      let methods = try methods
      let integrates = methods.contains(.integratedGradients)
      let isSampled = methods.contains(where: \.samples)
      let perturbs = methods.contains(.lime)
      let options: [(String, Bool)] = [
        ("--steps", steps != nil && !integrates), ("--adaptive", adaptive != nil && !integrates),
        ("--quadrature", quadrature != nil && !integrates),
        (
          "--baseline",
          baseline != nil && !methods.contains { $0.usesBaseline || $0.takesOutPieces }
        ),
        ("--samples", samples != nil && !isSampled), ("--seed", seed != nil && !isSampled),
        ("--noise", noise != nil && !methods.contains(.smoothGrad)),
        ("--features", features != nil && !perturbs),
        ("--selection", selection != nil && !perturbs),
        ("--words", words != nil && !perturbs), ("--positions", isByPosition && !perturbs),
        ("--compatible", compatible && !perturbs),
        ("--max-evaluations", maxEvaluations != nil && !methods.contains(.partitionSHAP)),
      ]
      let names = options.filter(\.1).map(\.0)
      guard !names.isEmpty else { return nil }
      return "\(names.joined(separator: ", ")) \(names.count == 1 ? "means" : "mean") nothing to "
        + methods.map(\.rawValue).joined(separator: ", ")
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
    // The libraries of these methods are given probabilities.
    case (nil, .probabilities), (nil, .independentProbabilities):
      return method.isPerturbation ? .probability : .logit
    case (.logit, _), (.output, _), (nil, _): return .logit
    }
  }

  /// The requests of one text: a method after the other, and for each the classes asked for.
  ///
  /// - Throws: `UsageError` for a class the model does not have, or an output its head has not.
  func requests(
    labels: [String], outputKind: Prediction.OutputKind, tokenizer: Tokenizer
  ) throws -> [AttributionRequest] {
    let baseline = baseline.map { AttributionRequest.Baseline(argument: $0, tokenizer: tokenizer) }
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
          method: method, target: target, output: output, layer: layer,
          baseline: baseline ?? .padding, reduction: reduce,
          quadrature: quadrature ?? .gaussLegendre, steps: steps ?? 50,
          adaptiveTolerance: adaptive, samples: samples, noise: noise ?? 1, seed: seed ?? 0)
        request.lime = lime
        if method.takesOutPieces { request.replacement = try replacement }
        request.evaluationLimit = maxEvaluations ?? request.evaluationLimit
        return request
      }
    }
  }

  /// What `--baseline` says to methods that take pieces out.
  private var replacement: PieceReplacement {
    get throws(UsageError) {
      guard let baseline else { return .automatic }
      let name = baseline.lowercased().trimmingPrefix("[").prefix { $0 != "]" }
      guard let replacement = PieceReplacement(rawValue: String(name)), replacement != .automatic
      else {
        // It is another method's baseline.
        if let methods = try? methods, methods.contains(where: \.usesBaseline) { return .automatic }
        throw UsageError(
          "--baseline \(baseline): nothing that can stand for a piece that is taken out.",
          advice: "Give mask, pad, unk or remove.")
      }
      return replacement
    }
  }

  /// What LIME alone is told.
  private var lime: LimeSettings {
    var settings = LimeSettings()
    if let words {
      settings.split =
        switch words {
        case "word": .word
        case "token": .token
        case "character": .character
        default: .pattern(words)
        }
    }
    settings.isBag = !isByPosition
    settings.featureLimit = features ?? settings.featureLimit
    settings.selection = selection ?? settings.selection
    settings.form = compatible ? .strings : .pieces
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

extension AttributionRequest.Baseline {
  /// Reads `--baseline`: one of the names in any case, a special token as BERT or the model spells it, or any other text.
  init(argument: String, tokenizer: Tokenizer) {
    let special = tokenizer.specialTokens
    func isToken(_ id: Int32?) -> Bool { id.flatMap(tokenizer.token(for:)) == argument }
    self =
      switch argument.lowercased() {
      case "pad", "[pad]": .padding
      case "mask", "[mask]": .mask
      case "zero": .zero
      case "unk", "[unk]": .unknown
      case _ where isToken(special.padding): .padding
      case _ where isToken(special.mask): .mask
      case _ where isToken(special.unknown): .unknown
      default: .text(argument)
      }
  }
}

extension EmbeddingLayer: ExpressibleByArgument {}
extension AttributionRequest.Reduction: ExpressibleByArgument {}
extension Quadrature: ExpressibleByArgument {}
extension Granularity: ExpressibleByArgument {}
extension FeatureSelection: ExpressibleByArgument {}
