internal import Attribution
internal import Model

/// LIME leaves out words of its own: what one of them takes in has one number, and its parts have none.
extension ExplainState {
  /// Where LIME's words stand, as stretches of pieces; none where they are the text's own fields and sentences.
  func wholes(of explanation: Explanation) -> [Range<Int>] {
    guard !granularity.opensIntoWords else { return [] }
    return explanation.entries[.lime]?.estimate.wholes ?? []
  }

  /// Whether the text is shown in LIME's words, because one of them takes in several of its parts.
  func hasWholes(_ explanation: Explanation) -> Bool {
    guard request.method == .lime else { return false }
    let parts = parts(of: explanation)
    return parts.joined(wholes(of: explanation)).count < parts.count
  }

  /// The units that only go on a word of LIME's.
  func continuations(of units: [HeatUnit], in explanation: Explanation) -> Set<Int> {
    var owners: [Int: Int] = [:]
    for (index, whole) in wholes(of: explanation).enumerated() {
      for piece in whole { owners[piece] = index }
    }
    return Set(
      units.indices.dropFirst().filter { index in
        let owner = units[index].pieces.first.flatMap { owners[$0] }
        return owner != nil && owner == units[index - 1].pieces.last.flatMap { owners[$0] }
      })
  }

  /// What LIME leaves out, in a title.
  var limeWords: String {
    guard !granularity.opensIntoWords else { return "\(granularity.rawValue)s" }
    return request.lime.split.title + (request.lime.isBag ? "" : " by place")
  }
}

extension AttributionEstimate {
  /// Where words of the method's own stand that are several pieces.
  var wholes: [Range<Int>] {
    (features ?? []).flatMap(\.pieces).compactMap { pieces in
      guard pieces.count > 1, let first = pieces.min(), let last = pieces.max() else { return nil }
      return first..<last + 1
    }
  }
}

extension [TextGroup] {
  /// Parts with those as one that share a stretch of pieces.
  ///
  /// - Complexity: O(pieces).
  func joined(_ wholes: [Range<Int>]) -> [TextGroup] {
    guard !wholes.isEmpty else { return self }
    var owners: [Int: Int] = [:]
    for (index, whole) in wholes.enumerated() {
      for piece in whole { owners[piece] = index }
    }
    return reduce(into: []) { result, part in
      if let last = result.last?.pieces.last.flatMap({ owners[$0] }), !part.isSpecial,
        part.pieces.first.flatMap({ owners[$0] }) == last, let whole = result.popLast()
      {
        result.append(whole.joined(part))
      } else {
        result.append(part)
      }
    }
  }
}

extension TextGroup {
  /// The group and its neighbour as one.
  func joined(_ next: TextGroup) -> TextGroup {
    var whole = self
    whole.text += (range.upperBound < next.range.lowerBound ? " " : "") + next.text
    let end = Swift.max(range.upperBound, next.range.upperBound)
    whole.range = Swift.min(range.lowerBound, next.range.lowerBound)..<end
    whole.pieces += next.pieces
    return whole
  }
}
