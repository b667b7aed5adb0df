import Foundation
public import Model

/// Writes a classifier or a masked language model as the folder that transformers' `from_pretrained` and this program load.
public struct CheckpointFolder {
  /// Where config.json and the tokenizer's files come from.
  let base: ModelDirectory
  let configuration: ModelConfiguration
  /// What is done to every text before the model reads it.
  let cleaner: TextCleaner

  /// A folder of the base's network with this configuration's head.
  ///
  /// - Throws: `TrainingError.recipe` where the base cannot be made one.
  public init(
    base: ModelDirectory, configuration: ModelConfiguration, cleaner: TextCleaner = TextCleaner()
  ) throws {
    self.base = base
    self.cleaner = cleaner
    self.configuration = configuration
    guard base.configuration != nil else {
      throw TrainingError.recipe(
        "\(base.path) has no config.json, so what is trained from it could not be loaded again.",
        advice: "Save the model with transformers' `save_pretrained` first.")
    }
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
    let entries = tensors.map {
      SafetensorsWriter.Entry(name: storedName($0.name), shape: $0.shape, values: $0.values)
    }
    try SafetensorsWriter.write(entries, to: FileSystem.join(folder, "model.safetensors"))
    try Data(try configurationText().utf8).write(
      to: URL(filePath: FileSystem.join(folder, "config.json")))
    if !cleaner.isEmpty {
      let text = JSONWriter.text(layout: .members) {
        $0.object { $0.member("clean") { $0.value(cleaner.json) } }
      }
      try Data((text + "\n").utf8).write(
        to: URL(filePath: FileSystem.join(folder, "headscope.json")))
    }
    for file in base.tokenizerFiles {
      let name = (file as NSString).lastPathComponent
      try FileManager.default.copyItem(atPath: file, toPath: FileSystem.join(folder, name))
    }
  }

  /// The base's config.json with the head's facts in the place of its own.
  private func configurationText() throws -> String {
    guard let path = base.configuration else { preconditionFailure("the base has a config.json") }
    let read = try JSONValue.parse(Data(contentsOf: URL(filePath: path)), source: path)
    let replaced: Set = [
      "architectures", "id2label", "label2id", "num_labels", "_num_labels", "problem_type",
      "torch_dtype", "dtype",
    ]
    let text = JSONWriter.text(layout: .members) { writer in
      writer.object { writer in
        writer.member("architectures", [className])
        for member in read.objectValue?.members ?? [] where !replaced.contains(member.key) {
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
