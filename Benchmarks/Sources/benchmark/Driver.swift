import Attribution
import Foundation
import Model

/// Runs the sections, ours and PyTorch's in turn, and prints their figures side by side.
struct Driver {
  let settings: Settings
  /// This program, for its own jobs.
  private let program: String
  /// The matrix backends that this build and machine have.
  private let backends: [String]
  /// Whether torch, transformers and captum answer.
  private let hasPeer: Bool

  init(_ settings: Settings) throws {
    self.settings = settings
    let program = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).path
    self.program = program
    backends = ["native", "onednn"].filter { name in
      let child = try? ChildProcess.run(
        [program, "job", "product", name, "8x8x8"], showsErrors: false)
      return child?.succeeded ?? false
    }
    let check = try? ChildProcess.run(
      [settings.python, settings.peer, "check", "", ""], showsErrors: false)
    hasPeer = check?.succeeded ?? false
    if let check, hasPeer {
      print("Compared with " + String(decoding: check.output, as: UTF8.self), terminator: "")
    } else {
      print(
        "The comparison is missing: \(settings.python) has no torch, transformers and captum "
          + "(pip install torch transformers captum).")
    }
    print("Model \(settings.model.lastPathComponent), fp32, \(Settings.threads) threads; medians.")
  }

  func run() throws {
    for section in settings.sections {
      switch section {
      case .machine: try machine()
      case .start: try start()
      case .forward:
        try compare(job: "forward", title: "Forward pass, 34 tokens", goals: ["3×", "3×"])
      case .integral:
        try compare(
          job: "integral", title: "Integrated gradients, 50 steps", goals: ["3×", "2.5×"],
          memoryGoal: "2×")
      case .explanations: try explanations()
      case .largeExplanations:
        if let large = try largeModel() {
          try perturbation(.lime, on: large, goals: ["4.5×", "4.5×", ""], rounds: 1)
        }
      case .training: try training()
      case .tokenizer: try tokenizer()
      case .heads: try heads()
      case .typing: try typing()
      }
    }
  }

  // MARK: Processes

  private func ours(
    _ arguments: String..., backend: String? = nil
  ) throws -> (JobResult, ChildProcess) {
    try result(
      of: [program, "job"] + arguments,
      environment: backend.map { ["HEADSCOPE_BACKEND": $0] } ?? [:])
  }

  private func theirs(_ arguments: String...) throws -> (JobResult, ChildProcess)? {
    hasPeer ? try result(of: [settings.python, settings.peer] + arguments) : nil
  }

  private func result(
    of arguments: [String], environment: [String: String] = [:]
  ) throws -> (JobResult, ChildProcess) {
    let child = try ChildProcess.run(arguments, environment: environment)
    guard child.succeeded else {
      throw BenchmarkError("\(arguments.joined(separator: " ")) failed.")
    }
    return (try JSONDecoder().decode(JobResult.self, from: child.output), child)
  }

  // MARK: Sections

  /// The bound of this machine, and how near the matrix products come to it.
  private func machine() throws {
    Table.begin("Fused multiply-adds in registers", ["GFLOP/s"])
    var peaks: [Int: Double] = [:]
    for threads in 1...Settings.threads {
      let best = try (0..<settings.rounds).compactMap { _ in
        try ours("peak", String(threads)).0.rate
      }.max()
      peaks[threads] = best
      Table.row("\(threads) thread(s)", [String(format: "%.0f", best ?? 0)])
    }
    guard let peak = peaks[Settings.threads] else { return }
    Table.begin(
      "Products of rows x in x out, \(Settings.threads) threads",
      backends.flatMap { [$0, "of peak"] })
    for shape in ProductShape.all {
      var columns: [String] = []
      for backend in backends {
        let best = try (0..<settings.rounds).compactMap { _ in
          try ours("product", backend, shape.description).0.rate
        }.max()
        columns += [
          String(format: "%.0f", best ?? 0), String(format: "%.0f %%", 100 * (best ?? 0) / peak),
        ]
      }
      Table.row(shape.description, columns)
    }
  }

  /// From the start of the process to a printed prediction.
  private func start() throws {
    guard FileManager.default.isExecutableFile(atPath: settings.program.path) else {
      return print("\nStart: \(settings.program.path) is not built (make build).")
    }
    var mine: [ChildProcess] = []
    var other: [ChildProcess] = []
    let command = [
      settings.program.path, "predict", settings.model.path, Settings.text, "--format", "jsonl",
    ]
    for _ in 0..<max(5, settings.rounds) {
      mine.append(try ChildProcess.run(command))
      if hasPeer {
        other.append(
          try ChildProcess.run(
            [settings.python, settings.peer, "predict", settings.model.path, Settings.text]))
      }
    }
    guard (mine + other).allSatisfy(\.succeeded) else {
      throw BenchmarkError("A prediction failed.")
    }
    Table.begin("Start of the process to a printed prediction")
    Table.compare(
      settings.model.lastPathComponent, ours: mine.map(\.secondsToFirstLine).median,
      theirs: other.map(\.secondsToFirstLine).median, goal: "30×", format: Table.milliseconds)
    Table.compare(
      "peak resident memory", ours: mine.map { Double($0.peakBytes) }.median,
      theirs: other.map { Double($0.peakBytes) }.median, goal: "3×", format: Table.megabytes)
  }

  /// One job on the small and the BERT-base-sized model.
  private func compare(
    job: String, title: String, goals: [String], memoryGoal: String? = nil
  ) throws {
    Table.begin(title)
    for (model, goal) in zip([settings.model, try largeModel()], goals) {
      guard let model else {
        Table.row("BERT-base-sized: needs Python with torch and transformers to be made", [])
        continue
      }
      let isSmall = model == settings.model
      let repetitions = job == "forward" ? (isSmall ? 100 : 20) : (isSmall ? 5 : 2)
      var mine: [(JobResult, ChildProcess)] = []
      var other: [(JobResult, ChildProcess)] = []
      for _ in 0..<settings.rounds {
        mine.append(try ours(job, model.path, Settings.text, String(repetitions)))
        if let peer = try theirs(job, model.path, Settings.text, String(repetitions)) {
          other.append(peer)
        }
      }
      func best(_ results: [(JobResult, ChildProcess)]) -> Double? {
        // The round that the machine disturbed least, on both sides.
        results.compactMap { $0.0.seconds?.median }.min()
      }
      Table.compare(
        model.lastPathComponent, ours: best(mine), theirs: best(other), goal: goal,
        format: Table.milliseconds)
      Table.compare(
        "  peak resident memory", ours: mine.map { Double($0.1.peakBytes) }.median,
        theirs: other.map { Double($0.1.peakBytes) }.median, goal: memoryGoal ?? "",
        format: Table.megabytes)
      if let fastest = mine.max(by: { ($0.0.rate ?? 0) < ($1.0.rate ?? 0) })?.0 {
        Table.row(
          "  \(fastest.backend ?? "")", [String(format: "%.0f GFLOP/s", fastest.rate ?? 0)])
      }
      for backend in backends where backends.count > 1 {
        let (found, _) = try ours(
          job, model.path, Settings.text, String(repetitions), backend: backend)
        Table.row(
          "  with HEADSCOPE_BACKEND=\(backend)",
          [
            found.seconds?.median.map(Table.milliseconds) ?? "—",
            String(format: "%.0f GFLOP/s", found.rate ?? 0),
          ])
      }
      if job == "forward" { try forwardInBFloat16(model, repetitions: repetitions) }
      if let first = mine.first?.0.values, let second = other.first?.0.values,
        first.count == second.count, let largest = second.map({ abs($0) }).max(), largest > 0
      {
        let apart = zip(first, second).map { abs($0 - $1) }.max() ?? 0
        Table.row("  largest difference of the results", [String(format: "%.0e", apart / largest)])
      }
    }
  }

  /// Explanations by variants beside those of the libraries, and what nobody else has to be compared with.
  private func explanations() throws {
    try perturbation(.lime, on: settings.model, goals: ["4×", "4×", "6×"], rounds: settings.rounds)
    try perturbation(
      .partitionSHAP, on: settings.model, goals: ["3×", "3×", "5×"], rounds: settings.rounds)
    let model = settings.model.path
    Table.begin("Explanations, 34 tokens", ["", "", "goal"])
    let trust = try (0..<settings.rounds).map { _ in try ours("trust", model, Settings.text).0 }
    func best(_ index: Int) -> String {
      trust.compactMap { $0.seconds?.dropFirst(index).first }.min().map(Table.milliseconds) ?? "—"
    }
    Table.row("trust of five methods that stand", [best(0), "", "3000 ms"])
    Table.row("  with infidelity, sensitivity, five seeds", [best(1)])
    func worst(_ name: String, _ job: String, goal: String) throws {
      let seconds = try ours(job, model, Settings.text).0.seconds ?? []
      let ranked = zip(ExplanationJob.methods, seconds).sorted { $0.1 > $1.1 }
      for (method, seconds) in ranked.prefix(3) {
        Table.row("\(name), \(method.rawValue)", [Table.milliseconds(seconds), "", goal])
      }
    }
    try worst("slowest first numbers", "first-estimate", goal: "100 ms")
    try worst("slowest to give up", "cancel", goal: "50 ms")
  }

  /// One method in every form, and the library whose method it is, in turn; the least disturbed round of each.
  private func perturbation(
    _ method: AttributionMethod, on model: URL, goals: [String], rounds: Int
  ) throws {
    let library = method == .lime ? "lime" : "shap"
    Table.begin(
      "\(method.rawValue), 34 tokens, \(model.lastPathComponent)",
      ["headscope", library, "ratio", "goal"])
    let forms = ExplanationJob.Form.allCases.filter {
      $0 != .bf16 || Arithmetic.supportsBFloat16
    }
    var mine: [ExplanationJob.Form: [JobResult]] = [:]
    var other: [JobResult] = []
    for _ in 0..<rounds {
      for form in forms {
        mine[form, default: []].append(
          try ours("perturb", method.rawValue, form.rawValue, model.path, Settings.text).0)
      }
      if let found = try theirs(library, model.path, Settings.text) { other.append(found.0) }
    }
    func best(_ results: [JobResult]?) -> Double? {
      results?.compactMap { $0.seconds?.first }.min()
    }
    for (form, goal) in zip(forms, goals) {
      Table.compare(
        form.rawValue, ours: best(mine[form]), theirs: best(other), goal: goal,
        format: Table.milliseconds)
    }
    if let error = mine[.bf16]?.first?.values?.first {
      Table.row("  bf16: F of a variant is off by", [String(format: "%.0e", error)])
    }
    let seconds = other.compactMap { $0.seconds?.first }
    if let least = seconds.min(), let most = seconds.max(), least < most {
      Table.row(
        "  \(library)'s rounds",
        ["", "\(Table.milliseconds(least))–\(Table.milliseconds(most))"])
    }
  }

  /// Fine-tuning steps over the first batches of a file.
  private func training() throws {
    Table.begin("Fine-tuning, AdamW, 16 texts a step, mean of the steps but five")
    guard FileManager.default.fileExists(atPath: settings.data.path) else {
      return Table.row("needs labelled texts: --data FILE (text;label)", [])
    }
    func seconds(_ results: [(JobResult, ChildProcess)]) -> Double? {
      // The first steps warm up.
      results.compactMap { result, _ in
        result.seconds.map { $0.dropFirst(5).reduce(0, +) / Double(max(1, $0.count - 5)) }
      }.min()
    }
    for (model, steps) in [(settings.model, "60"), (try largeModel(), "10")] {
      guard let model else { continue }
      var mine: [(JobResult, ChildProcess)] = []
      var other: [(JobResult, ChildProcess)] = []
      for _ in 0..<settings.rounds {
        mine.append(try ours("train", model.path, settings.data.path, steps))
        if let peer = try theirs("train", model.path, settings.data.path, steps) {
          other.append(peer)
        }
      }
      Table.compare(
        "\(model.lastPathComponent), \(steps) steps", ours: seconds(mine), theirs: seconds(other),
        goal: "5×", format: Table.milliseconds)
      Table.compare(
        "  peak resident memory", ours: mine.map { Double($0.1.peakBytes) }.median,
        theirs: other.map { Double($0.1.peakBytes) }.median, goal: "", format: Table.megabytes)
      for (name, step) in [("headscope", seconds(mine)), ("PyTorch", seconds(other))] {
        if let step { Table.row("  \(name)", [String(format: "%.1f texts/s", 16 / step)]) }
      }
    }
  }

  /// The forward pass in bf16, which PyTorch's fp32 is not compared with.
  private func forwardInBFloat16(_ model: URL, repetitions: Int) throws {
    guard Arithmetic.supportsBFloat16 else {
      return Table.row("  --precision bf16: not run, this CPU has no AVX512_BF16", [])
    }
    let (found, _) = try ours("forward-bf16", model.path, Settings.text, String(repetitions))
    Table.row(
      "  --precision bf16",
      [
        found.seconds?.median.map(Table.milliseconds) ?? "—",
        String(format: "%.0f GFLOP/s", found.rate ?? 0),
      ])
  }

  /// The random model of BERT-base's size, made at the first run; nil where it cannot be made.
  private func largeModel() throws -> URL? {
    let weights = settings.large.appending(path: "model.safetensors")
    if FileManager.default.fileExists(atPath: weights.path) { return settings.large }
    guard hasPeer else { return nil }
    let script = settings.root.appending(path: "Tests/Reference/make_models.py").path
    let child = try ChildProcess.run(
      [settings.python, script, "--bert-base", settings.large.path], showsErrors: false)
    return child.succeeded ? settings.large : nil
  }

  private func tokenizer() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "headscope-benchmark-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = folder.appending(path: "lines.txt")
    try Self.lines(of: settings.model).write(to: lines, atomically: true, encoding: .utf8)

    Table.begin("Tokenizer, one core")
    var mine: [Double] = []
    var other: [Double] = []
    for _ in 0..<settings.rounds {
      let (found, _) = try ours("tokenize", settings.model.path, lines.path, "5")
      mine.append(Double(found.tokens ?? 0) / (found.seconds?.min() ?? .infinity))
      if let (found, _) = try theirs("tokenize", settings.model.path, lines.path, "2") {
        other.append(Double(found.tokens ?? 0) / (found.seconds?.min() ?? .infinity))
      }
    }
    let rates = [mine.max(), other.max()].map { $0.map { String(format: "%.2f M/s", $0 / 1e6) } }
    let ratio = mine.max().flatMap { best in other.max().map { String(format: "%.1f×", best / $0) }
    }
    Table.row("tokens per second", [rates[0] ?? "—", rates[1] ?? "—", ratio ?? "—", "1 M/s"])

    let bytes = try SyntheticTokenizer.write(to: folder)
    let seconds = try (0..<settings.rounds).compactMap { _ in
      try ours("load-tokenizer", folder.path).0.seconds?.min()
    }.min()
    Table.row(
      "tokenizer.json of \(bytes / 1_000_000) MB, 250,002 pieces",
      [seconds.map(Table.milliseconds) ?? "—", "", "", "300 ms"])
  }

  /// 20,000 lines of words from the text, in an order that is always the same.
  private static func lines(of model: URL) -> String {
    var generator = SplitMix64(state: 3)
    var words = Settings.text.split(separator: " ").map(String.init)
    words += [
      "unbelievably", "café", "don't", "2,000", "re-reading", "sad...", "nevertheless", "naïve",
    ]
    return (0..<20_000).map { _ in
      (0..<(5 + generator.below(25))).map { _ in words[generator.below(words.count)] }
        .joined(separator: " ")
    }.joined(separator: "\n")
  }

  /// What the Heads screen waits for; nobody else does it in a terminal, so that there is nothing to compare with.
  private func heads() throws {
    Table.begin("Heads", ["forward", "then", "goal", "memory", "goal"])
    let models = [settings.model, try largeModel()].compactMap { $0 }
    func report(_ name: String, _ job: String, _ model: URL, _ goals: (String, String)) throws {
      let found = try (0..<settings.rounds).map { _ in try ours(job, model.path, Settings.text).0 }
      func best(_ index: Int) -> String {
        found.compactMap { $0.seconds?.dropFirst(index).first }.min().map(Table.milliseconds) ?? "—"
      }
      let bytes = found.compactMap(\.bytes).map(Double.init).median
      Table.row(
        name, [best(0), best(1), goals.0, bytes.map(Table.megabytes) ?? "", goals.1])
    }
    for model in models {
      let name = model.lastPathComponent
      try report(
        "\(name): attention of 512 tokens, then the view", "heads-view", model,
        ("150 ms", "attention + 100 MB"))
    }
    try report(
      "head closed: 8 steps (goal 100 ms), 50 steps", "heads-gate", settings.model, ("250 ms", ""))
    if let large = models.dropFirst().first {
      try report("both texts, then all heads patched, 20 tokens", "heads-patch", large, ("", ""))
    }
  }
}
