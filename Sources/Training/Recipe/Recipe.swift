public import Model

/// What a training run is: where it starts, what it learns from, how, and where it goes.
///
/// The file's keys are those of the README's section on training; every one has the default given here.
public struct Recipe: Equatable, Sendable {
  /// What texts are learned for.
  public enum Objective: String, Sendable, CaseIterable {
    /// To tell their labels.
    case classification
    /// To tell pieces of them that are hidden, whatever their labels (Devlin et al. 2019, section 3.1).
    case maskedLanguageModel = "masked-language-model"
  }

  /// How often examples of each class are drawn.
  public enum Sampling: String, Sendable, CaseIterable {
    /// Every example once an epoch.
    case none
    /// Those of smaller classes as often again as makes all classes as large as the largest.
    case oversample
    /// Of larger classes only as many as the smallest has.
    case undersample
    /// As many draws as there are examples, every class as likely as any other.
    case weighted
  }

  /// Shapes of the learning rate's course by their names in a recipe.
  public enum Schedule: String, Sendable, CaseIterable {
    case constant, linear, cosine, plateau, piecewise
  }

  /// What a model's numbers are stored in, by its name in config.json.
  public enum Storage: String, Sendable, CaseIterable {
    case float32, float16
  }

  /// How the network is moved.
  public struct Training: Equatable, Sendable {
    /// What texts are learned for.
    public var objective = Objective.classification
    /// The share of a text's pieces that a masked language model is asked for.
    public var mask = 0.15
    /// Passes over the data.
    public var epochs = 3
    /// What linear layers compute in while they learn; parameters are fp32, and so is what is judged.
    public var precision = Arithmetic.fp32
    /// Texts a step.
    public var batchSize = 16
    /// Batches whose gradients are one step's; the step's batch is that much larger.
    public var accumulation = 1
    /// Texts whose gradients are one step's.
    public var textsPerStep: Int { batchSize * accumulation }
    /// The rule of a step, with its decay.
    public var optimizer = OptimizerSettings()
    /// The highest learning rate.
    public var learningRate = 2e-5
    /// The rate's course behind the warmup.
    public var schedule = Schedule.linear
    /// Where a piecewise schedule changes: `[[0.5, 0.1]]` is a tenth of the rate from half of the run on.
    public var cuts: [LearningRateSchedule.Cut] = []
    /// What a plateau multiplies the rate by.
    public var plateauFactor = 0.1
    /// Evaluations without a better one before a plateau cuts the rate.
    public var plateauPatience = 1
    /// The share of all steps over which the rate rises; 1 and above: the steps themselves.
    public var warmup = 0.0
    /// The gradient's greatest length; nil: any.
    public var clip: Double? = 1
    /// Whether elements are dropped, as config.json says.
    public var dropsElements = true
    /// The share of the target that is spread over all classes.
    public var labelSmoothing = 0.0
    /// Whether examples count by how rare their class is (scikit-learn's "balanced").
    public var balancesClasses = false
    /// What stays as it is; see `FreezeRules`.
    public var freeze: [String] = []
    /// What the rate is multiplied by from each layer to the one below (Howard & Ruder 2018, section 3.2).
    public var layerDecay = 1.0
    /// Steps between evaluations; nil: at the end of every epoch.
    public var evaluateEvery: Int?
    /// What the best state is chosen by.
    public var best = Metric.weightedF1
    /// Evaluations without a better one before the run ends; nil: it never does.
    public var patience: Int?
    /// How often examples of each class are drawn.
    public var sampling = Sampling.none
    /// Steps between lines of the log.
    public var logEvery = 1
    /// Decides the new head's numbers, the order of texts and what is dropped.
    public var seed: UInt64 = 42
    /// Parts of a cross-validation; 1: there is none.
    public var folds = 1
    /// Checkpoints that are kept beside the best one.
    public var keptCheckpoints = 2

    /// The defaults.
    public init() { optimizer.weightDecay = 0.01 }
  }

  /// Texts whose explanation is stored at every evaluation.
  public struct Probe: Equatable, Sendable {
    /// The texts, as a user would type them.
    public var texts: [String] = []
    /// The method of the explanations, by its name on the command line.
    public var method = "integrated-gradients"

    /// No texts.
    public init() {}
  }

  /// Where to start: a directory or a hub name; empty where `scratch` says what to make.
  public var model: String
  /// The sizes of an encoder made of random numbers; nil: `model` is where to start.
  public var scratch: EncoderShape?
  /// The longest input in tokens, special ones included; nil: what the model takes.
  public var maximumTokens: Int?
  /// What is learned from, and what judges it.
  public var data: DatasetSources
  /// What is done to every text before it is read, in this order; stored with the model.
  public var cleaner = TextCleaner()
  /// How the network is moved.
  public var training = Training()
  /// Whose answers are learned beside the labels; nil: nobody's.
  public var distillation: Distillation?
  /// What is explained at every evaluation.
  public var probe = Probe()
  /// Where the run goes.
  public var directory: String
  /// What the numbers of the model in the end are stored in; checkpoints are fp32.
  public var storage = Storage.float32

  /// A run with the defaults.
  public init(model: String, train: [String], directory: String) {
    self.model = model
    data = DatasetSources(train: train)
    self.directory = directory
  }
}
