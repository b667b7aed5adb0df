import Attribution
import Model

/// The explanations made last, by what the model was given.
///
/// Many edits leave that as it is: what is typed beyond the token limit, a blank more, a change that
/// was undone. Each would cost the whole explanation again.
struct EstimateCache: Sendable {
  /// Explanations kept: the methods on screen for a few texts.
  static let limit = 16

  private struct Entry {
    var text: ExplainedText
    var request: AttributionRequest
    var cleaner: TextCleaner?
    var estimate: AttributionEstimate
    var seconds: Double
  }

  /// The one used last at the end.
  private var entries: [Entry] = []

  /// Keeps a final estimate; others are dropped, since better ones follow.
  ///
  /// - Parameter cleaner: What strings that are read anew go through; nil: what the model's folder says.
  mutating func keep(
    _ estimate: AttributionEstimate, seconds: Double, of text: ExplainedText,
    _ request: AttributionRequest, by cleaner: TextCleaner? = nil
  ) {
    guard estimate.isFinal else { return }
    entries.removeAll { Self.isSame($0, text, request, cleaner) }
    entries.append(
      Entry(
        text: text, request: request, cleaner: cleaner, estimate: estimate, seconds: seconds))
    if entries.count > Self.limit { entries.removeFirst() }
  }

  /// What was kept for the same ids and the same request, or for another class in a run that explained all of them.
  mutating func estimate(
    of text: ExplainedText, _ request: AttributionRequest, by cleaner: TextCleaner? = nil
  ) -> (estimate: AttributionEstimate, seconds: Double)? {
    for place in entries.indices.reversed()
    where Self.isSame(entries[place], text, request, cleaner) {
      let entry = entries[place]
      let label = request.target.label(in: entry.estimate.prediction)
      guard let estimate = entry.estimate.explaining(label) else { continue }
      entries.remove(at: place)
      entries.append(entry)
      return (estimate, entry.seconds)
    }
    return nil
  }

  /// Where a piece stood in the text is nothing to the model; it is something to a method that leaves out words.
  private static func isSame(
    _ entry: Entry, _ text: ExplainedText, _ request: AttributionRequest, _ cleaner: TextCleaner?
  ) -> Bool {
    let known = entry.text.encoding
    var asked = request
    if !entry.estimate.classes.isEmpty { asked.target = entry.request.target }
    return entry.request == asked && known.ids == text.encoding.ids
      && known.typeIDs == text.encoding.typeIDs && known.isSpecial == text.encoding.isSpecial
      && (!request.method.takesOutGroups || entry.text.texts == text.texts)
      && (!request.readsVariantsAnew || entry.cleaner == cleaner)
  }
}
