import Foundation
internal import Model

/// Whether a run of this program is being trained, and what can be done with it, from the look of its folder.
public struct RunStanding: Equatable, Sendable {
  /// What its process does.
  public enum Process: Equatable, Sendable {
    /// It trains.
    case running
    /// It waits, or will behind the step that runs.
    case paused
    /// It was told to stop, and will behind the step that runs.
    case stopping
    /// There is none any more.
    case ended(Ending)
  }

  /// How a process ended.
  public enum Ending: Equatable, Sendable {
    /// All is done.
    case finished
    /// It was told to.
    case stopped
    /// It gave up, for this reason.
    case failed(String)
    /// It was killed, or its machine was switched off.
    case interrupted
  }

  /// The folder that its control file and lock are in: of a part of a cross-validation the whole's.
  public var folder: RunFolder
  /// What its process does.
  public var process: Process
  /// How it can be gone on with; nil where that is not known.
  public var start: RunStart?
  /// The folders of the models it has made so far, the last first.
  public var models: [String]

  /// Makes one from its parts.
  public init(folder: RunFolder, process: Process, start: RunStart? = nil, models: [String] = []) {
    self.folder = folder
    self.process = process
    self.start = start
    self.models = models
  }

  /// Whether a process is at it.
  public var isLive: Bool { if case .ended = process { false } else { true } }

  /// Looks at the run whose log lies in a folder; nil where it is none of this program's.
  public init?(ofLogIn path: String) {
    let own = RunFolder(path: path)
    let parent = RunFolder(path: FileSystem.parent(of: path))
    let isPart =
      !FileSystem.exists(own.lock) && FileSystem.lastComponent(of: path).hasPrefix("fold-")
      && FileSystem.exists(parent.crossValidation)
    let folder = isPart ? parent : own
    guard FileSystem.exists(folder.lock) else { return nil }
    self.folder = folder
    start = folder.start
    var models = own.checkpoints.reversed().map(own.checkpoint)
    if FileSystem.exists(FileSystem.join(path, "model.safetensors")) { models.insert(path, at: 0) }
    self.models = models
    if folder.isHeld {
      process =
        switch folder.command() {
        case .pause: .paused
        case .stop: .stopping
        case .resume, nil: .running
        }
    } else if folder.hasEnded {
      process = .ended(.finished)
    } else if let problem = folder.problem {
      process = .ended(.failed(problem))
    } else {
      process = .ended(folder.command() == .stop ? .stopped : .interrupted)
    }
  }
}

extension RunFolder {
  /// What a run that the dashboard started writes to standard output.
  public var output: String { FileSystem.join(path, "output.txt") }
  /// What it writes to standard error.
  public var errors: String { FileSystem.join(path, "errors.txt") }

  /// Errors are lines; a file without any is not read further than this from its end.
  private static let errorBytes = 65_536

  /// Whether a process trains here.
  public var isHeld: Bool {
    let descriptor = open(lock, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// Waits until no process trains here any more, however it ends; costs nothing meanwhile.
  public func waitUntilReleased() {
    let descriptor = open(lock, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_SH) != 0, errno == EINTR {}
  }

  /// Whether the log says that nothing more comes.
  var hasEnded: Bool {
    guard let file = FileHandle(forReadingAtPath: log) else { return false }
    defer { try? file.close() }
    let end = (try? file.seekToEnd()) ?? 0
    try? file.seek(toOffset: end > 4_096 ? end - 4_096 : 0)
    let tail = (try? file.readToEnd()) ?? Data()
    guard let last = tail.split(separator: UInt8(ascii: "\n")).last else { return false }
    let members = (try? JSONValue.parse(Data(last)))?.objectValue?.members ?? []
    return members.contains { RunWriter.isClosing($0.key) }
  }

  /// Why the last process gave up, in its own words; nil where it did not say, or another one was at it since.
  public var problem: String? {
    guard let told = FileSystem.modificationTime(of: errors),
      told >= FileSystem.modificationTime(of: lock) ?? 0,
      let data = try? Data(contentsOf: URL(filePath: errors))
    else { return nil }
    let lines = String(decoding: data.suffix(Self.errorBytes), as: UTF8.self)
      .split(whereSeparator: \.isNewline)
    let prefix = "headscope: "
    let last = lines.last { $0.hasPrefix(prefix) && !$0.hasPrefix(prefix + "warning") }
    return last.map { String($0.dropFirst(prefix.count)) }
  }
}
