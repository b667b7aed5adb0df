public import Attribution
public import Model

/// What the model is asked about: one text or a pair, some pieces taken out.
public struct ModelInput: Hashable, Sendable {
  /// The first text.
  public var text: String
  /// The second text of a pair.
  public var pair: String?
  /// Indices of pieces of the whole input that are masked (or, without a mask token, left out).
  public var removed: [Int]
  /// What is done to each text before it is read; nil: what the model's folder says.
  public var cleaner: TextCleaner?

  /// Makes an input.
  public init(
    text: String, pair: String? = nil, removed: [Int] = [], cleaner: TextCleaner? = nil
  ) {
    self.text = text
    self.pair = pair
    self.removed = removed
    self.cleaner = cleaner
  }

  /// The text, and behind it the second one of a pair.
  public var texts: [String] { [text] + [pair].compactMap(\.self) }

  /// Whether there is nothing in it to read.
  var isBlank: Bool {
    text.allSatisfy(\.isWhitespace) && (pair?.allSatisfy(\.isWhitespace) ?? true)
  }
}

/// One answer of the model thread.
public struct ModelResult: Equatable, Sendable {
  /// The input as the model read it **before** pieces were taken out, so that columns stay.
  public var encoding: Encoding
  /// The numbers: one value a piece of `encoding`; for those taken out the mask's, or zero where they
  /// were left out.
  public var estimate: AttributionEstimate
  /// Time spent on this request so far.
  public var seconds: Double

  /// Makes a result from its parts.
  public init(encoding: Encoding, estimate: AttributionEstimate, seconds: Double) {
    self.encoding = encoding
    self.estimate = estimate
    self.seconds = seconds
  }
}

/// A model that can be opened by name.
public struct ModelChoice: Equatable, Sendable {
  /// What to open: a path or a hub name.
  public var name: String
  /// Where it was found: `hub cache`, `recent`, `embedded`.
  public var source: String

  /// Makes a choice.
  public init(name: String, source: String) {
    self.name = name
    self.source = source
  }
}

/// The model work the dashboard asks for; live it is an actor on the model thread, in tests a script.
///
/// Streams must stop soon after their consumer goes away: that is how work made stale by a newer
/// key is cancelled.
public protocol ModelService: Sendable {
  /// Loads a model and makes it the one that explains from then on; the old one stays when it fails.
  func open(_ name: String) async throws -> ModelSummary
  /// The models that `open` would find without being told where: hub cache and recent folders.
  func choices() async -> [ModelChoice]
  /// Explains an input by one request after the other; each yields one or more estimates.
  func explain(
    _ input: ModelInput, _ requests: [AttributionRequest]
  ) -> AsyncThrowingStream<ModelResult, any Error>
  /// Measures how far explanations of an input can be trusted.
  func trust(
    _ input: ModelInput, _ explanations: [TrustReport.Subject], _ settings: TrustReport.Settings
  ) async throws -> TrustReport
  /// Looks for the smallest edits of an input that change its class.
  func counterfactuals(
    _ input: ModelInput, _ wanted: CounterfactualSettings.WantedClass
  ) async throws -> CounterfactualReport
  /// Tells what labelled texts have to say of an input; the first question about files waits until the model has read them.
  func training(
    _ input: ModelInput, _ files: [String], sharing words: [String]
  ) -> AsyncThrowingStream<TrainingAnswer, any Error>
  /// Tells what the heads do with an input: attention at once, effects as they are measured.
  func heads(
    _ input: ModelInput, _ request: HeadsRequest
  ) -> AsyncThrowingStream<HeadsResult, any Error>
  /// Judges models on labelled data, few rows at a time, so that other work gets its turn soon.
  func evaluate(
    _ question: EvaluationQuestion
  ) -> AsyncThrowingStream<EvaluationAnswer, any Error>
  /// Reads inputs and predicts them, some at a time and in their order; one with nothing to read has a prediction without outputs.
  func read(_ inputs: [ModelInput]) -> AsyncThrowingStream<[RowReading], any Error>
  /// How the open model reads texts; nil while none is open.
  func reader() async -> TextReader?
}
