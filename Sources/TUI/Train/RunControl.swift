internal import Foundation
internal import Model
internal import Synchronization
internal import Training

/// Starts, steers and looks after the runs of this program, and reads their probe sentences; files are looked at on a queue of its own.
final class RunControl: Sendable {
  private let launcher: (any RunLauncher)?
  private let post: @Sendable (Event) -> Void
  private let queue = DispatchQueue(label: "runs")
  private let known = Mutex(Known())

  private struct Known {
    /// Lengths of the files of probes that were read.
    var probeSizes: [String: Int] = [:]
    /// Folders whose end is waited for.
    var awaited: Set<String> = []
  }

  init(launcher: (any RunLauncher)?, post: @escaping @Sendable (Event) -> Void) {
    self.launcher = launcher
    self.post = post
  }

  /// Looks at runs whose logs lie in folders, by the runs' numbers.
  func look(at folders: [Int: String]) {
    queue.async { [self] in
      var standings: [Int: RunStanding] = [:]
      for (run, path) in folders.sorted(by: { $0.key < $1.key }) {
        readProbes(run, RunFolder(path: path))
        guard let standing = RunStanding(ofLogIn: path) else { continue }
        standings[run] = standing
        if standing.isLive { awaitEnd(of: standing.folder) }
      }
      post(.standings(standings))
    }
  }

  private func readProbes(_ run: Int, _ folder: RunFolder) {
    guard let size = ProbeLog.size(folder),
      known.withLock({ $0.probeSizes.updateValue(size, forKey: folder.path) != size })
    else { return }
    if let log = ProbeLog.read(folder) { post(.probes(run: run, log)) }
  }

  /// Tells when no process is at a run any more: a thread sleeps on its lock, which the system lets go of however the process ends.
  private func awaitEnd(of folder: RunFolder) {
    guard known.withLock({ $0.awaited.insert(folder.path).inserted }) else { return }
    let thread = Thread { [weak self] in
      folder.waitUntilReleased()
      guard let self else { return }
      _ = known.withLock { $0.awaited.remove(folder.path) }
      post(.runEnded(folder: folder.path, problem: nil))
    }
    thread.name = "run's end"
    thread.start()
  }

  /// Tells the process of a run what to do.
  func steer(_ folder: String, _ command: RunFolder.Command) {
    queue.async { [self] in
      do {
        try RunFolder(path: folder).steer(command)
        post(.runSteered(folder: folder))
      } catch {
        post(.message(Message(.error, "\(folder)/control cannot be written: check the folder")))
      }
    }
  }

  /// Starts a run; what is wrong with it is told at once where that can be known.
  func start(_ order: RunOrder) {
    queue.async { [self] in
      do {
        let (start, folder) = try settled(order)
        guard let launcher else {
          throw SettingsError("Runs cannot be started from here: use headscope train in a shell")
        }
        guard !folder.isHeld else {
          throw SettingsError("A process trains in \(folder.path) already")
        }
        try FileManager.default.createDirectory(
          atPath: folder.path, withIntermediateDirectories: true)
        try launcher.start(start, in: folder) { [weak self] status in
          self?.ended(folder, status: status)
        }
        post(.runStarted(folder: folder.path))
      } catch {
        post(.message(Message(.error, Dashboard.sentence(error))))
      }
    }
  }

  private func ended(_ folder: RunFolder, status: Int32) {
    // 130: it was told to stop.
    let problem: String? =
      status == 0 || status == 130 || status == 128 + SIGKILL
      ? nil : folder.problem ?? "it ended with status \(status); see \(folder.errors)"
    post(.runEnded(folder: folder.path, problem: problem))
  }

  private func settled(_ order: RunOrder) throws -> (RunStart, RunFolder) {
    let here = FileManager.default.currentDirectoryPath
    func absolute(_ path: String) -> String {
      let path = DashboardFiles.expandingHome(path)
      return path.hasPrefix("/") ? path : here + "/" + path
    }
    switch order {
    case .recipe(let path):
      let file = absolute(path)
      let recipe = try Recipe.load(path: file)
      return (
        RunStart(arguments: [file], workingDirectory: here),
        RunFolder(path: absolute(recipe.directory))
      )
    case .form(let form):
      for field in [TrainForm.Field.train, .validation] where !form.text(field).isEmpty {
        guard FileSystem.exists(absolute(form.text(field))) else {
          throw SettingsError("\(form.text(field)): no such file; type the path of labelled texts")
        }
      }
      let folder = RunFolder(path: absolute(form.text(.output)))
      guard RunStanding(ofLogIn: folder.path)?.process != .ended(.finished) else {
        throw SettingsError("\(form.text(.output)) holds a finished run: name another folder")
      }
      return (
        RunStart(
          arguments: form.arguments(expanding: DashboardFiles.expandingHome),
          workingDirectory: here), folder
      )
    case .again(let path):
      let folder = RunFolder(path: path)
      guard let start = folder.start else {
        throw SettingsError("\(path) does not say how it was started: start it in a shell again")
      }
      return (start, folder)
    }
  }
}
