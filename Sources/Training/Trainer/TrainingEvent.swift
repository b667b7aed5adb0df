/// What a training run tells those who watch it.
public enum TrainingEvent: Sendable {
  /// The data is read and encoded; the run has this many steps and goes on behind `step`.
  case started(Plan)
  /// A teacher answered this many texts so far, before training begins.
  case taught(Int, of: Int)
  /// A step that is logged.
  case step(Step)
  /// The network was held against the validation texts.
  case evaluated(Evaluation)
  /// A checkpoint is written.
  case saved(step: Int)
  /// The run waits for `resume`.
  case paused(step: Int)
  /// A part of a cross-validation begins or goes on; numbers from 1.
  case fold(Int, of: Int)
  /// All parts of a cross-validation are judged; the final model is trained next.
  case crossValidated(CrossValidation)
  /// The model that stays was held against this many test texts, which nothing was chosen by.
  case tested([Metric: Double], count: Int)

  /// What a run is about to do.
  public struct Plan: Sendable {
    /// Texts of the training set.
    public var trainCount: Int
    /// Texts of the validation set; nil where there is none.
    public var validationCount: Int?
    /// What of the data was not used, or is not as the files have it, a line each.
    public var notes: [String]
    /// Training texts that are longer than the network takes, and so are cut.
    public var cutCount: Int
    /// Training texts of which the network would read nothing, and so are left out.
    public var emptyCount: Int
    /// The names of the classes; none of a masked language model.
    public var labels: [String]
    /// How many training texts have each label.
    public var labelCounts: [Int]
    /// Steps of the whole run.
    public var totalSteps: Int
    /// Steps that an earlier process did.
    public var doneSteps: Int
    /// Numbers that are trained.
    public var trainedParameters: Int
    /// All numbers of the network.
    public var parameters: Int
  }

  /// What was found since the step before that was logged.
  public struct Step: Sendable {
    /// Steps done.
    public var step: Int
    /// Epochs done, with the share of the one that runs.
    public var epoch: Double
    /// The mean loss of the texts, or of the hidden pieces.
    public var loss: Double
    /// The share of texts whose label was the likeliest, or of hidden pieces that were; nil for several labels a text.
    public var accuracy: Double?
    /// The learning rate of the last step.
    public var learningRate: Double
    /// The gradient's length before clipping, of the last step.
    public var gradientNorm: Double
    /// Texts a second.
    public var examplesPerSecond: Double
  }

  /// What the validation texts say of a step.
  public struct Evaluation: Sendable {
    /// Steps done.
    public var step: Int
    /// Epochs done, with the share of the one that runs.
    public var epoch: Double
    /// By metric; what is not defined is missing.
    public var values: [Metric: Double]
    /// Whether it is the best so far.
    public var isBest: Bool
    /// How long it took.
    public var seconds: Double
  }
}

/// How a run ended.
public struct TrainingOutcome: Sendable {
  /// Why it ended.
  public enum Reason: Sendable {
    /// All epochs are done.
    case finished
    /// `patience` evaluations were no better than the best.
    case stoppedEarly
    /// It was told to stop, and can be resumed.
    case stopped
  }

  /// Why it ended.
  public var reason: Reason
  /// Steps done.
  public var step: Int
  /// The step whose state is in the run's folder.
  public var bestStep: Int
  /// What the best state was chosen by.
  public var best: Double?
  /// The folder that holds the best state; a checkpoint where the run was stopped.
  public var path: String
}
