import Foundation
internal import Model

/// An encoder of random numbers with a vocabulary made of the texts it will learn from, as the folder that a run starts from.
///
/// Numbers as transformers' `_init_weights`: matrices and tables from a normal distribution with a deviation of 0.02, biases zero, norms one.
struct ScratchEncoder {
  private static let deviation = 0.02
  private static let layerNormEpsilon: Float = 1e-12

  var shape: EncoderShape
  /// Decides the numbers.
  var seed: UInt64
  /// In the order of their ids.
  let pieces: [String]

  /// Makes the vocabulary.
  ///
  /// - Parameter words: how often each word occurs.
  init(_ shape: EncoderShape, seed: UInt64, words: [String: Int]) {
    self.shape = shape
    self.seed = seed
    pieces = WordPieceTrainer(size: shape.vocabularySize).pieces(of: words)
  }

  /// Writes the folder, whole or not at all.
  func write(to path: String) throws {
    try WholeFolder.make(at: path) { folder in
      func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: FileSystem.join(folder, name)))
      }
      try write(pieces.map { $0 + "\n" }.joined(), "vocab.txt")
      try write(configuration + "\n", "config.json")
      try write(tokenizerSettings + "\n", "tokenizer_config.json")
      try SafetensorsWriter.write(
        tensors, to: FileSystem.join(folder, "model.safetensors"))
    }
  }

  // MARK: - Numbers

  /// Names without the model's prefix, as an encoder alone is stored.
  private var tensors: [SafetensorsWriter.Entry] {
    parameters.enumerated().map { index, parameter in
      SafetensorsWriter.Entry(name: parameter.name, shape: parameter.shape) {
        let count = parameter.shape.reduce(1, *)
        guard let deviation = parameter.deviation else {
          let isNorm = parameter.name.hasSuffix(".weight")
          return [Float](repeating: isNorm ? 1 : 0, count: count)
        }
        var noise = GaussianNoise(seed: seed, stream: 1000 + index)
        return noise.floats(count, deviation: deviation)
      }
    }
  }

  /// A tensor's name, its shape, and the deviation of its numbers; nil for those that begin as one or zero.
  private typealias Parameter = (name: String, shape: [Int], deviation: Double?)

  private var parameters: [Parameter] {
    let (hidden, inner) = (shape.hiddenSize, shape.intermediateSize)
    func linear(_ name: String, _ outputs: Int, _ inputs: Int) -> [Parameter] {
      [("\(name).weight", [outputs, inputs], Self.deviation), ("\(name).bias", [outputs], nil)]
    }
    func norm(_ name: String) -> [Parameter] {
      [("\(name).weight", [hidden], nil), ("\(name).bias", [hidden], nil)]
    }
    func table(_ name: String, _ rows: Int) -> [Parameter] {
      [("embeddings.\(name)_embeddings.weight", [rows, hidden], Self.deviation)]
    }
    let isBERT = shape.architecture == .bert
    var result = table("word", pieces.count) + table("position", shape.maximumTokens)
    if isBERT { result += table("token_type", 2) }
    result += norm("embeddings.LayerNorm")
    for index in 0..<shape.layerCount {
      if isBERT {
        let layer = "encoder.layer.\(index)"
        for name in ["query", "key", "value"] {
          result += linear("\(layer).attention.self.\(name)", hidden, hidden)
        }
        result += linear("\(layer).attention.output.dense", hidden, hidden)
        result += norm("\(layer).attention.output.LayerNorm")
        result += linear("\(layer).intermediate.dense", inner, hidden)
        result += linear("\(layer).output.dense", hidden, inner)
        result += norm("\(layer).output.LayerNorm")
      } else {
        let layer = "transformer.layer.\(index)"
        for name in ["q_lin", "k_lin", "v_lin", "out_lin"] {
          result += linear("\(layer).attention.\(name)", hidden, hidden)
        }
        result += norm("\(layer).sa_layer_norm")
        result += linear("\(layer).ffn.lin1", inner, hidden)
        result += linear("\(layer).ffn.lin2", hidden, inner)
        result += norm("\(layer).output_layer_norm")
      }
    }
    return result
  }

  // MARK: - Settings

  private var configuration: String {
    let isBERT = shape.architecture == .bert
    let network = ModelConfiguration(
      architecture: shape.architecture, vocabularySize: pieces.count, hiddenSize: shape.hiddenSize,
      layerCount: shape.layerCount, headCount: shape.headCount,
      intermediateSize: shape.intermediateSize, positionCount: shape.maximumTokens,
      typeVocabularySize: isBERT ? 2 : 0, activation: .gelu,
      layerNormEpsilon: Self.layerNormEpsilon, paddingID: 0, labels: [])
    return JSONWriter.text(layout: .members) {
      $0.object { writer in
        writer.member("architectures", [isBERT ? "BertModel" : "DistilBertModel"])
        for (key, value) in network.networkMembers { writer.member(key) { $0.value(value) } }
        writer.member("initializer_range", Self.deviation)
        let dropouts =
          isBERT
          ? ["hidden_dropout_prob", "attention_probs_dropout_prob"]
          : ["dropout", "attention_dropout", "seq_classif_dropout"]
        for key in dropouts { writer.member(key, shape.dropout) }
      }
    }
  }

  private var tokenizerSettings: String {
    JSONWriter.text(layout: .members) {
      $0.object { writer in
        writer.member(
          "tokenizer_class", shape.architecture == .bert ? "BertTokenizer" : "DistilBertTokenizer")
        writer.member("do_lower_case", shape.isLowercased)
        writer.member("model_max_length", shape.maximumTokens)
        for (role, piece) in zip(
          ["pad", "unk", "cls", "sep", "mask"], WordPieceTrainer.specialPieces)
        {
          writer.member("\(role)_token", piece)
        }
      }
    }
  }
}
