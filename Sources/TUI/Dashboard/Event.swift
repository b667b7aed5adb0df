public import Attribution
public import Training

/// Everything that can happen to the dashboard.
public enum Event: Equatable, Sendable {
  /// Something came from the terminal.
  case input(InputEvent)
  /// A wake-up that an effect asked for.
  case timer(Timer)
  /// The model answered a piece of work.
  case result(Work.ID, ModelResult)
  /// The model answered what the heads do.
  case heads(Work.ID, HeadsResult)
  /// How far explanations can be trusted.
  case trust(Work.ID, TrustReport)
  /// Which edits change the class.
  case counterfactuals(Work.ID, CounterfactualReport)
  /// What the training data has to say of a text, or how much of it is read.
  case training(Work.ID, TrainingAnswer)
  /// What was found of the user's for prompts in a language.
  case template(ExplanationLanguage, UserTemplate)
  /// The model answered about labelled data.
  case evaluation(Work.ID, EvaluationAnswer)
  /// The model read and predicted further rows of a piece of work.
  case read(Work.ID, [RowReading])
  /// Something came of work on data files.
  case data(DataEvent)
  /// A piece of work is done.
  case finished(Work.ID)
  /// A piece of work stopped with an error, told in the user's words.
  case failed(Work.ID, String)
  /// Another model is in place.
  case modelOpened(ModelSummary)
  /// A model could not be opened; the old one is still there.
  case modelFailed(String)
  /// The models that can be opened by name.
  case choices([ModelChoice])
  /// The runs of one of the things that are watched, as they are now.
  case runs([FollowedRun], source: Int)
  /// How runs of this program stand, by their numbers.
  case standings([Int: RunStanding])
  /// The probe sentences of a run, as far as it has come.
  case probes(run: Int, ProbeLog)
  /// A run's process was started.
  case runStarted(folder: String)
  /// A run's process was told what to do.
  case runSteered(folder: String)
  /// A run's process has ended, or could not begin for a reason.
  case runEnded(folder: String, problem: String?)
  /// The bookmarks were read.
  case textsLoaded([TextItem])
  /// The list follows a file, or a pipe, from now on.
  case textsFollowed(String, source: Int, isPipe: Bool)
  /// Lines came to the file that the list follows.
  case lines(LineNews, source: Int)
  /// The theme that is drawn with from now on.
  case themeLoaded(String, hasSignRow: Bool)
  /// The terminal takes frames slowly, or no longer does.
  case linkChanged(isSlow: Bool)
  /// Something to tell: saved, copied, failed.
  case message(Message)
}

/// A sentence in the status line; it goes with the next key.
public struct Message: Equatable, Sendable {
  /// How much it matters.
  public enum Kind: Sendable {
    case note
    case warning
    case error
  }

  /// How much it matters.
  public var kind: Kind
  /// One sentence, or one a line.
  public var text: String

  /// Makes a message.
  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}

/// Wake-ups; each carries what it was set for, so that one that comes too late means nothing.
public enum Timer: Hashable, Sendable {
  /// Typing paused: refine, and dim what is late.
  case pause(Int)
  /// Refinement takes long: let the slower panes follow the gradient pass.
  case settle(Int)
}
