import Attribution
import CKernels
import Foundation
import Model
import Training

/// The measurements, each in a process that the driver starts: `benchmark job NAME ARGUMENT…` prints one `JobResult`.
enum Job {
  /// Runs the job of that name.
  static func run(_ arguments: [String]) async throws {
    var rest = arguments[...]
    func next() throws -> String {
      guard let value = rest.popFirst() else { throw BenchmarkError("A job lacks an argument.") }
      return value
    }
    let name = try next()
    switch name {
    case "peak": try peak(threads: Int(try next()) ?? 1).say()
    case "product":
      try product(backend: try next(), shape: try ProductShape(try next())).say()
    case "forward":
      try await forward(model: try next(), text: try next(), repetitions: Int(try next()) ?? 1)
        .say()
    case "forward-bf16":
      try await forward(
        model: try next(), text: try next(), repetitions: Int(try next()) ?? 1, precision: .bf16
      ).say()
    case "integral":
      try await integral(model: try next(), text: try next(), repetitions: Int(try next()) ?? 1)
        .say()
    case "tokenize":
      try await tokenize(model: try next(), file: try next(), repetitions: Int(try next()) ?? 1)
        .say()
    case "heads-view": try await HeadsJob.view(load(try next()), text: try next()).say()
    case "heads-gate": try await HeadsJob.gate(load(try next()), text: try next()).say()
    case "heads-patch": try await HeadsJob.patch(load(try next()), text: try next()).say()
    case "perturb":
      guard let method = AttributionMethod(rawValue: try next()),
        let form = ExplanationJob.Form(rawValue: try next())
      else { throw BenchmarkError("No such method or form.") }
      let model = try await load(try next(), precision: form.precision)
      try await ExplanationJob.perturb(model, method, text: try next(), form: form).say()
    case "trust": try await ExplanationJob.trust(load(try next()), text: try next()).say()
    case "first-estimate":
      try await ExplanationJob.firstEstimate(load(try next()), text: try next()).say()
    case "cancel": try await ExplanationJob.cancel(load(try next()), text: try next()).say()
    case "train":
      try await train(load(try next()), data: try next(), steps: Int(try next()) ?? 1).say()
    case "load-tokenizer": try loadTokenizer(folder: try next()).say()
    default: throw BenchmarkError("Unknown job \(name).")
    }
  }

  /// Seconds of each call after two that warm up.
  private static func timed(_ repetitions: Int, _ work: () async throws -> Void) async rethrows
    -> [Double]
  {
    try await work()
    try await work()
    var seconds: [Double] = []
    for _ in 0..<repetitions {
      let start = ContinuousClock.now
      try await work()
      seconds.append(start.duration(to: .now).seconds)
    }
    return seconds
  }

  private static func load(
    _ folder: String, precision: LoadOptions.Precision = .fp32
  ) async throws -> ModelActor {
    try await ModelActor.load(
      ModelDirectory(path: folder),
      options: LoadOptions(
        precision: precision, threads: Settings.threads,
        backend: try BackendPreference(environment: ProcessInfo.processInfo.environment)))
  }

  /// Multiply-adds of all threads at once, nothing else: what no program can exceed here.
  private static func peak(threads: Int) -> JobResult {
    let rates = Rates()
    let workers = (0..<threads).map { _ in
      let thread = Thread { rates.add(headscope_fma_peak(1)) }
      thread.start()
      return thread
    }
    while !workers.allSatisfy(\.isFinished) { usleep(1000) }
    return JobResult(rate: rates.sum)
  }

  /// Rates of several threads.
  private final class Rates: @unchecked Sendable {
    private let lock = NSLock()
    private var total = 0.0
    func add(_ rate: Double) { lock.withLock { total += rate } }
    var sum: Double { lock.withLock { total } }
  }

