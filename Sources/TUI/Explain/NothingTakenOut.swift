internal import Attribution
internal import Model

/// Why all numbers of an explanation are nothing: its method found nothing in the text that it could take out.
///
/// LIME's words are letters and figures; a text of dots or emoji has none.
struct NothingTakenOut: Equatable, Sendable {
  /// What the method says, as a sentence without its full stop.
  let reason: String
  /// What helps; nil where nothing is known to.
  let advice: String?
  private let key: String

  init?(_ estimate: AttributionEstimate?, _ state: State) {
    guard let estimate, estimate.method.takesOutGroups, estimate.features?.isEmpty == true,
      let message = estimate.message
    else { return nil }
    reason = Wording.capitalized(message)
    let explain = state.explain
    key = state.name(of: .lime)
    advice =
      estimate.method != .lime || explain.granularity.opensIntoWords
        || explain.request.lime.split == .character
      ? nil
      : explain.request.lime.split == .unicode
        ? "\(key) chooses characters"
        : "\(key) chooses Unicode words, emoji among them, or characters"
  }

  /// Both in one sentence, the longest first.
  var wordings: [String] {
    (advice.map { ["\(reason): \($0)", "\(reason): \(key) chooses others"] } ?? []) + [reason]
  }
}
