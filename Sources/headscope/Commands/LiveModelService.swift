import Attribution
import Foundation
import Model
import TUI

/// The dashboard's model work, done by the model thread of this process.
actor LiveModelService: ModelService {
  private var model: LoadedModel?
  /// What `model` explained last.
  private var cache = EstimateCache()
  /// For the model of the command line; other models take the same but for `overrides`.
  private let options: LoadOptions
  /// The model of the command line, as it was asked for.
  private var first: String?
  private let maximumLength: Int?
  private var recent: RecentNames
  /// The labelled texts that were asked about last, as the open model knows them.
  private var training: (files: [String], reader: TrainingReader)?

  /// Makes a service without a model; `open` gives it one.
  ///
  /// - Parameter dataFolder: Where the names of opened models are kept; nil: for this session only.
  init(options: LoadOptions, maximumLength: Int? = nil, dataFolder: URL? = nil) {
    recent = RecentNames(folder: dataFolder, file: RecentNames.models)
    self.options = options
    self.maximumLength = maximumLength
  }

  func open(_ name: String) async throws -> ModelSummary {
    // What the command line said of its model is not said of any other.
    let first = first ?? name
    var options = options
    if name != first { options.overrides = ModelOverrides() }
    let loaded = try await LoadedModel.load(
      name == LoadedModel.embeddedName ? nil : name, options)
    model = loaded
    self.first = first
    cache = EstimateCache()
    training = nil
    recent.open(name)
    var summary = loaded.summary
    summary.trainingFiles = Train.files(thatTrained: loaded.info.path)
    return summary
  }

  func choices() async -> [ModelChoice] {
    var choices = recent.names.map { ModelChoice(name: $0, source: "recent") }
    func add(_ name: String, _ source: String) {
      if !choices.contains(where: { $0.name == name }) {
        choices.append(ModelChoice(name: name, source: source))
      }
    }
    add(LoadedModel.embeddedName, "embedded")
    for path in checkpoints { add(path, "checkpoint of the run") }
    for path in neighbours { add(path, "beside the model") }
    for directory in ModelLocation.cachedModels(environment: ProcessInfo.processInfo.environment) {
      add(directory.name, "hub cache")
    }
    return choices
  }

  /// Other models in the folder of the one that is open: the checkpoints of a run.
  private var neighbours: [String] {
    guard let path = model?.info.path else { return [] }
    let parent = (path as NSString).deletingLastPathComponent
    return models(in: parent).filter { $0 != path }
  }

  /// The checkpoints in the folder of the open model, where it is that of a run.
  private var checkpoints: [String] {
    guard let path = model?.info.path else { return [] }
    func step(_ path: String) -> Int { Int(path.split(separator: "-").last ?? "") ?? 0 }
    return models(in: path).sorted { (step($0), $0) < (step($1), $1) }
  }

  private func models(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { folder + "/" + $0 }
      .filter { FileManager.default.fileExists(atPath: $0 + "/config.json") }
  }

  private func kept(
    of text: ExplainedText, _ request: AttributionRequest, by cleaner: TextCleaner?
  ) -> (estimate: AttributionEstimate, seconds: Double)? {
    cache.estimate(of: text, request, by: cleaner)
  }

  /// Keeps an estimate, unless another model was opened while it was made.
  private func keep(
    _ estimate: AttributionEstimate, seconds: Double, of text: ExplainedText,
    _ request: AttributionRequest, by cleaner: TextCleaner?, _ actor: ModelActor
  ) {
    guard model?.actor === actor else { return }
    cache.keep(estimate, seconds: seconds, of: text, request, by: cleaner)
  }

  private nonisolated func explained(
    _ input: ModelInput, _ shortened: ShortenedEncoding, by model: LoadedModel
  ) -> ExplainedText {
    model.explained(
      InputText(text: input.text, pair: input.pair), shortened.encoding, cleaner: input.cleaner,
      maximumLength: maximumLength)
  }

  /// Looks whether variants can be put together as strings, where that is asked for.
  private static func check(_ request: AttributionRequest, _ input: ModelInput) throws {
    guard request.readsVariantsAnew, !input.removed.isEmpty else { return }
    throw ModelError(
      .invalidInput,
      "\(request.method.title) as \(request.library ?? "the library") computes it reads the text anew, which has no place for what was taken out.",
      advice: "Put the words back, or let this program compute it in its own way.")
  }

  nonisolated func explain(
    _ input: ModelInput, _ requests: [AttributionRequest]
  ) -> AsyncThrowingStream<ModelResult, any Error> {
    answers(to: input) { model, encoding, shortened, send in
      let text = self.explained(input, shortened, by: model)
      for request in requests {
        try Self.check(request, input)
        func give(_ estimate: AttributionEstimate, seconds: Double) {
          send(
            ModelResult(
              encoding: encoding, estimate: shortened.restored(estimate), seconds: seconds))
        }
        if let kept = await self.kept(of: text, request, by: input.cleaner) {
          give(kept.estimate, seconds: kept.seconds)
          continue
        }
        let start = ContinuousClock.now
        for try await estimate in model.actor.attributions(for: text, request) {
          let seconds = (ContinuousClock.now - start) / .seconds(1)
          await self.keep(
            estimate, seconds: seconds, of: text, request, by: input.cleaner, model.actor)
          give(estimate, seconds: seconds)
        }
      }
    }
  }

  nonisolated func trust(
    _ input: ModelInput, _ explanations: [TrustReport.Subject], _ settings: TrustReport.Settings
  ) async throws -> TrustReport {
    try await answer(to: input) { model, shortened in
      let text = self.explained(input, shortened, by: model)
      return try await model.actor.trust(in: explanations, of: text, settings)
    }
  }

  nonisolated func counterfactuals(
    _ input: ModelInput, _ wanted: CounterfactualSettings.WantedClass
  ) async throws -> CounterfactualReport {
    try await answer(to: input) { model, shortened in
      let text = self.explained(input, shortened, by: model)
      return try await model.actor.counterfactuals(of: text, .both, wanted: wanted)
    }
  }

  /// Texts of one call of the model, and how often it is told how many are read: a key must not wait for them.
  private static let trainingTextsAtOnce = 8
  private static let trainingInterval = Duration.milliseconds(100)
  /// Texts that are kept with their vectors: what a machine of today has room for.
  private static let mostTrainingTexts = 50_000

  nonisolated func training(
    _ input: ModelInput, _ files: [String], sharing words: [String]
  ) -> AsyncThrowingStream<TrainingAnswer, any Error> {
    answers(to: input) { model, _, shortened, send in
      let reader = try await self.reader(of: files, by: model)
      var told = ContinuousClock.now
      while try await reader.readOn() != nil {
        try Task.checkCancellation()
        let now = ContinuousClock.now
        guard now - told > Self.trainingInterval else { continue }
        told = now
        send(.read(await reader.corpus.count))
      }
      let knowledge = try await reader.corpus.knowledge(
        of: shortened.encoding, input.text, sharing: words, by: model)
      send(.knowledge(knowledge))
    }
  }

  /// What reads files by the open model: for the same files the one that has read them.
  private func reader(of files: [String], by model: LoadedModel) throws -> TrainingReader {
    let isOpen = self.model?.actor === model.actor
    if isOpen, let training, training.files == files { return training.reader }
    let reader = try TrainingReader(
      files, by: model, maximumLength: maximumLength, textsAtOnce: Self.trainingTextsAtOnce,
      limit: Self.mostTrainingTexts)
    if isOpen { training = (files, reader) }
    return reader
  }

  nonisolated func heads(
    _ input: ModelInput, _ request: HeadsRequest
  ) -> AsyncThrowingStream<HeadsResult, any Error> {
    if case .sample(let texts, let start) = request.question {
      return answers { model, send in
        try request.gates?.check(against: model.info.configuration)
        try await model.count(
          texts, after: start, gates: request.gates, maximumLength: self.maximumLength
        ) { send(.sample($0)) }
      }
    }
    return answers(to: input) { model, _, shortened, send in
      try request.gates?.check(against: model.info.configuration)
      switch request.question {
      case .sample: break
      case .attention(let form, let extras):
        let report = try await model.attention(
          of: shortened, gates: request.gates, thumbnails: form, extras: extras)
        send(.attention(report))
      case .board(let page, let target, let output):
        try await model.read(
          page, of: shortened.encoding, on: target, of: output, gates: request.gates
        ) { send(.board($0)) }
      case .patching(let source, let site, let layer, let target, let output):
        let giving = try model.encode(
          InputText(text: source.text, pair: source.pair), cleaner: source.cleaner,
          maximumLength: self.maximumLength)
        try await model.patch(
          from: giving, into: shortened.encoding, at: site, layer: layer, on: target,
          of: output, gates: request.gates
        ) { send(.patching($0)) }
      case .effects(let target, let output):
        try await model.measureEffects(
          on: target, of: output, in: shortened.encoding, gates: request.gates
        ) { send(.effects($0)) }
      }
    }
  }

  nonisolated func evaluate(
    _ question: EvaluationQuestion
  ) -> AsyncThrowingStream<EvaluationAnswer, any Error> {
    answers { model, send in
      switch question {
      case .evaluate(let data, let cleaner):
        try await model.evaluate(
          data: data, cleaner: cleaner, maximumLength: self.maximumLength, report: send)
      case .compare(let first, let name):
        let second = try await self.second(name)
        try await second.compare(to: first, maximumLength: self.maximumLength, report: send)
      case .causes(let evaluation, let rows, let label):
        try await model.findCauses(
          in: evaluation, rows: rows, label: label, maximumLength: self.maximumLength,
          report: send)
      }
    }
  }

  /// Rows of one call of the model: few, so that a key does not wait for them.
  private static let rowsAtOnce = 8

  nonisolated func read(
    _ inputs: [ModelInput]
  ) -> AsyncThrowingStream<[RowReading], any Error> {
    answers { model, send in
      let limit = model.limit(self.maximumLength)
      for start in stride(from: 0, to: inputs.count, by: Self.rowsAtOnce) {
        try Task.checkCancellation()
        let part = inputs[start..<min(start + Self.rowsAtOnce, inputs.count)]
        let whole = part.map {
          model.info.tokenizer.encode(
            $0.text, pair: $0.pair, cleaner: $0.cleaner ?? model.info.cleaner)
        }
        let encodings = zip(part, whole).map { input, whole in
          whole.count <= limit
            ? whole
            : model.info.tokenizer.encode(
              input.text, pair: input.pair, cleaner: input.cleaner ?? model.info.cleaner,
              maximumTokens: limit)
        }
        let readable = encodings.filter { $0.count > 0 }
        var predictions = readable.isEmpty ? [] : try await model.actor.predict(readable)[...]
        send(
          zip(whole, encodings).map { whole, encoding in
            let prediction = encoding.count > 0 ? predictions.popFirst() : nil
            return RowReading(
              encoding: whole,
              prediction: prediction ?? Prediction(logits: [], outputs: [], kind: .outputs))
          })
      }
    }
  }

  /// A model beside the open one, for as long as it is needed.
  private func second(_ name: String) async throws -> LoadedModel {
    var options = options
    options.overrides = ModelOverrides()
    return try await LoadedModel.load(name == LoadedModel.embeddedName ? nil : name, options)
  }

  func reader() -> TextReader? {
    model.map {
      TextReader(
        tokenizer: $0.info.tokenizer, cleaner: $0.info.cleaner,
        maximumTokens: $0.limit(maximumLength))
    }
  }

  /// Reads a text with the open model and gives what is found out about it, until the reader leaves.
  ///
  /// - Parameter work: Receives the model, the whole text, what is left of it, and where answers go.
  private nonisolated func answers<Answer: Sendable>(
    to input: ModelInput,
    _ work:
      @escaping @Sendable (
        _ model: LoadedModel, _ whole: Encoding, _ shortened: ShortenedEncoding,
        _ send: (Answer) -> Void
      ) async throws -> Void
  ) -> AsyncThrowingStream<Answer, any Error> {
    answers { model, send in
      let encoding = try model.encode(
        InputText(text: input.text, pair: input.pair), cleaner: input.cleaner,
        maximumLength: self.maximumLength)
      // A language model's mask is a question: another would be answered in its place.
      let mask =
        model.info.configuration.languageModel == nil
        ? model.info.tokenizer.specialTokens.mask : nil
      let shortened = ShortenedEncoding(encoding, removing: input.removed, mask: mask)
      try await work(model, encoding, shortened, send)
    }
  }

  /// Gives the one answer about an input.
  private nonisolated func answer<Answer: Sendable>(
    to input: ModelInput,
    _ work:
      @escaping @Sendable (_ model: LoadedModel, _ shortened: ShortenedEncoding) async throws ->
      Answer
  ) async throws -> Answer {
    let answers: AsyncThrowingStream<Answer, any Error> = answers(to: input) {
      model, _, shortened, send in send(try await work(model, shortened))
    }
    for try await answer in answers { return answer }
    throw CancellationError()
  }

  /// Gives what is found out with the open model, until the reader leaves.
  private nonisolated func answers<Answer: Sendable>(
    _ work:
      @escaping @Sendable (_ model: LoadedModel, _ send: (Answer) -> Void) async throws -> Void
  ) -> AsyncThrowingStream<Answer, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          guard let model = await self.model else {
            throw ModelError(.missing, "No model is open.", advice: "Open one with O.")
          }
          try await work(model) { continuation.yield($0) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
