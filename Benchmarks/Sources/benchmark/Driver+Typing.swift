import Foundation

extension Driver {
  /// From the write of a key to the last byte of the coloured frame, alone and while a run trains.
  func typing() throws {
    guard FileManager.default.isExecutableFile(atPath: settings.program.path) else {
      return print("\nTyping: \(settings.program.path) is not built (make build).")
    }
    Table.begin("Typing at 34 tokens, 120×40", ["echo p95", "p50", "p95", "goal", "bytes/key"])
    let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    for (name, depth) in [("true colour", "truecolor"), ("256 colours", "256")] {
      try keys(letters, depth: depth).report(name)
    }
    guard FileManager.default.fileExists(atPath: settings.data.path) else {
      return Table.row("beside a run: needs labelled texts, --data FILE (text;label)", [])
    }
    let run = FileManager.default.temporaryDirectory.appending(path: "benchmark-\(UUID())")
    defer { try? FileManager.default.removeItem(at: run) }
    // A run that somebody started in a session of its own, as the dashboard does.
    let trainer = try PseudoTerminal(
      [
        settings.program.path, "train", "--model", settings.model.path, "--train",
        settings.data.path, "--output", run.path, "--epochs", "100",
      ], environment: ["LANG": "C.UTF-8"], columns: 120, rows: 40)
    defer { trainer.end() }
    let log = run.appending(path: "run.jsonl")
    guard Self.wait(until: { Self.lines(of: log) > 5 }, atMost: 120) else {
      return Table.row("the run beside did not begin", [])
    }
    try keys(letters, depth: "truecolor").report("beside a run")
    // The harshest case: the run has the processors to itself when the key comes.
    let before = Self.lines(of: log)
    try keys(Array(letters.prefix(12)), depth: "truecolor", pause: 3).report(
      "beside a run, after a pause")
    if Self.lines(of: log) == before { Table.row("  the run stood still all the while", []) }
  }

  /// What the dashboard answered to keys.
  private struct Answers {
    var reactions: [PseudoTerminal.Reaction]
    var keyCount: Int

    /// Prints a row of the table.
    func report(_ name: String) {
      let times = reactions.map(\.secondsToFrame)
      guard let echo = reactions.map(\.secondsToEcho).percentile(0.95), let middle = times.median,
        let high = times.percentile(0.95)
      else { return Table.row("\(name): the dashboard did not answer to keys", []) }
      Table.row(
        name,
        [
          Table.milliseconds(echo), Table.milliseconds(middle), Table.milliseconds(high), "30 ms",
          String(format: "%.0f", reactions.map { Double($0.totalBytes) }.median ?? 0),
        ])
      if reactions.count < keyCount {
        Table.row("  keys without an answer", [String(keyCount - reactions.count)])
      }
    }
  }

  /// Letters that lengthen the last word, each of them taken back: the text stays at 34 tokens or one more.
  ///
  /// It is a new text at every letter; the way back is to one that was explained before, and not counted.
  private func keys(_ letters: [String], depth: String, pause: Double = 0) throws -> Answers {
    let terminal = try PseudoTerminal(
      [settings.program.path, settings.model.path, "--text", Settings.text, "--color", depth],
      environment: ["TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"],
      columns: 120, rows: 40)
    defer { terminal.end() }
    guard let first = terminal.readUntil(quiet: 1, first: 10), first.bytes > 500 else {
      throw BenchmarkError("The dashboard drew nothing.")
    }
    let reactions = letters.compactMap { letter in
      if pause > 0 { Thread.sleep(forTimeInterval: pause) }
      let reaction = terminal.react(to: letter)
      _ = terminal.react(to: "\u{7f}")
      return reaction
    }
    return Answers(reactions: reactions, keyCount: letters.count)
  }

  private static func lines(of file: URL) -> Int {
    (try? Data(contentsOf: file))?.count { $0 == 10 } ?? 0
  }

  /// Looks ten times a second whether something has come to be.
  private static func wait(until isSo: () -> Bool, atMost seconds: Double) -> Bool {
    for _ in 0..<Int(seconds * 10) {
      if isSo() { return true }
      Thread.sleep(forTimeInterval: 0.1)
    }
    return false
  }
}
