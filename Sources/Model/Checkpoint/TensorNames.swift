/// Finds tensors by the name the transformers library gives them, whatever prefix they were saved
/// under.
///
/// The same encoder is saved as `encoder.layer.0…` (`AutoModel`), `bert.encoder.layer.0…` (with a
/// head), `module.bert.…` (`DataParallel`), `_orig_mod.bert.…` (`torch.compile`), `model.…` (a
/// module of one's own, Lightning). The word embeddings are in every one of them, so what stands
/// before their name is the encoder's prefix, and what stands before the prefix's last component is
/// the heads'. Canonical names are those of the bare encoder, and of the heads of
/// `…ForSequenceClassification`.
struct TensorNames: Sendable {
  /// Indices of the tensors that answer to a canonical name: more than one is an ambiguity.
  let candidates: [String: [Int]]
  /// Canonical names in the order of the file, each once.
  let names: [String]

  /// Makes the table for the names a checkpoint holds.
  ///
  /// - Parameters:
  ///   - stored: The names in the file.
  ///   - classifier: The module that is the classifier when it has a name of its own; by default
  ///     `linear`, where there is no `classifier`.
  init(stored: [String], classifier: String? = nil) {
    let prefixes = Set(stored.compactMap(Self.encoderPrefix))
    // Two encoders, or one saved twice, are left as they stand: the ambiguity shows when a tensor
    // is asked for.
    let headPrefixes = Set(prefixes.map(Self.headPrefix))
    var candidates: [String: [Int]] = [:]
    var names: [String] = []
    func add(_ name: String, _ index: Int) {
      if candidates[name] == nil { names.append(name) }
      candidates[name, default: []].append(index)
    }
    for (index, name) in stored.enumerated() {
      let prefix =
        Self.longest(of: prefixes, beginning: name)
        ?? Self.longest(of: headPrefixes, beginning: name)
      add(Self.renamed(String(name.dropFirst(prefix?.count ?? 0))), index)
    }

    let head = classifier ?? "linear"
    if classifier != nil || !names.contains(where: { $0.hasPrefix("classifier.") }) {
      for name in names where name.hasPrefix(head + ".") {
        let parameter = name.dropFirst(head.count + 1)
        guard parameter == "weight" || parameter == "bias" else { continue }
        if candidates["classifier.\(parameter)"] == nil { names.append("classifier.\(parameter)") }
        candidates["classifier.\(parameter)"] = candidates[name]
      }
    }
    self.candidates = candidates
    self.names = names
  }

  /// Existing names that a user could have meant by one that is missing: those with the most
  /// components in common.
  func similar(to name: String, limit: Int = 3) -> [String] {
    let wanted = name.split(separator: ".")
    let scored = names.enumerated().compactMap { index, candidate -> (Int, Int, String)? in
      let parts = candidate.split(separator: ".")
      let head = zip(wanted, parts).prefix { $0 == $1 }.count
      let tail = zip(wanted.reversed(), parts.reversed()).prefix { $0 == $1 }.count
      return head + tail > 0 ? (-head - tail, index, candidate) : nil
    }
    return scored.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(limit).map(\.2)
  }

  /// The names that word embeddings have in the encoders this program computes.
  private static let anchors = ["embeddings.word_embeddings.weight", "wte.weight"]

  private static func encoderPrefix(_ name: String) -> String? {
    for anchor in anchors where name.hasSuffix(anchor) {
      let prefix = name.dropLast(anchor.count)
      if prefix.isEmpty || prefix.hasSuffix(".") { return String(prefix) }
    }
    return nil
  }

  /// `module.bert.` → `module.`; `bert.` → nothing.
  private static func headPrefix(_ encoderPrefix: String) -> String {
    let parts = encoderPrefix.split(separator: ".").dropLast()
    return parts.map { $0 + "." }.joined()
  }

  private static func longest(of prefixes: Set<String>, beginning name: String) -> String? {
    prefixes.filter { name.hasPrefix($0) }.max { $0.count < $1.count }
  }

  /// Layer norms of checkpoints that came from TensorFlow are called `gamma` and `beta`.
  private static func renamed(_ name: String) -> String {
    if name.hasSuffix(".gamma") { return name.dropLast(5) + "weight" }
    if name.hasSuffix(".beta") { return name.dropLast(4) + "bias" }
    return name
  }
}
