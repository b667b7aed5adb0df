/// What a tag of a log names: the metric, and on which data it was measured.
///
/// `train/loss`, `eval_loss`, `val_loss` and `Loss/validation` are one metric on different data; so their curves belong on one chart.
public struct MetricName: Hashable, Sendable {
  /// The data a metric was measured on.
  public enum Split: Hashable, Sendable {
    /// The training data, and where a tag says nothing.
    case training
    case evaluation
    case test
  }

  /// Which way a metric gets better.
  public enum Direction: Sendable {
    case lower
    case higher
  }

  /// The metric without its split: `loss`.
  public let metric: String
  /// The data.
  public let split: Split

  private static let splits: [String: Split] = [
    "train": .training, "training": .training, "tr": .training, "eval": .evaluation,
    "evaluation": .evaluation, "val": .evaluation, "valid": .evaluation,
    "validation": .evaluation, "dev": .evaluation, "test": .test,
  ]
  /// The data that a word names, in lower case: `val`, but not `val_loss`.
  static func split(named word: String) -> Split? { splits[word] }

  private static let synonyms: [String: String] = [
    "acc": "accuracy", "lr": "learning_rate", "learningrate": "learning_rate",
    "learning rate": "learning_rate", "gradient_norm": "grad_norm",
  ]

  /// Reads a tag.
  public init(_ tag: String) {
    let (metric, split) = Self.read(tag)
    self.metric = metric
    self.split = split ?? .training
  }

  /// Whether a tag says itself on which data its metric was measured.
  static func namesSplit(_ tag: String) -> Bool { read(tag).split != nil }

  private static func read(_ tag: String) -> (metric: String, split: Split?) {
    var split: Split?
    var parts: [String] = []
    for part in tag.split(separator: "/") {
      let name = part.lowercased()
      // Loggers of the field: TensorBoard has Loss/train as well as train/loss.
      if split == nil, let found = Self.splits[name], tag.contains("/") {
        split = found
      } else {
        parts.append(name)
      }
    }
    var name = parts.joined(separator: "/")
    if split == nil {
      for separator in ["_", "-", ".", " "] {
        let words = name.split(separator: Character(separator), omittingEmptySubsequences: false)
        guard words.count > 1 else { continue }
        if let found = Self.splits[String(words[0])] {
          split = found
          name = words.dropFirst().joined(separator: separator)
        } else if let last = words.last, let found = Self.splits[String(last)] {
          split = found
          name = words.dropLast().joined(separator: separator)
        }
        if split != nil { break }
      }
    }
    // Lightning's two ways of telling one metric, and its name for the rate of an optimizer.
    for ending in ["_step", "_epoch"] where name.hasSuffix(ending) && name.count > ending.count {
      name = String(name.dropLast(ending.count))
    }
    // Keras' TensorBoard callback.
    if name.hasPrefix("epoch_"), case let rest = String(name.dropFirst(6)), Self.ofEpochs(rest) {
      name = rest
    }
    if name.hasPrefix("lr-") || name.hasPrefix("lr/") || name.hasPrefix("lr_") {
      name = "learning_rate"
    }
    return (Self.synonyms[name] ?? name, split)
  }

  private static func ofEpochs(_ metric: String) -> Bool {
    ["loss", "accuracy", "acc", "lr", "learning_rate"].contains(metric)
  }

  private static let lowerWords = [
    "loss", "error", "perplexity", "ppl", "mse", "mae", "rmse", "wer", "cer", "nll", "bpc",
  ]
  private static let higherWords = [
    "accuracy", "acc", "f1", "auc", "precision", "recall", "bleu", "rouge", "score", "mcc",
    "matthews", "correlation", "pearson", "spearmanr", "match", "r2", "iou",
  ]

  /// Which way the metric gets better, by the words of its name; nil where they tell nothing, as of a learning rate.
  public var direction: Direction? {
    let words = metric.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    if words.contains(where: Self.lowerWords.contains) { return .lower }
    return words.contains(where: Self.higherWords.contains) ? .higher : nil
  }

  /// Whether it is the learning rate.
  public var isLearningRate: Bool { metric == "learning_rate" }

  /// Where its chart stands: what one looks at first, first.
  public var rank: Int {
    if metric == "loss" { return 0 }
    if metric == "accuracy" { return 1 }
    if isLearningRate { return 2 }
    if metric == "grad_norm" { return 3 }
    // What tells how fast the machine is, and not how the model gets on.
    if ["runtime", "total_flos", "time"].contains(metric) || metric.hasSuffix("per_second") {
      return 7
    }
    return direction == .higher ? 4 : direction == .lower ? 5 : 6
  }
}
