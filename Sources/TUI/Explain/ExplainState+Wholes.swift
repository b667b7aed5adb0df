internal import Attribution
internal import Model

/// A method may take out as one what is several parts of the text; LIME has words of its own. The whole has one number, and its parts have none.
extension ExplainState {
  /// Where such wholes of the method on screen stand that the text is shown in; none but LIME's, and none where the parts are the text's own
  /// fields and sentences.
  func shownStretches(of explanation: Explanation) -> FeatureStretches? {
    guard request.method == .lime, !granularity.opensIntoWords else { return nil }
    return explanation.entries[.lime]?.stretches
  }

  /// Whether the text is shown in LIME's words, because one of them takes in several of its parts.
  func hasWholes(_ explanation: Explanation) -> Bool {
    guard let stretches = shownStretches(of: explanation), !stretches.isEmpty else { return false }
    let parts = parts(of: explanation)
    return stretches.joining(parts).count < parts.count
  }

  /// Units as a method's row measures them: with all pieces that the method took out together with theirs.
  ///
  /// The words of an opened field keep their even shares, and are marked: on the number of the field they would all look alike.
  func measured(
    _ units: [HeatUnit], by method: AttributionMethod, in explanation: Explanation
  ) -> [HeatUnit] {
    guard !granularity.opensIntoWords, let stretches = explanation.entries[method]?.stretches,
      !stretches.isEmpty
    else { return units }
    return units.map { unit in
      var unit = unit
      unit.pieces = stretches.extending(unit.pieces)
      return unit
    }
  }

  /// The units that only go on what a method took out as one with the unit before them.
  func continuations(
    of units: [HeatUnit], by method: AttributionMethod, in explanation: Explanation
  ) -> Set<Int> {
    guard let stretches = explanation.entries[method]?.stretches, !granularity.opensIntoWords
    else { return [] }
    return Set(
      units.indices.dropFirst().filter { index in
        let owner = units[index].pieces.first.flatMap(stretches.stretch)
        return owner != nil && owner == units[index - 1].pieces.last.flatMap(stretches.stretch)
      })
  }

  /// What shares the number of a unit, of which it has an even share; nil where the unit has a number of its own.
  func whole(of unit: HeatUnit, in explanation: Explanation) -> HeatUnit? {
    explanation.entry(for: request.method)?.stretches.whole(of: unit.pieces).map { pieces in
      var whole = unit
      whole.pieces = pieces
      return whole
    }
  }

  /// Whether some numbers are such shares.
  func hasEvenShares(_ units: [HeatUnit], in explanation: Explanation) -> Bool {
    units.contains { whole(of: $0, in: explanation) != nil }
  }

  /// Whether a part is open whose words a method could give values to and has not.
  func isMissingWords(of methods: [AttributionMethod]) -> Bool {
    guard let live, granularity.opensIntoWords, !unfolded.isEmpty else { return false }
    return methods.contains { method in
      guard method.opensParts, !request(for: method).usesLibraryMasker else { return false }
      // What is under way was asked for before.
      guard let estimate = live.entries[method]?.estimate else { return true }
      return (estimate.features ?? []).enumerated().contains { index, feature in
        guard let first = feature.pieces.first?.first else { return false }
        return unfolded.contains(first) && !estimate.opened.contains(index)
      }
    }
  }

  /// What LIME leaves out, in a title.
  var limeWords: String {
    guard !granularity.opensIntoWords else { return "\(granularity.rawValue)s" }
    return request.lime.split.title + (request.lime.isBag ? "" : " by place")
  }
}
