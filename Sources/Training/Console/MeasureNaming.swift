/// Names the measures of one printed line by the words before them.
///
/// A script says once whose figures follow: of `Test set: Average loss: 0.05, Accuracy: 9846/10000` both are the test texts', and of
/// `val Loss: 0.4 Acc: 0.85` the second as much as the first. Read without that, they would be points of the training's curves.
struct MeasureNaming {
  /// The last word of the line so far, in lower case, and those before it that belong to its name.
  private var words: [String] = []
  /// Where that word ends, if it leads to the next one.
  private var leadEnd = -1
  /// The data that was named last.
  private var split: String?
  /// Whether measures that name none themselves are of it.
  private var isCarried = false

  /// Takes note of the line's next word.
  mutating func take(_ word: String, from start: Int, to end: Int) {
    let word = word.hasSuffix(".") ? String(word.dropLast()) : word
    if leadEnd != start - 1 { words.removeAll(keepingCapacity: true) }
    words.append(word)
    leadEnd = MetricNames.leads(word) ? end : -1
    guard let named = MetricName.split(named: word) else { return }
    split = word
    // `Train Epoch: 1 Loss: 2.3` says no more than `Loss`: training is what a line is of that says nothing.
    isCarried = named != .training
  }

  /// The whole name of the word that was taken last: `train_loss`, `f1_score`, `test_accuracy`, `best_val_acc`.
  ///
  /// To be asked for where a number stands behind the word.
  mutating func name() -> String {
    guard let word = words.last else { return "" }
    if words.suffix(2) == ["learning", "rate"] { return "learning_rate" }
    let whole = words.joined(separator: "_")
    guard MetricNames.isMeasure(word) else { return whole }
    let namesSplit = words.contains { MetricName.split(named: $0) != nil }
    if namesSplit { isCarried = true }
    guard namesSplit || isCarried, let split, words.first != MetricNames.best || namesSplit,
      MetricNames.isOfData(word)
    else { return whole }
    // A data's loss is the mean over it, whether a script says so or not.
    let plain = words.filter { !MetricNames.isAverage($0) }.joined(separator: "_")
    return namesSplit ? plain : split + "_" + plain
  }
}