  /// One product with a packed weight, a bias, and GELU where a model has it.
  private static func product(backend name: String, shape: ProductShape) throws -> JobResult {
    guard let preference = BackendPreference(rawValue: name) else {
      throw BenchmarkError("No backend \(name).")
    }
    let backend = try preference.makeBackend(threads: Settings.threads)
    var generator = SplitMix64(state: 5)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(generator.below(2000)) / 1000 - 1 }
    }
    let weight = numbers(shape.inputSize * shape.outputSize)
    let input = numbers(shape.rows * shape.inputSize)
    let bias = numbers(shape.outputSize)
    var output = [Float](repeating: 0, count: shape.rows * shape.outputSize)
    let packed = weight.withUnsafeBufferPointer { buffer in
      backend.pack(
        buffer.baseAddress.map { [$0] } ?? [], outputSizes: [shape.outputSize],
        inputSize: shape.inputSize, layout: .outputMajor, arithmetic: .fp32)
    }
    let operations = 2 * Double(shape.rows * shape.inputSize * shape.outputSize)
    // Enough products that one sample takes some milliseconds.
    let perSample = max(1, Int(4e8 / operations))
    var best = Double.infinity
    for _ in 0..<40 {
      let start = ContinuousClock.now
      for _ in 0..<perSample {
        backend.multiply(
          input, rows: shape.rows, by: packed, bias: bias,
          epilogue: shape.outputSize > 2 * shape.inputSize ? .gelu : .none, into: &output)
      }
      best = min(best, start.duration(to: .now).seconds / Double(perSample))
    }
    return JobResult(
      seconds: [best], values: [Double(output[0])], rate: operations / best / 1e9,
      backend: backend.name)
  }

  private static func forward(
    model folder: String, text: String, repetitions: Int,
    precision: LoadOptions.Precision = .fp32
  ) async throws -> JobResult {
    let model = try await load(folder, precision: precision)
    let encoding = model.info.tokenizer.encode(text)
    var logits: [Float] = []
    let seconds = try await timed(repetitions) {
      logits = try await model.predict(encoding).logits
    }
    let operations = model.info.configuration.forwardOperations(tokens: encoding.count)
    return JobResult(
      seconds: seconds, tokens: encoding.count, values: logits.map(Double.init),
      rate: operations / (seconds.median ?? .infinity) / 1e9, backend: model.info.backend)
  }

  private static func integral(
    model folder: String, text: String, repetitions: Int
  ) async throws -> JobResult {
    let model = try await load(folder)
    let encoding = model.info.tokenizer.encode(text)
    var found: AttributionEstimate?
    let request = AttributionRequest(steps: 50)
    let seconds = try await timed(repetitions) {
      found = try await model.attribution(for: encoding, request)
    }
    let operations =
      Double(request.steps)
      * model.info.configuration.gradientOperations(tokens: encoding.count)
    return JobResult(
      seconds: seconds, tokens: encoding.count, values: found?.values.map(Double.init),
      delta: found?.delta.map(Double.init),
      rate: operations / (seconds.median ?? .infinity) / 1e9, backend: model.info.backend)
  }

  private static func tokenize(
    model folder: String, file: String, repetitions: Int
  ) async throws -> JobResult {
    let tokenizer = try await load(folder).info.tokenizer
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
      .map(String.init)
    var tokens = 0
    let seconds = await timed(repetitions) {
      tokens = lines.reduce(0) { $0 + tokenizer.encode($1).count }
    }
    return JobResult(seconds: seconds, tokens: tokens)
  }

  /// Steps of AdamW over batches of 16 texts, dropout as the model has it.
  private static func train(_ model: ModelActor, data: String, steps: Int) async throws -> JobResult
  {
    let texts = try LabeledDataset.read([data], labels: model.info.configuration.labels)
    let tokenizer = model.info.tokenizer
    let size = 16
    let batches = try (0..<min(steps, texts.count / size)).map { step in
      let rows = step * size..<(step + 1) * size
      return (
        try RaggedBatch(rows.map { tokenizer.encode(try texts.text($0)) }),
        rows.map { ClassificationLoss.Target.label(texts.label($0)) }
      )
    }
    let seconds = try await model.perform { classifier in
      var settings = TrainingSession.Settings()
      settings.optimizer.weightDecay = 0.01
      settings.clip = nil
      settings.dropoutSeed = 1
      let session = TrainingSession(classifier, settings)
      return try batches.map { batch, targets in
        let start = ContinuousClock.now
        _ = try session.step(batch, targets: targets, rate: 5e-5)
        return start.duration(to: .now).seconds
      }
    }
    return JobResult(
      seconds: seconds, tokens: batches.reduce(0) { $0 + $1.0.rows }, backend: model.info.backend)
  }

  private static func loadTokenizer(folder: String) throws -> JobResult {
    let start = ContinuousClock.now
    let tokenizer = try Tokenizer.load(
      directory: URL(filePath: folder), architecture: .xlmRoberta)
    let seconds = start.duration(to: .now).seconds
    return JobResult(seconds: [seconds], tokens: tokenizer.encode("дом ание").count)
  }
}
