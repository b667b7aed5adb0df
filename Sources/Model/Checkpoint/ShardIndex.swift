/// A `*.index.json`: which file holds which tensor of a checkpoint that was split.
struct ShardIndex: Sendable {
  /// The index file.
  let path: String
  /// Tensor names with the shard each is said to be in, in the order of the file.
  let entries: [(name: String, shard: String)]
  /// The shards, each once, in order of first mention.
  let shards: [String]

  /// Reads an index.
  ///
  /// - Throws: `ModelError(.damaged)`, also for a shard's name that would lead out of the index's
  ///   folder.
  init(path: String) throws {
    let index = try JSONValue.parse(
      MappedFile(path: path).contents(), source: path, rejectingDuplicateKeys: true)
    guard let members = index["weight_map"]?.objectValue?.members, !members.isEmpty else {
      throw ModelError(
        .damaged, "\(path): expected an object `weight_map` that names tensors and their files.")
    }
    var entries: [(name: String, shard: String)] = []
    var shards: [String] = []
    var seen: Set<String> = []
    for member in members {
      guard let shard = member.value.stringValue else {
        throw ModelError(
          .damaged,
          "\(path): `weight_map` gives \(member.value.kindDescription) for tensor "
            + "`\(member.key)`, expected a file name.")
      }
      guard !shard.isEmpty, shard != ".", shard != "..", !shard.utf8.contains(UInt8(ascii: "/")),
        !shard.utf8.contains(0)
      else {
        throw ModelError(
          .damaged,
          "\(path): `weight_map` names the shard `\(shard)`, which is not a file beside it.",
          advice: "Do not use this checkpoint unless you trust where it came from.")
      }
      entries.append((member.key, shard))
      if seen.insert(shard).inserted { shards.append(shard) }
    }
    self.path = path
    self.entries = entries
    self.shards = shards
  }

  /// Puts the shards' tensors together and holds them against the index.
  ///
  /// - Parameter open: Reads one shard's tensors, given its path.
  /// - Returns: The tensors of all shards.
  /// - Throws: `ModelError` for a missing shard, and for a tensor in two shards or not in the one
  ///   the index says.
  func tensors(_ open: (String) throws -> [StoredTensor]) throws -> [StoredTensor] {
    let folder = FileSystem.parent(of: path)
    for shard in shards where FileSystem.kind(of: FileSystem.join(folder, shard)) != .file {
      throw ModelError(
        .missing, "\(path) names the shard `\(shard)`, which is not in \(folder).",
        advice: "Copy or download the missing file.")
    }
    var tensors: [StoredTensor] = []
    var homes: [String: String] = [:]
    for shard in shards {
      for tensor in try open(FileSystem.join(folder, shard)) {
        if let other = homes.updateValue(shard, forKey: tensor.name) {
          throw ModelError(
            .damaged, "Tensor `\(tensor.name)` is in two shards of \(path): \(other) and \(shard).")
        }
        tensors.append(tensor)
      }
    }
    for entry in entries where homes[entry.name] != entry.shard {
      let found = homes[entry.name].map { "it is in \($0)" } ?? "no shard holds it"
      throw ModelError(
        .damaged, "\(path) says that tensor `\(entry.name)` is in \(entry.shard), but \(found).",
        advice: "The files are from different checkpoints: copy or download them together.")
    }
    return tensors
  }
}
