import Model

/// The parts of a model from text to logits, with the shape that leaves each and the numbers that were trained in it.
struct ModelOutline: Equatable {
  /// One part, or several equal ones in a row.
  struct Block: Equatable {
    var name: String
    /// What leaves it; T is the number of tokens.
    var shape: String
    /// Trained numbers in one of them.
    var parameters: Int
    /// How many follow one another.
    var count = 1
    /// What is special about it.
    var detail = ""
    var total: Int { parameters * count }
  }

  private(set) var blocks: [Block]

  /// The trained numbers of all blocks.
  var parameterCount: Int { blocks.reduce(0) { $0 + $1.total } }

  /// Derives the parts from a configuration.
  init(_ configuration: ModelConfiguration) {
    let hidden = configuration.hiddenSize
    let inner = configuration.intermediateSize
    let outputs = configuration.labels.count
    let states = "T × \(hidden)"
    let norm = 2 * hidden
    func linear(_ input: Int, _ output: Int, bias: Bool = true) -> Int {
      input * output + (bias ? output : 0)
    }
    let isGPT = configuration.architecture == .gpt2
    var tables = configuration.vocabularySize + configuration.positionCount
    if configuration.architecture != .distilBERT { tables += configuration.typeVocabularySize }
    blocks = [
      Block(
        name: "embeddings", shape: states, parameters: tables * hidden + (isGPT ? 0 : norm),
        detail: "\(Wording.grouped(configuration.vocabularySize)) pieces, "
          + "\(Wording.grouped(configuration.positionCount)) positions"),
      Block(
        name: configuration.layerCount == 1
          ? "layer 0" : "layers 0–\(configuration.layerCount - 1)",
        shape: states,
        parameters: 4 * linear(hidden, hidden) + linear(hidden, inner) + linear(inner, hidden)
          + 2 * norm,
        count: configuration.layerCount,
        detail:
          "\(Wording.count(configuration.headCount, "head")) of \(hidden / max(1, configuration.headCount)), "
          + "feed-forward \(Wording.grouped(inner)) \(configuration.activation.rawValue)"),
    ]
    if isGPT {
      blocks.append(
        Block(name: "final norm", shape: states, parameters: norm, detail: "last token is read"))
    }
    if configuration.languageModel != nil {
      let vocabulary = configuration.vocabularySize
      if !isGPT {
        blocks.append(
          Block(
            name: "transform", shape: "\(hidden)", parameters: linear(hidden, hidden) + norm,
            detail: "the token that is asked, then a norm"))
      }
      // A tied matrix is counted where it stands first.
      let isTied = configuration.tiesWordEmbeddings
      blocks.append(
        Block(
          name: "vocabulary", shape: Wording.grouped(outputs),
          parameters: (isTied ? 0 : hidden * vocabulary) + (isGPT ? 0 : vocabulary),
          detail: isTied ? "the table of the embeddings" : ""))
      return
    }
    switch configuration.architecture {
    case .bert:
      blocks.append(
        Block(
          name: "pooler", shape: "\(hidden)", parameters: linear(hidden, hidden),
          detail: "first token, tanh"))
    case .distilBERT:
      blocks.append(
        Block(
          name: "pre_classifier", shape: "\(hidden)", parameters: linear(hidden, hidden),
          detail: "first token, relu"))
    case .roberta, .xlmRoberta:
      blocks.append(
        Block(
          name: "dense", shape: "\(hidden)", parameters: linear(hidden, hidden),
          detail: "first token, tanh"))
    case .gpt2: break
    }
    blocks.append(
      Block(
        name: isGPT ? "score" : "classifier", shape: "\(outputs)",
        parameters: linear(hidden, outputs, bias: !isGPT),
        detail: configuration.outputActivation == .identity
          ? "" : "then \(configuration.outputActivation.rawValue)"))
  }
}
