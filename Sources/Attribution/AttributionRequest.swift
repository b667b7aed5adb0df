public import Model

/// Everything that decides an explanation's numbers, so that two equal requests on one model give equal results.
public struct AttributionRequest: Equatable, Sendable {
  /// Which class's output is explained.
  public enum Target: Equatable, Sendable {
    /// The class the model predicts.
    case predicted
    case index(Int)

    /// The class that is meant where the model says so much.
    public func label(in prediction: Prediction) -> Int {
      switch self {
      case .predicted: prediction.best
      case .index(let index): index
      }
    }
  }

  /// The function F whose change is shared out.
  public typealias Output = OutputFunction

  /// Where the gradient is taken.
  public typealias Layer = ExplainedLayer

  /// What the text is compared with.
  public enum Baseline: Equatable, Sendable {
    case padding
    case mask
    /// The zero vector at the chosen layer.
    case zero
    case unknown
    /// A text of the user's, cut or padded to the same number of tokens, which the estimate's message says.
    case text(String)
  }

  /// How the hidden dimension of a token's attribution becomes one number.
  public enum Reduction: String, Sendable, CaseIterable {
    case sum
    case l2
  }

  /// How the change of F is shared out.
  public var method: AttributionMethod
  /// The class explained.
  public var target: Target
  /// Which number of the class F is.
  public var output: Output
  /// Where the gradient is taken.
  public var layer: Layer
  /// What the text is compared with.
  public var baseline: Baseline
  /// How a token's vector of attributions becomes a number.
  public var reduction: Reduction
  /// How the integral is taken.
  public var quadrature: Quadrature
  /// Nodes of the integral.
  public var steps: Int
  /// Add steps until |delta| ≤ this share of |F(x)−F(b)|; nil takes `steps` as they are.
  public var adaptiveTolerance: Double?
  /// Samples of a method that draws them; nil: as many as the library that it follows.
  public var samples: Int?
  /// Standard deviation of SmoothGrad's noise.
  public var noise: Float
  /// Decides what is drawn.
  public var seed: UInt64
  /// How far the model's heads are open; nil: all of them, as the model was trained.
  public var headGates: HeadGates?
  /// What LIME alone has to be told.
  public var lime = LimeSettings()
  /// What stands for a piece that a method without gradients takes out.
  public var replacement = PieceReplacement.automatic
  /// The parts that a method without gradients takes out, or suppresses; LIME has words of its own, but for fields and sentences.
  public var granularity = Granularity.piece
  /// How a text is divided where the parts are fields.
  public var fields = FieldSplit.automatic
  /// Whether LIME and Partition SHAP put each variant together as a string and have it read anew, as the Python libraries do.
  public var readsStrings = false
  /// Neighbouring parts that occlusion takes out at a time.
  public var window = 1
  /// Whose subsets Kernel SHAP draws.
  public var coalitionSampling = CoalitionSampling.shap
  /// Which parts Kernel SHAP's regression may have; nil: as many as the library whose subsets it draws.
  public var regularization: KernelSHAPRegularization? = .all
  /// Variants that Partition SHAP may ask for, and as many again for each part that is opened.
  public var evaluationLimit = 500
  /// The first pieces of the fields or sentences whose words Partition SHAP gives values too, by the next level of Owen's.
  public var openedParts: Set<Int> = []
  /// What is explained in place of the class's output, where it is a neuron.
  public var neuron: NeuronIndex?
  /// Which neighbour of a word the path through the vocabulary takes next.
  public var discretization = DiscretizedPath.Strategy.greedy
  /// What AtMan multiplies the attention scores of a token with.
  public var suppression: Float = 0.1
  /// Cosine of two tokens' embeddings from which AtMan suppresses one with the other; nil: each token alone.
  public var similarity: Float?

  /// Makes a request; the defaults are those of captum's tutorials.
  public init(
    method: AttributionMethod = .integratedGradients, target: Target = .predicted,
    output: Output = .logit,
    layer: Layer = .embeddings, baseline: Baseline = .padding, reduction: Reduction = .sum,
    quadrature: Quadrature = .gaussLegendre, steps: Int = 50, adaptiveTolerance: Double? = nil,
    samples: Int? = nil, noise: Float = 1, seed: UInt64 = 0, headGates: HeadGates? = nil
  ) {
    self.method = method
    self.target = target
    self.output = output
    self.layer = layer
    self.baseline = baseline
    self.reduction = reduction
    self.quadrature = quadrature
    self.steps = steps
    self.adaptiveTolerance = adaptiveTolerance
    self.samples = samples
    self.noise = noise
    self.seed = seed
    self.headGates = headGates
  }

  /// How many samples are drawn.
  public var sampleCount: Int { samples ?? method.defaultSamples ?? 1 }

  /// The layer whose numbers conductance gives as the text's own: it is of a layer's output, whatever its path begins at.
  public var conductedLayer: Int { (layer.next ?? 1) - 1 }

  /// Looks whether the model has what is asked for.
  ///
  /// - Throws: `ModelError(.invalidInput)` for a target or heads that the model does not have, and for no steps or samples.
  func check(against configuration: ModelConfiguration) throws {
    if case .index(let index) = target, !configuration.labels.indices.contains(index) {
      throw ModelError(
        .invalidInput,
        "Class \(index) was asked for; the model has \(configuration.labels.count).",
        advice: "Classes are counted from 0; `headscope info` lists them.")
    }
    guard steps > 0, sampleCount > 0 else {
      throw ModelError(
        .invalidInput, "Steps and samples must be at least 1.", advice: "Use --steps 50.")
    }
    if neuron != nil, !method.explainsNeurons {
      throw ModelError(
        .invalidInput, "\(method.rawValue) explains a class, and no neuron.",
        advice: "A neuron is explained by integrated-gradients or another method of gradients.")
    }
    if method.needsLogit, output == .probability, neuron == nil,
      configuration.outputKind != .outputs
    {
      throw ModelError(
        .invalidInput, "\(method.rawValue) shares out a logit: a probability is not conserved.",
        advice: "Use --output logit.")
    }
    try headGates?.check(against: configuration)
  }
}

extension AttributionRequest.Baseline {
  /// The name that `--baseline` takes; a text of the user's as it is.
  public var name: String {
    switch self {
    case .padding: "pad"
    case .mask: "mask"
    case .zero: "zero"
    case .unknown: "unk"
    case .text(let text): text
    }
  }
}
