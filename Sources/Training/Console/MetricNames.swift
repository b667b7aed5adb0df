/// Which words of a printed line are metrics.
///
/// A script prints many numbers; those behind one of the field's names for a measure are taken, the others left.
enum MetricNames {
  private static let measures: Set<String> = [
    "loss", "losses", "acc", "accuracy", "f1", "lr", "learning_rate", "grad", "gnorm", "norm",
    "perplexity", "ppl", "auc", "auroc", "bleu", "rouge", "rouge1", "rouge2", "wer", "cer", "mse",
    "mae", "rmse", "precision", "recall", "score", "reward", "kl", "bpc", "bpb", "mcc", "iou",
    "dice", "r2", "runtime", "nll", "em",
  ]
  private static let averages: Set<String> = ["mean", "average", "avg"]
  /// What is the best so far, and no point of the curve.
  static let best = "best"
  /// Other words that belong to the name behind them.
  private static let leadingWords: Set<String> = [
    best, "learning", "macro", "micro", "weighted", "running",
  ]
  /// Measures of the optimizer or the machine, and of no data.
  private static let dataless: Set<String> = ["lr", "rate", "grad", "gnorm", "norm", "runtime"]

  /// Whether a name, or a part of it between `_`, `/`, `-`, `.` or `@`, names a measure.
  static func isMeasure(_ name: String) -> Bool {
    if measures.contains(name) { return true }
    return parts(of: name).contains { part in
      measures.contains(part) || measures.contains(String(part.prefix { !$0.isNumber }))
    }
  }

  /// Whether a word says that a measure is a mean.
  static func isAverage(_ word: String) -> Bool { averages.contains(word) }

  /// Whether a word belongs to the name behind it: `train loss`, `f1 score`, `learning rate`.
  static func leads(_ word: String) -> Bool {
    MetricName.split(named: word) != nil || isAverage(word) || leadingWords.contains(word)
      || measures.contains(word)
  }

  /// Whether a measure is of the data that the line names before it: not where it names its own, or is of none.
  static func isOfData(_ name: String) -> Bool {
    !parts(of: name).contains { MetricName.split(named: $0) != nil || dataless.contains($0) }
  }

  private static func parts(of name: String) -> [String] {
    name.split { "_/-.@".contains($0) }.map(String.init)
  }
}
