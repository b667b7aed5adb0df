internal import Attribution
internal import Model

/// Folding: neighbours as one unit, by Partition SHAP's tree.
extension State {
  /// Joins neighbours, a level more.
  mutating func joinParts() {
    guard let live = explain.live else { return }
    guard var fold = explain.fold ?? newFold(live) else { return sayWhereTreesComeFrom() }
    guard fold.join(explain.parts(of: live)) else {
      message = Message(.note, "There is nothing left to join")
      return
    }
    regroup { $0.fold = fold }
    sayGroups()
  }

  /// Takes the last level back.
  mutating func splitParts() {
    guard var fold = explain.fold else {
      message = Message(.note, "Nothing is joined: \(name(of: .joinParts)) joins neighbours")
      return
    }
    fold.split()
    regroup { $0.fold = fold.levels.isEmpty ? nil : fold }
    sayGroups()
  }

  /// Opens the group under the cursor, or closes the open one it is in; says whether there is one.
  mutating func toggleGroup() -> Bool {
    let units = explain.units
    guard let live = explain.live, let fold = explain.fold, fold.encoding == live.encoding,
      units.indices.contains(explain.cursor)
    else { return false }
    let pieces = units[explain.cursor].pieces
    let groups = fold.groups(over: pieces)
    let members = Set(pieces)
    if !groups.isDisjoint(with: fold.opened) {
      regroup { $0.fold?.opened.subtract(groups) }
    } else if explain.parts(of: live).count(where: { !members.isDisjoint(with: $0.pieces) }) > 1 {
      regroup { $0.fold?.opened.formUnion(groups) }
    } else {
      return false
    }
    return true
  }

  /// Shows other units, with the cursor on the same place of the text.
  mutating func regroup(_ change: (inout ExplainState) -> Void) {
    let units = explain.units
    let pieces = units.indices.contains(explain.cursor) ? units[explain.cursor].pieces : []
    let anchor = explain.fold?.anchor
    let piece = anchor.flatMap { pieces.contains($0) ? $0 : nil } ?? pieces.first
    change(&explain)
    explain.fold?.anchor = piece
    if let piece, let place = explain.units.firstIndex(where: { $0.pieces.contains(piece) }) {
      explain.cursor = place
      if let view = HeatView(self, ScreenLayout(self)), !focus.isEditor {
        explain.scroll = view.scroll(explain.scroll, showing: place)
      }
    }
    clampCursor(follow: false)
  }

  /// The text unfolded, with the tree of its explanation by Partition SHAP; nil where there is none of the parts on screen.
  private func newFold(_ live: Explanation) -> TextFold? {
    guard let settled = explain.settled, settled.encoding == live.encoding,
      settled.basis.fields == explain.request.fields,
      settled.basis.followsLibrary == explain.request.followsLibrary,
      let partition = explain.currentEntry(.partitionSHAP, in: settled)?.estimate.partition
    else { return nil }
    return TextFold(partition, of: live.encoding)
  }

  private mutating func sayWhereTreesComeFrom() {
    let isAsked = ([explain.request.method] + explain.rows).contains(.partitionSHAP)
    message = Message(
      .note,
      isAsked
        ? "The tree comes with Partition SHAP's numbers, which are not there yet"
        : "The tree is Partition SHAP's: choose it with \(name(of: .method)), "
          + "or as a further row with \(name(of: .addRow))")
  }

  private mutating func sayGroups() {
    let count = explain.units.count { !$0.isSpecial }
    guard let fold = explain.fold else {
      message = Message(.note, "Nothing is joined: by \(explain.granularity.rawValue)")
      return
    }
    message = Message(
      .note,
      Wording.count(count, "group")
        + (fold.isShapsOwn ? ": what SHAP did not split is one" : " by SHAP's tree"))
  }
}
