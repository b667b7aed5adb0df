internal import Attribution

/// Numbers of methods that take out groups are of the parts that they were asked by, and stay when the text is shown in others.
extension ExplainState {
  /// A method's numbers; nil where it has none, or they are of other parts than those on screen.
  func currentEntry(
    _ method: AttributionMethod, in explanation: Explanation?
  ) -> Explanation.Entry? {
    explanation?.entries[method].flatMap { $0.isCurrent(by: granularity) ? $0 : nil }
  }

  /// Whether the numbers of the method shown are of other parts than those on screen: new ones are on their way.
  func hasOtherParts(_ explanation: Explanation) -> Bool {
    explanation.entries[request.method] != nil
      && currentEntry(request.method, in: explanation) == nil
  }

  /// The methods whose numbers can be compared: the one shown, then the others in the order they are listed everywhere, but for those of other
  /// parts.
  func comparedMethods(in explanation: Explanation) -> [AttributionMethod] {
    let main = explanation.entry(for: request.method)?.estimate.method
    let others = explanation.methods.filter {
      $0 != main && currentEntry($0, in: explanation) != nil
    }
    return (main.map { [$0] } ?? []) + others
  }
}
