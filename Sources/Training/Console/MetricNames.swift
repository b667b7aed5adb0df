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
  /// Words that say on which data a measure was taken.
  private static let splits: Set<String> = [
    "train", "training", "val", "valid", "validation", "dev", "test", "eval", "evaluation",
    "learning", "macro", "micro", "weighted", "mean", "average", "avg", "running",
  ]

  /// Whether a name, or a part of it between `_`, `/`, `-`, `.` or `@`, names a measure.
  static func isMeasure(_ name: String) -> Bool {
    if measures.contains(name) { return true }
    return name.split { "_/-.@".contains($0) }.contains { part in
      measures.contains(String(part))
        || measures.contains(String(part.prefix { !$0.isNumber }))
    }
  }

  /// The whole name where `word` stands behind another one: `train loss`, `f1 score`, `learning rate`.
  static func joined(_ word: String, behind previous: String?) -> String {
    guard let previous, splits.contains(previous) || measures.contains(previous) else {
      return word
    }
    return previous + "_" + word
  }
}
