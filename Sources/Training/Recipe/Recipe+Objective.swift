internal import Model

extension Recipe {
  /// What judges a masked language model: perplexity is the exponential of the loss.
  private static let maskedMetrics: [Metric] = [.loss, .accuracy]

  /// The files of the data as the objective reads them: a masked language model looks at no labels.
  var sources: DatasetSources {
    var sources = data
    sources.options.hasLabels = training.objective == .classification
    return sources
  }

  /// Refuses what the objective has no use for: a recipe that says it means something else.
  ///
  /// - Throws: `TrainingError.recipe`, which names the key and says what to do.
  func checkObjective() throws {
    guard training.objective == .maskedLanguageModel else {
      return try data.options.isMultiLabel ? checkForSeveralLabels() : ()
    }
    let ofLabels = "Leave it out: the texts' labels are not looked at."
    let refused: [(isSet: Bool, key: String, advice: String)] = [
      (training.balancesClasses, "`class-weights` in [training]", ofLabels),
      (training.sampling != .none, "`sampling` in [training]", ofLabels),
      (data.labels != nil, "`labels` in [data]", ofLabels),
      (data.perLabel != nil, "`per-label` in [data]", ofLabels),
      (data.options.isMultiLabel, "`multi-label` in [data]", ofLabels),
      (
        data.deduplication == .conflicts, "`deduplicate = \"conflicts\"` in [data]",
        "Take deduplicate = \"texts\": the texts' labels are not looked at."
      ),
      (!data.options.synonyms.isEmpty, "`synonyms` in [data]", ofLabels),
      (
        training.labelSmoothing > 0, "`label-smoothing` in [training]",
        "Leave it out: pieces are learned as they stood."
      ),
      (
        training.folds > 1, "`folds` in [training]",
        "Leave it out, and name a `validation` file, or a share to `split`, in [data]."
      ),
      (
        distillation != nil, "[distillation]",
        "Leave it out: pretrain first, and let a classifier that starts from this run's folder "
          + "learn from a teacher."
      ),
      (
        !probe.texts.isEmpty, "[probe]",
        "Leave it out: what a language model says of a text is explained by `headscope explain`."
      ),
      (
        !Self.maskedMetrics.contains(training.best), "`best = \"\(training.best.rawValue)\"`",
        "Take best = \"loss\", of which perplexity is the exponential, or best = \"accuracy\", the share of "
          + "hidden pieces that are found."
      ),
    ]
    if let found = refused.first(where: \.isSet) {
      throw TrainingError.recipe(
        "\(found.key) means nothing to a masked language model.", advice: found.advice)
    }
  }

  /// Refuses what the texts that were read cannot do.
  ///
  /// - Throws: `TrainingError.recipe`.
  func check(_ splits: DatasetSplits) throws {
    if splits.validation == nil, training.patience != nil || training.schedule == .plateau {
      throw TrainingError.recipe(
        "`patience` and a plateau need a validation set"
          + (training.folds > 1 ? ": texts that folds hold out only judge." : "."),
        advice: "Name a `validation` file, or a share to `split`, in [data].")
    }
    guard training.objective == .classification else { return }
    let (labels, counts) = (splits.train.labels, splits.train.labelCounts)
    // Without rows that were left out a recipe may well name more labels than its texts have: those of a head that is kept.
    let foreign = splits.train.foreignLabels
    if data.labels != nil, !foreign.isEmpty, let place = counts.firstIndex(of: 0) {
      throw TrainingError.recipe(
        "`labels` in [data]: no text to learn from has the label \(labels[place]), while there are "
          + "\(Wording.counts(foreign)), which `labels` leaves out.",
        advice: "Write labels as the files have them, or leave `labels` out.")
    }
    let found = zip(labels, counts).filter { $0.1 > 0 }.map(\.0)
    if found.count < 2 {
      throw TrainingError.recipe(
        "All texts to learn from have the label \(found.joined()).",
        advice:
          "Name the column of their labels with `label` in [data], or merge files of several labels."
      )
    }
  }

  /// Refuses what goes by the one label of a text.
  private func checkForSeveralLabels() throws {
    let known = Metric.allCases.filter { !$0.needsOneClass }
    guard known.contains(training.best) else {
      throw TrainingError.recipe(
        "`best` in [training] is \(training.best.rawValue), which texts of several labels do not have.",
        advice: "Known there are \(known.map(\.rawValue).joined(separator: ", ")).")
    }
    let asked = [
      ("`sampling`", training.sampling != .none), ("`class-weights`", training.balancesClasses),
      ("`folds`", training.folds > 1), ("[distillation]", distillation != nil),
    ]
    if let name = asked.first(where: \.1)?.0 {
      throw TrainingError.recipe(
        "\(name) goes by one label a text, and `multi-label` in [data] takes several.",
        advice: "Leave one of the two out.")
    }
  }
}
