public import Model

/// What the sentences of a written explanation are made from: numbers and names, no model.
///
/// Whoever has an explanation fills it in; `ExplanationProse` and `PromptTemplate` write from it.
public struct ExplanationFacts: Equatable, Sendable {
  /// A class with the model's output for it.
  public struct ClassOutput: Equatable, Sendable {
    /// The label as the model has it.
    public var label: String
    /// What `outputKind` says.
    public var output: Double

    /// Makes a class from its label and output.
    public init(_ label: String, _ output: Double) {
      self.label = label
      self.output = output
    }
  }

  /// Which number the values share out.
  public enum Quantity: Equatable, Sendable {
    case logit
    case probability
    /// An output that is no probability.
    case output
    /// A neuron, by its name.
    case neuron(String)
  }

  /// What a part of the text is; the raw values are those of `--granularity`.
  public enum Unit: String, Sendable, CaseIterable {
    case piece
    case word
    case field
    case sentence
  }

  /// Which way a part pulls.
  public enum Direction: Sendable {
    case towards
    case against
    /// The value is 0, or no number.
    case neither
  }

  /// A part of the text with its value.
  public struct Part: Equatable, Sendable {
    /// As typed; a special token's name.
    public var text: String
    /// How much of the explained number the part is given.
    public var value: Double
    /// Standard error, where the method has one; infinite where it could not be told.
    public var uncertainty: Double?
    /// Whether the model put it there, such as `[CLS]`: its value counts, but it is not named among the parts.
    public var isSpecial: Bool

    /// Makes a part from its text and value.
    public init(
      _ text: String, _ value: Double, uncertainty: Double? = nil, isSpecial: Bool = false
    ) {
      self.text = text
      self.value = value
      self.uncertainty = uncertainty
      self.isSpecial = isSpecial
    }

    /// Which way the part pulls.
    public var direction: Direction {
      value > 0 && value.isFinite ? .towards : value < 0 && value.isFinite ? .against : .neither
    }
  }

  /// What flows through a layer.
  public struct Layer: Equatable, Sendable {
    /// What all parts have, special tokens too.
    public var sum: Double
    /// The parts that most of it flows through at, the most first.
    public var strongest: [Part]

    /// Parts of a layer that sentences name.
    public static let namedParts = 2

    /// Makes a layer from its sum and its parts, or those of them that have the most.
    public init(sum: Double, parts: [Part]) {
      self.sum = sum
      let ranked = parts.enumerated().filter { $0.element.direction != .neither }
        .sorted { (-abs($0.element.value), $0.offset) < (-abs($1.element.value), $1.offset) }
      strongest = ranked.prefix(Self.namedParts).map(\.element)
    }
  }

  /// The text that was explained.
  public var text: String
  /// The second text of a pair.
  public var pair: String?
  /// What the model says.
  public var verdict: ClassOutput
  /// The class behind it; nil where there is one class only.
  public var runnerUp: ClassOutput?
  /// What the outputs are.
  public var outputKind: Prediction.OutputKind
  /// The class whose output is explained.
  public var target: ClassOutput
  /// The method's name as a reader knows it.
  public var method: String
  /// Which number is shared out; nil where the values are the same for every class, as those of attention are.
  public var quantity: Quantity?
  /// Whether values below 0 speak against the class; without it there is only more and less.
  public var isSigned: Bool
  /// F(x), the explained number for the text.
  public var output: Double
  /// F(b), the explained number for the baseline; nil for methods without one.
  public var baseOutput: Double?
  /// Σ values − (F(x) − F(b)), or − F(x) without a baseline; nil for methods whose values need not add up.
  public var delta: Double?
  /// What the parts are.
  public var unit: Unit
  /// All parts in the text's order.
  public var parts: [Part]
  /// What flows through every layer, where the method says so; else none.
  public var layers: [Layer] = []
  /// The layer that the parts' values are of, where there are layers.
  public var shownLayer = 0
  /// What was done to find out whether the values can be trusted.
  public var checks: [ExplanationCheck]
  /// What the training data has to say; nil where it is not known.
  public var training: TrainingKnowledge?

  /// Makes facts from what every explanation has; the rest is set afterwards.
  public init(
    text: String, verdict: ClassOutput, runnerUp: ClassOutput? = nil,
    outputKind: Prediction.OutputKind = .probabilities, target: ClassOutput? = nil, method: String,
    quantity: Quantity? = .logit, isSigned: Bool = true, output: Double, baseOutput: Double? = nil,
    delta: Double? = nil, unit: Unit = .word, parts: [Part], checks: [ExplanationCheck] = [],
    training: TrainingKnowledge? = nil
  ) {
    self.text = text
    self.verdict = verdict
    self.runnerUp = runnerUp
    self.outputKind = outputKind
    self.target = target ?? verdict
    self.method = method
    self.quantity = quantity
    self.isSigned = isSigned
    self.output = output
    self.baseOutput = baseOutput
    self.delta = delta
    self.unit = unit
    self.parts = parts
    self.checks = checks
    self.training = training
  }

  /// Whether the class explained is the one the model chose.
  public var targetIsVerdict: Bool { target.label == verdict.label }

  /// What the values add up to where nothing is lost: F(x) − F(b), or F(x) without a baseline.
  public var change: Double { output - (baseOutput ?? 0) }
}
