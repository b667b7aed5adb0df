import Foundation
public import Model

/// Writes a classifier or a masked language model as the folder that transformers' `from_pretrained` and this program load.
public struct CheckpointFolder {
  /// Where config.json and the tokenizer's files come from.
  let base: ModelDirectory
  let configuration: ModelConfiguration
  /// What is done to every text before the model reads it.
  let cleaner: TextCleaner
  /// What the base's `headscope.json` says.
  private let said: ModelOverrides

  /// A folder of the base's network with this configuration's head.
  ///
  /// - Throws: `ModelError` where its `headscope.json` cannot be read.
  public init(
    base: ModelDirectory, configuration: ModelConfiguration, cleaner: TextCleaner = TextCleaner()
  ) throws {
    self.base = base
    self.cleaner = cleaner
    self.configuration = configuration
    said = try ModelOverrides.load(base)
  }

  /// The name that transformers gives a tensor, from its canonical one.
  func storedName(_ name: String) -> String {
    ParameterBlock(name) == .head ? name : modelPrefix + name
  }

  private var modelPrefix: String {
    switch configuration.architecture {
    case .bert: "bert."
    case .distilBERT: "distilbert."
    case .roberta, .xlmRoberta: "roberta."
    case .gpt2: "transformer."
    }
  }

  private var className: String {
    let name =
      switch configuration.architecture {
      case .bert: "Bert"
      case .distilBERT: "DistilBert"
      case .roberta: "Roberta"
      case .xlmRoberta: "XLMRoberta"
      case .gpt2: "GPT2"
      }
    return name + (configuration.languageModel == nil ? "ForSequenceClassification" : "ForMaskedLM")
  }

  /// Writes weights, config.json and the tokenizer's files.
  ///
  /// - Parameters:
  ///   - folder: exists.
  ///   - tensors: by canonical name, in the order of the file.
  func write(to folder: String, _ tensors: [SafetensorsWriter.Entry]) throws {
    let entries = (tensors + headBias(beside: tensors)).map {
      SafetensorsWriter.Entry(name: storedName($0.name), shape: $0.shape, values: $0.values)
    }
    try SafetensorsWriter.write(entries, to: FileSystem.join(folder, "model.safetensors"))
    try Data(try configurationText().utf8).write(
      to: URL(filePath: FileSystem.join(folder, "config.json")))
    try writeTokenizer(to: folder)
  }

  /// A language model's biases once more, under the head's own name, where they are stored under its last matrix's.
  ///
  /// The two are one vector in transformers, which finds a tensor missing where the first name is not there.
  private func headBias(beside tensors: [SafetensorsWriter.Entry]) -> [SafetensorsWriter.Entry] {
    guard configuration.languageModel != nil else { return [] }
    let names = LanguageModelHeadNames(configuration.architecture).biases
    let stored = tensors.filter { names.contains($0.name) }
    guard let name = names.first, let bias = stored.first, stored.allSatisfy({ $0.name != name })
    else { return [] }
    return [SafetensorsWriter.Entry(name: name, shape: bias.shape, values: bias.values)]
  }

  /// Copies the tokenizer's files, and writes what the program itself has to know beside them.
  private func writeTokenizer(to folder: String) throws {
    func write(_ name: String, _ members: (inout JSONWriter) -> Void) throws {
      let text = JSONWriter.text(layout: .members) { $0.object(members) }
      try Data((text + "\n").utf8).write(to: URL(filePath: FileSystem.join(folder, name)))
    }
    for (name, file) in tokenizerFiles {
      try FileManager.default.copyItem(atPath: file, toPath: FileSystem.join(folder, name))
    }
    if let lowercase = said.lowercase, base.file("tokenizer_config.json") == nil {
      try write("tokenizer_config.json") { $0.member("do_lower_case", lowercase) }
    }
    guard !cleaner.isEmpty || said.lowercase != nil else { return }
    try write("headscope.json") { writer in
      if let lowercase = said.lowercase { writer.member("lowercase", lowercase) }
      if !cleaner.isEmpty { writer.member("clean") { $0.value(cleaner.json) } }
    }
  }

  /// The files that the model's pieces are read from, by the names that they are looked for under.
  ///
  /// Where `headscope.json` names a vocabulary, others that lie beside it are not the model's.
  private var tokenizerFiles: [(name: String, path: String)] {
    let files = base.tokenizerFiles.map { (name: FileSystem.lastComponent(of: $0), path: $0) }
    guard let vocabulary = said.vocabulary else { return files }
    let path = vocabulary.hasPrefix("/") ? vocabulary : FileSystem.join(base.path, vocabulary)
    var name = FileSystem.lastComponent(of: path)
    if name.hasSuffix(".txt") {
      name = "vocab.txt"
    } else if name.hasSuffix(".json") {
      name = name.contains("vocab") ? "vocab.json" : "tokenizer.json"
    }
    var chosen = [(name: name, path: path)]
    let merges = FileSystem.join(FileSystem.parent(of: path), "merges.txt")
    if name == "vocab.json", FileSystem.kind(of: merges) == .file {
      chosen.append((name: "merges.txt", path: merges))
    }
    let settings: Set = ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"]
    return chosen + files.filter { settings.contains($0.name) }
  }

  /// The base's config.json with the head's facts in the place of its own, and the network's where
  /// it does not say them.
  private func configurationText() throws -> String {
    let read = try base.configuration.map {
      try JSONValue.parse(Data(contentsOf: URL(filePath: $0)), source: $0)
    }
    let tellsNetwork = read != nil && !said.changeNetwork
    var replaced: Set = [
      "architectures", "id2label", "label2id", "num_labels", "_num_labels", "problem_type",
      "torch_dtype", "dtype",
    ]
    if !tellsNetwork { replaced.formUnion(ModelConfiguration.networkKeys) }
    let text = JSONWriter.text(layout: .members) { writer in
      writer.object { writer in
        writer.member("architectures", [className])
        if !tellsNetwork {
          for (key, value) in configuration.networkMembers {
            writer.member(key) { $0.value(value) }
          }
        }
        for member in read?.objectValue?.members ?? [] where !replaced.contains(member.key) {
          writer.member(member.key) { $0.value(member.value) }
        }
        writer.member("dtype", "float32")
        guard configuration.languageModel == nil else { return }
        writer.member("id2label") {
          $0.object { writer in
            for (index, label) in configuration.labels.enumerated() {
              writer.member(String(index), label)
            }
          }
        }
        writer.member("label2id") {
          $0.object { writer in
            for (index, label) in configuration.labels.enumerated() { writer.member(label, index) }
          }
        }
        writer.member("problem_type", configuration.problemType.rawValue)
      }
    }
    return text + "\n"
  }
}
