public import Model

/// Finds the runs that a path leads to.
///
/// A file is one run, whatever its name. In a folder and the folders below it each of these is one: the event files of one folder
/// together, with those of training and of validation in folders of their own, as Keras writes them, put together; a `trainer_state.json`, or of checkpoints side by side the last; a `run.jsonl` of this program instead of both; any `.csv`, `.jsonl`, `.ndjson`, `.json`,
/// `.log` or `.out` file that looks like a run log inside. Hidden folders are left out, and each folder is
/// visited once.
public struct RunFinder {
  /// How deep folders are searched: Hugging Face's and Lightning's trees have four levels.
  static let depthLimit = 8

  private let root: String
  private var visited: Set<String> = []
  private var sources: [RunSource] = []
  private var folders: [String] = []
  /// Folders whose event files are a part of a run that was found above.
  private var parts: Set<String> = []

  private init(root: String) { self.root = root }

  /// The runs of a path in the order of their names; `-` is standard input.
  ///
  /// - Throws: `ModelError(.missing)` where nothing is at the path, or a folder holds no run log.
  public static func find(_ path: String) throws(ModelError) -> [RunSource] {
    if path == "-" {
      return [RunSource(name: "standard input", path: "-", files: .sequence(["-"]))]
    }
    guard FileSystem.kind(of: path) == .directory else {
      guard FileSystem.exists(path) else {
        throw ModelError(.missing, "\(path): no such file or folder")
      }
      return [RunSource(name: name(ofFile: path), path: path, files: .sequence([path]))]
    }
    let sources = scan(folder: path).sources
    guard !sources.isEmpty else {
      throw ModelError(
        .missing, "\(path): no run log in this folder or below",
        advice:
          "Looked for trainer_state.json, TensorBoard event files, CSV, JSON lines and .log files.")
    }
    return sources
  }

  /// The runs of a folder, none perhaps, and the folders where further ones may appear.
  static func scan(folder: String) -> (sources: [RunSource], folders: [String]) {
    var finder = RunFinder(root: folder)
    finder.search(folder, depth: 0)
    return (finder.sources, finder.folders)
  }

  private mutating func search(_ folder: String, depth: Int) {
    guard depth <= Self.depthLimit, visited.insert(FileSystem.resolved(folder)).inserted else {
      return
    }
    self.folders.append(folder)
    var events: [String] = []
    var states: [String] = []
    var checkpoints: [(step: Int64, path: String)] = []
    var folders: [String] = []
    for entry in FileSystem.entries(of: folder) {
      let path = FileSystem.join(folder, entry)
      if FileSystem.kind(of: path) == .directory {
        let state = FileSystem.join(path, "trainer_state.json")
        if let step = TrainerStateReader.stepOfFolder(entry), FileSystem.kind(of: state) == .file {
          checkpoints.append((step, state))
          self.folders.append(path)
        } else if !WholeFolder.isPassing(entry) {
          folders.append(path)
        }
      } else if entry.contains(".tfevents.") {
        events.append(path)
      } else if entry == "trainer_state.json" {
        states.append(path)
      } else if let isGuess = LogSniffer.looksLikeLog(path, named: entry) {
        sources.append(
          RunSource(
            name: name(of: path), path: path, files: .sequence([path]), isGuess: isGuess))
      }
    }
    if sources.contains(where: { $0.path == RunFolder(path: folder).log }) {
      // A run of this program, whose log says all that its checkpoints and event files repeat.
      states = []
      events = []
      checkpoints = []
    }
    if parts.contains(folder) { events = [] }
    if let last = checkpoints.max(by: { $0.step < $1.step }) { states.append(last.path) }
    if !states.isEmpty {
      let name = name(of: FileSystem.join(folder, "trainer_state.json"))
      let path = states.count == 1 ? states[0] : folder
      sources.append(RunSource(name: name, path: path, files: .furthest(states)))
    }
    if !events.isEmpty {
      let name = name(of: events[0])
      sources.append(RunSource(name: name, path: folder, files: .sequence(events)))
    }
    if events.isEmpty, let found = Self.parts(in: folders) {
      parts.formUnion(found.map { FileSystem.parent(of: $0.files[0]) })
      // Named by the folder that holds the parts.
      let name = name(of: FileSystem.join(folder, "trainer_state.json"))
      sources.append(RunSource(name: name, path: folder, files: .parts(found)))
    }
    for folder in folders { search(folder, depth: depth + 1) }
  }

  /// Event files in folders that are called after the data they are of, training first; nil unless there is training and another one.
  private static func parts(in folders: [String]) -> [RunSource.Part]? {
    let found = folders.compactMap { folder -> (split: MetricName.Split, part: RunSource.Part)? in
      let name = FileSystem.lastComponent(of: folder).lowercased()
      guard let split = MetricName.split(named: name) else { return nil }
      let events = FileSystem.entries(of: folder).filter { $0.contains(".tfevents.") }
        .map { FileSystem.join(folder, $0) }.filter { FileSystem.kind(of: $0) == .file }
      return events.isEmpty ? nil : (split, RunSource.Part(data: name, files: events))
    }
    let training = found.filter { $0.split == .training }
    guard training.count == 1, found.count > 1 else { return nil }
    return (training + found.filter { $0.split != .training }).map(\.part)
  }

  /// The path below the folder that was asked for; a file whose name every run shares is called by its folder.
  private func name(of path: String) -> String {
    let shown =
      Self.isCommonName(FileSystem.lastComponent(of: path)) ? FileSystem.parent(of: path) : path
    guard shown.count > root.count else {
      return FileSystem.lastComponent(of: FileSystem.resolved(root))
    }
    return String(shown.dropFirst(root.count).drop { $0 == "/" })
  }

  private static func name(ofFile path: String) -> String {
    let name = FileSystem.lastComponent(of: path)
    guard isCommonName(name) else { return name }
    let folder = FileSystem.parent(of: FileSystem.resolved(path))
    let folderName = FileSystem.lastComponent(of: folder)
    guard TrainerStateReader.stepOfFolder(folderName) != nil else { return folderName }
    return FileSystem.lastComponent(of: FileSystem.parent(of: folder))
  }

  /// Whether trainers give every run's log this name.
  private static func isCommonName(_ name: String) -> Bool {
    ["metrics.csv", "trainer_state.json", RunFolder.logName].contains(name)
      || name.contains(".tfevents.")
  }
}
