public import Attribution
public import Training

/// What `update` wants done in the world.
public enum Effect: Equatable, Sendable {
  /// Ask the model. Work of an older generation of the same lane is stale and to be cancelled; work
  /// of the same generation is queued behind it.
  case explain(Work)
  /// Stop all work of a lane.
  case cancel(Work.Lane)
  /// Send the timer's event after a time.
  case wake(Timer, after: Duration)
  /// Put a text on the clipboard.
  case copy(String)
  /// Save what is on screen.
  case save(SaveFormat)
  /// Load another model.
  case openModel(String)
  /// Find the models that can be opened by name.
  case findModels
  /// Read a file of texts, and follow it as it grows; `-` is standard input.
  case loadTexts(String)
  /// Watch the runs that a path leads to.
  case watch(String)
  /// See how runs stand whose logs lie in these folders, and read their probe sentences.
  case lookAtRuns([Int: String])
  /// Start a run as a process of its own.
  case startRun(RunOrder)
  /// Tell the process that trains in a folder what to do.
  case steerRun(folder: String, RunFolder.Command)
  /// Keep beside a data file what is to become of a row, given as the file has it; nil: what the file says.
  case changeRow(path: String, DatasetRow, LabelOverlay.Change?)
  /// Work on data files.
  case data(DataRequest)
  /// Read what the user keeps for prompts in a language.
  case readTemplate(ExplanationLanguage)
  /// Keep the bookmarks among these.
  case saveBookmarks([TextItem])
  /// Draw with another theme.
  case setTheme(String)
  /// Capture the mouse or leave it to the terminal.
  case setMouse(Bool)
  /// Draw every cell anew.
  case redraw
  /// Stop the process until the shell continues it.
  case suspend
  /// Leave.
  case quit
}

/// The files that `w` writes.
public enum SaveFormat: String, CaseIterable, Sendable {
  case ansi
  case svg
  case html
  case json

  /// The ending of the file's name.
  public var fileExtension: String { self == .ansi ? "ans" : rawValue }
}

/// A piece of model work.
public struct Work: Equatable, Sendable {
  /// Work that supersedes each other.
  public enum Lane: Hashable, Sendable {
    /// The text on screen.
    case text
    /// How far the explanations of the text on screen can be trusted.
    case trust
    /// Edits of the text on screen that change its class.
    case counterfactuals
    /// What the training data has to say of the text on screen.
    case training
    /// The list of texts.
    case list
    /// The heads' attention to the text on screen.
    case heads
    /// What a page of the board shows.
    case board
    /// Activation patching.
    case patching
    /// What heads do over the list of texts.
    case sample
    /// The rows of a data file.
    case evaluation
    /// A second model on the same rows.
    case comparison
    /// The words behind a cell of the confusion matrix.
    case causes
    case rows

    /// The work of the Heads screen that is about the text.
    static let ofHeads: [Lane] = [.heads, .board, .patching]
  }

  /// Names a piece of work in the events that answer it.
  public struct ID: Hashable, Sendable {
    /// Which work it supersedes and is superseded by.
    public var lane: Lane
    /// Counts what the user did; an answer to an older one is dropped.
    public var generation: Int

    /// Makes a name.
    public init(lane: Lane, generation: Int) {
      self.lane = lane
      self.generation = generation
    }
  }

  /// Its name in the answers.
  public var id: ID
  /// The text, or the pair.
  public var input: ModelInput
  /// What is asked about it.
  public var question: Question

  /// What can be asked.
  public enum Question: Equatable, Sendable {
    /// Explanations, one after the other.
    case attributions([AttributionRequest])
    /// What the heads do.
    case heads(HeadsRequest)
    /// How good the model is on labelled data.
    case evaluation(EvaluationQuestion)
    /// The pieces and predictions of several inputs; that of the work itself is not asked about.
    case rows([ModelInput])
    /// How far explanations can be trusted.
    case trust([TrustReport.Subject], TrustReport.Settings)
    /// Which edits change the class.
    case counterfactuals(CounterfactualSettings.WantedClass)
    /// What labelled texts of some files have to say, and how often these words stand in them.
    case training([String], sharing: [String])
  }

  /// Makes a piece of work.
  public init(id: ID, input: ModelInput, requests: [AttributionRequest]) {
    self.id = id
    self.input = input
    question = .attributions(requests)
  }

  /// Makes a piece of work about edits that change the class.
  public init(
    id: ID, input: ModelInput, counterfactuals wanted: CounterfactualSettings.WantedClass
  ) {
    self.id = id
    self.input = input
    question = .counterfactuals(wanted)
  }

  /// Makes a piece of work about the texts that the model was trained on.
  public init(id: ID, input: ModelInput, training files: [String], sharing words: [String]) {
    self.id = id
    self.input = input
    question = .training(files, sharing: words)
  }

  /// Makes a piece of work about explanations that were made.
  public init(
    id: ID, input: ModelInput, trust explanations: [TrustReport.Subject],
    _ settings: TrustReport.Settings
  ) {
    self.id = id
    self.input = input
    question = .trust(explanations, settings)
  }

  /// Makes a piece of work about the rows of a data file.
  public init(id: ID, rows: [ModelInput]) {
    self.id = id
    input = rows.first ?? ModelInput(text: "")
    question = .rows(rows)
  }

  /// Makes a piece of work about the heads.
  public init(id: ID, input: ModelInput, heads: HeadsRequest) {
    self.id = id
    self.input = input
    question = .heads(heads)
  }

  /// Makes a piece of work about labelled data.
  public init(id: ID, evaluation: EvaluationQuestion) {
    self.id = id
    input = ModelInput(text: "")
    question = .evaluation(evaluation)
  }
}
