import Foundation
internal import Model

/// The folder of a run: its log, its checkpoints, what steers it, and at the end the model.
///
///     runs/emotion/
///       run.jsonl               the log: what every step and evaluation found
///       start.json              how it was started, so that it can be gone on with
///       recipe.json             what of its recipe must stay as it is for that
///       probes.jsonl            the recipe's probe sentences, explained at every evaluation
///       output.txt, errors.txt  what it printed, where the dashboard started it
///       scratch/                an encoder of random numbers, where a run starts from one
///       checkpoint-0/           the start, with its new head
///       checkpoint-500/         a model that can be loaded, and all that is needed to go on from it
///       fold-1/ …               of a cross-validation each part, with a log and a model of its own
///       folds.json              what its parts found so far
///       control                 `pause`, `resume` or `stop`, written by whoever steers
///       lock                    held by the process that trains; its number is inside
///       model.safetensors, …    the best state, once the run has ended
public struct RunFolder: Equatable, Sendable {
  /// Where it is.
  public let path: String

  /// A folder that may not be there yet.
  public init(path: String) { self.path = path }

  /// The folder of a run of this program, from the path of its log; nil for any other log.
  public init?(logAt path: String) {
    guard FileSystem.lastComponent(of: path) == Self.logName else { return nil }
    self.path = FileSystem.parent(of: path)
  }

  /// The run's log.
  public var log: String { FileSystem.join(path, Self.logName) }
  /// What every run's log is called.
  static let logName = "run.jsonl"

  /// What the probe sentences were at each evaluation.
  public var probes: String { FileSystem.join(path, Self.probesName) }
  static let probesName = "probes.jsonl"

  /// How the run was started.
  var startFile: String { FileSystem.join(path, "start.json") }
  var control: String { FileSystem.join(path, "control") }
  var lock: String { FileSystem.join(path, "lock") }

  /// What a cross-validation found, fold by fold.
  public var crossValidation: String { FileSystem.join(path, "folds.json") }
  /// The part of a cross-validation that holds out the fold of this number, counted from 1.
  func fold(_ number: Int) -> RunFolder {
    RunFolder(path: FileSystem.join(path, "fold-\(number)"))
  }

  /// The encoder that a run from scratch starts from.
  var scratch: String { FileSystem.join(path, "scratch") }

  func checkpoint(_ step: Int) -> String { FileSystem.join(path, "checkpoint-\(step)") }

  /// What the training of a recipe may not change under way.
  var recipe: String { FileSystem.join(path, "recipe.json") }

  /// The steps of which there are whole checkpoints, in their order.
  public var checkpoints: [Int] {
    stepsWithModel.filter { $0 == 0 || hasProgress($0) }
  }

  /// A checkpoint that another trainer wrote; nil where there is none.
  var foreignCheckpoint: String? {
    stepsWithModel.first { $0 > 0 && !hasProgress($0) }.map(checkpoint)
  }

  private func hasProgress(_ step: Int) -> Bool {
    FileSystem.exists(FileSystem.join(checkpoint(step), TrainingCheckpoint.progressName))
  }

  private var stepsWithModel: [Int] {
    FileSystem.entries(of: path).compactMap { name in
      guard name.hasPrefix("checkpoint-"), let step = Int(name.dropFirst(11)), step >= 0,
        FileSystem.exists(FileSystem.join(checkpoint(step), "model.safetensors"))
      else { return nil }
      return step
    }.sorted()
  }

  /// What whoever steers the run wants of it.
  public enum Command: String, Sendable {
    case pause, resume, stop
  }

  /// Tells the process that trains here what to do.
  public func steer(_ command: Command) throws {
    try Data((command.rawValue + "\n").utf8).write(to: URL(filePath: control), options: .atomic)
  }

  /// What was asked of the run last.
  func command() -> Command? {
    guard let text = try? String(contentsOfFile: control, encoding: .utf8) else { return nil }
    return Command(rawValue: text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Makes the folder, and keeps other processes from training in it as long as the lock is held.
  ///
  /// - Throws: `TrainingError.run` where another process holds it.
  func acquire() throws -> RunLock {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return try RunLock(path: lock)
  }
}

/// Held by the process that trains; the system lets go of it however the process ends.
final class RunLock {
  private let descriptor: Int32

  fileprivate init(path: String) throws {
    // Kept only once the lock is held: thrown with it, `deinit` would close another file's number.
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw TrainingError.run(
        "\(path) cannot be written: \(String(cString: strerror(errno))).",
        advice: "Choose another `directory` in [output].")
    }
    guard Self.take(descriptor) else {
      let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      close(descriptor)
      throw TrainingError.run(
        "Another process trains in this folder: "
          + "\(holder.trimmingCharacters(in: .whitespacesAndNewlines)) (\(path)).",
        advice: "Stop it, or choose another `directory` in [output].")
    }
    self.descriptor = descriptor
    ftruncate(descriptor, 0)
    let number = Array("\(getpid())\n".utf8)
    _ = number.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Takes the lock; who only looks whether it is held holds it for an instant.
  private static func take(_ descriptor: Int32) -> Bool {
    for attempt in 0..<10 {
      if attempt > 0 { usleep(10_000) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    }
    return false
  }

  deinit { close(descriptor) }
}
