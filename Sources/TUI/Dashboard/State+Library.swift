internal import Attribution
internal import Foundation
internal import Model

/// The same numbers as the Python libraries', for those who compare: their way of computing, their draws, and the seed.
extension State {
  /// Computes LIME and SHAP as the libraries do, or as this program does by itself.
  mutating func toggleLibrary() -> [Effect] {
    let follows = !explain.request.followsLibrary
    let isOfLogit =
      ([explain.request.method] + explain.rows).contains(where: \.hasLibraryForm)
      && explain.request.output == .logit && explain.live?.prediction.kind != .outputs
    let key = name(of: .output)
    return change(for: \.hasLibraryForm, called: "LIME, Partition SHAP and Kernel SHAP") {
      $0.followsLibrary = follows
    } said: {
      follows
        ? "\($0), as lime and shap compute it"
          + (isOfLogit ? "; they are given probabilities: \(key) takes them" : "")
        : "\($0), as this program computes it: in token ids, and every part has a value"
    }
  }

  /// Draws Kernel SHAP's subsets as the other library does.
  mutating func nextSampling() -> [Effect] {
    // Each library has a number of its own.
    explain.budgets[.kernelSHAP] = nil
    let sampling: CoalitionSampling =
      explain.request.coalitionSampling == .shap ? .captum : .shap
    return change(for: { $0 == .kernelSHAP }, called: AttributionMethod.kernelSHAP.title) {
      $0.coalitionSampling = sampling
    } said: {
      "\($0) with subsets as \(sampling.rawValue) draws them"
    }
  }

  /// Asks for the seed.
  func seedPrompt() -> Prompt {
    Prompt(
      kind: .seed, title: "Seed of what is drawn", editor: TextEditor("\(explain.request.seed)"))
  }

  /// Draws by a seed that was typed, as `--seed` does.
  mutating func use(seed text: String) -> [Effect] {
    let text = text.trimmingCharacters(in: .whitespaces)
    guard let seed = UInt64(text) else {
      message = Message(.warning, "seed: expected a whole number from 0 up, found “\(text)”")
      return []
    }
    return change(for: \.isSampled, called: "Methods that draw") {
      $0.seed = seed
    } said: {
      "\($0) with seed \(seed)"
    }
  }

  /// Puts something in the place of what is taken out; says so where a library's masker does otherwise.
  mutating func use(_ replacement: PieceReplacement) -> [Effect] {
    explain.request.replacement = replacement
    let request = explain.request
    if request.usesLibraryMasker {
      message = Message(
        .note,
        "\(request.method.title) has \(ExplanationCaption.takenOut(request, by: .piece, of: model)), "
          + "as shap does; this is for the trust and other rows")
    }
    return explainAgain()
  }

  /// What is to be said where the parts on screen are not those that are taken out: a library's masker takes out tokens.
  var takenOutOtherwise: String {
    guard explain.request.usesLibraryMasker, explain.granularity != .piece else { return "" }
    return ": shap takes out tokens, whose values are added up"
  }

  /// Takes in what some methods alone see: what they said is forgotten, and asked for anew where they are on screen.
  ///
  /// - Returns: Those of them that are on screen.
  mutating func change(
    for isConcerned: (AttributionMethod) -> Bool, _ change: (inout AttributionRequest) -> Void
  ) -> (shown: [AttributionMethod], effects: [Effect]) {
    change(&explain.request)
    // A tree of other parts is not that of the numbers that come.
    if explain.fold != nil { regroup { $0.fold = nil } }
    let shown = ([explain.request.method] + explain.rows).filter(isConcerned)
    guard shown.isEmpty else { return (shown, explainAgain()) }
    for explanation in [\ExplainState.live, \.settled] {
      guard var kept = explain[keyPath: explanation] else { continue }
      kept.entries = kept.entries.filter { !isConcerned($0.key) }
      kept.basis = explain.basis
      explain[keyPath: explanation] = kept
    }
    explain.trust = nil
    explain.trustQuestion = nil
    return ([], [.cancel(.trust)])
  }

  /// Changes what methods see and tells of it, of those on screen or of all.
  private mutating func change(
    for isConcerned: (AttributionMethod) -> Bool, called name: String,
    _ change: (inout AttributionRequest) -> Void, said: (String) -> String
  ) -> [Effect] {
    let (shown, effects) = self.change(for: isConcerned, change)
    let titles = shown.map(\.title).joined(separator: ", ")
    message = Message(
      .note,
      shown.isEmpty
        ? said(name) + ": \(self.name(of: .method)) chooses one, \(self.name(of: .addRow)) adds one"
        : Wording.capitalized(said(titles)))
    return effects
  }
}
