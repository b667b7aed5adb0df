/// Finds the model that a command-line argument means.
public enum ModelLocation {
  /// Whether an argument names a model and is no text.
  ///
  /// True for an existing path, for a hub name that is in the cache, and for everything that begins
  /// with `/`, `./`, `../` or `~` or has the form `org/name` without blanks, found or not.
  public static func looksLikeModel(_ argument: String, environment: [String: String]) -> Bool {
    guard !argument.isEmpty, !argument.utf8.contains(0) else { return false }
    if ["/", "./", "../", "~"].contains(where: argument.hasPrefix) { return true }
    if isHubName(argument), argument.contains("/") { return true }
    return FileSystem.kind(of: argument) != nil
      || snapshot(of: argument, environment: environment) != nil
  }

  /// The folder of the model that `argument` means: a folder, a file in one, or a name in the
  /// Hugging Face cache.
  ///
  /// - Parameters:
  ///   - argument: What the user typed; a leading `~` is the home folder.
  ///   - environment: The process's environment: `HF_HUB_CACHE`, `HF_HOME`, `XDG_CACHE_HOME` and
  ///     `HOME` count.
  /// - Returns: An existing folder; whether it holds a model is found out by opening it.
  /// - Throws: `ModelError(.missing)` with the places that were searched and the command that
  ///   downloads the model.
  public static func resolve(
    _ argument: String, environment: [String: String]
  ) throws(ModelError) -> ModelDirectory {
    guard !argument.isEmpty, !argument.utf8.contains(0) else {
      throw ModelError(.invalidInput, "The name of a model is empty or holds a zero byte.")
    }
    let path = FileSystem.expandingHome(argument, home: environment["HOME"])
    switch FileSystem.kind(of: path) {
    case .directory:
      return ModelDirectory(path: path)
    case .file:
      let name = FileSystem.lastComponent(of: path)
      let isWeights = !name.hasSuffix(".json") || name.hasSuffix(".index.json")
      return ModelDirectory(
        path: FileSystem.parent(of: path), chosenFile: isWeights ? name : nil)
    case nil:
      break
    }
    guard isHubName(argument) else {
      throw ModelError(
        .missing, "There is no model at \(path).",
        advice:
          "Name a folder with config.json and weights, a file in one, or a hub name (org/name).")
    }
    if let snapshot = snapshot(of: argument, environment: environment) {
      return ModelDirectory(path: snapshot, name: argument)
    }
    let places = hubCaches(environment).map { FileSystem.join($0, cacheFolder(of: argument)) }
    throw ModelError(
      .missing,
      "Found no model \(argument): searched \(([path] + places).joined(separator: ", ")).",
      advice: "Download it with `hf download \(argument)`, or name a folder.")
  }

  /// The models in the Hugging Face cache whose configuration names an architecture that this
  /// program computes.
  ///
  /// For lists to choose from; a model listed here may still turn out to be unusable. Reads one
  /// small file a model.
  public static func cachedModels(environment: [String: String]) -> [ModelDirectory] {
    var found: [ModelDirectory] = []
    for cache in hubCaches(environment) {
      for folder in FileSystem.entries(of: cache) where folder.hasPrefix("models--") {
        let name = folder.dropFirst("models--".count).split(separator: "--", maxSplits: 1)
          .joined(separator: "/")
        guard isHubName(name), !found.contains(where: { $0.name == name }),
          let snapshot = snapshot(in: FileSystem.join(cache, folder))
        else { continue }
        let directory = ModelDirectory(path: snapshot, name: name)
        if ModelConfiguration.namesSupportedArchitecture(directory) { found.append(directory) }
      }
    }
    return found
  }

  /// The folders that the hub libraries would use as their cache: the first that is set, as they
  /// do.
  static func hubCaches(_ environment: [String: String]) -> [String] {
    func value(_ key: String) -> String? {
      environment[key].flatMap {
        $0.isEmpty ? nil : FileSystem.expandingHome($0, home: environment["HOME"])
      }
    }
    if let cache = value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE") { return [cache] }
    if let home = value("HF_HOME") { return [FileSystem.join(home, "hub")] }
    if let cache = value("XDG_CACHE_HOME") { return [FileSystem.join(cache, "huggingface/hub")] }
    return value("HOME").map { [FileSystem.join($0, ".cache/huggingface/hub")] } ?? []
  }

  /// `name` or `org/name` of the characters that the hub allows.
  private static func isHubName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count)
      && parts.allSatisfy { part in
        guard let first = part.utf8.first, isWord(first), !part.contains(".."), !part.contains("--")
        else { return false }
        return part.utf8.count <= 96
          && part.utf8.allSatisfy {
            isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
          }
      }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func cacheFolder(of name: String) -> String {
    "models--" + name.split(separator: "/").joined(separator: "--")
  }

  private static func snapshot(of name: String, environment: [String: String]) -> String? {
    guard isHubName(name) else { return nil }
    return hubCaches(environment).lazy
      .compactMap { snapshot(in: FileSystem.join($0, cacheFolder(of: name))) }.first
  }

  /// The snapshot that `refs/main` points to, or else the newest.
  private static func snapshot(in folder: String) -> String? {
    let snapshots = FileSystem.join(folder, "snapshots")
    if let bytes = try? MappedFile(path: FileSystem.join(folder, "refs/main")).contents(limit: 256)
    {
      let commit = String(decoding: bytes.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
      let path = FileSystem.join(snapshots, commit)
      if isHubName(commit), !commit.contains("/"), FileSystem.kind(of: path) == .directory {
        return path
      }
    }
    return FileSystem.entries(of: snapshots).map { FileSystem.join(snapshots, $0) }
      .filter { FileSystem.kind(of: $0) == .directory }
      .max {
        (FileSystem.modificationTime(of: $0) ?? 0) < (FileSystem.modificationTime(of: $1) ?? 0)
      }
  }
}
