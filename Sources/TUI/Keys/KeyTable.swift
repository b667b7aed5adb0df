/// The one table of actions and keys: dispatch, hints, help, palette and rebinding read it.
public struct KeyTable: Equatable, Sendable {
  /// Under which heading the help lists an action.
  public enum Group: String, CaseIterable, Sendable {
    case program = "Program"
    case explanation = "Explanation"
    case view = "View"
    case words = "Words"
    case heads = "Heads"
    case curves = "Curves"
    case evaluation = "Evaluation"
    case data = "Data"
    case texts = "Texts"
    case movement = "Moving"
    case editing = "Editing"
  }

  /// One row.
  public struct Row: Equatable, Sendable {
    /// What the keys do.
    public var action: Action
    /// The heading it is listed under.
    public var group: Group
    /// What it does, as help and palette say it.
    public var title: String
    /// One word for the hint line; nil keeps it out.
    public var hint: String?
    /// Where the row holds; nil in every pane.
    public var panes: Set<Pane>?
    /// The screens it holds on; nil on all.
    public var screens: Set<Screen>?
    /// Keys of the panes that do not type.
    public var plain: [KeyChord]
    /// Keys that hold while typing, too.
    public var always: [KeyChord]

    /// Whether it holds on a screen, in one of its panes at least.
    func holds(on screen: Screen) -> Bool {
      (screens?.contains(screen) ?? true)
        && (panes.map { !$0.isDisjoint(with: screen.panes) } ?? true)
    }

    /// The key to name for a pane: while typing only what holds there.
    func chord(in pane: Pane) -> KeyChord? {
      if let panes, !panes.contains(pane) { return nil }
      let shortest = always.min { $0.name.count < $1.name.count }
      return pane.isEditor ? shortest : plain.first ?? shortest
    }
  }

  /// The rows, in the order of help.
  public private(set) var rows: [Row]

  /// The keys that ship with the program.
  public static let standard = KeyTable(rows: standardRows)

  init(rows: [Row]) { self.rows = rows }

  /// The row of an action.
  public func row(of action: Action) -> Row? { rows.first { $0.action == action } }

  /// What a key does in a pane; nil when nothing.
  ///
  /// A row made for the pane goes before one that holds everywhere, so `←` may move through the
  /// path in its pane and through the words elsewhere.
  public func action(
    for chord: KeyChord, in pane: Pane, on screen: Screen = .explain
  ) -> Action? {
    var general: Action?
    for row in rows where row.screens?.contains(screen) ?? true {
      let holds = row.always.contains(chord) || (!pane.isEditor && row.plain.contains(chord))
      guard holds else { continue }
      if let panes = row.panes {
        if panes.contains(pane) { return row.action }
      } else if general == nil {
        general = row.action
      }
    }
    return general
  }

  /// Gives an action other keys, in place of all it had.
  ///
  /// - Returns: The actions that lost a key to it, for a message.
  mutating func bind(_ action: Action, to chords: [KeyChord]) -> [Action] {
    guard let index = rows.firstIndex(where: { $0.action == action }) else { return [] }
    rows[index].plain = chords.filter(\.isPrintable)
    rows[index].always = chords.filter { !$0.isPrintable }
    var losers: [Action] = []
    for other in rows.indices
    where other != index && Self.overlap(rows[other].panes, rows[index].panes)
      && Self.meet(rows[other].screens, rows[index].screens)
    {
      let before = (rows[other].plain.count, rows[other].always.count)
      rows[other].plain.removeAll(where: chords.contains)
      rows[other].always.removeAll(where: chords.contains)
      if before != (rows[other].plain.count, rows[other].always.count) {
        losers.append(rows[other].action)
      }
    }
    return losers
  }

  /// Two rows that may hold at once and neither of which goes before the other.
  static func overlap(_ first: Set<Pane>?, _ second: Set<Pane>?) -> Bool {
    switch (first, second) {
    case (nil, nil): true
    case (let first?, let second?): !first.isDisjoint(with: second)
    default: false
    }
  }

  /// Two rows that may hold on one screen.
  private static func meet(_ first: Set<Screen>?, _ second: Set<Screen>?) -> Bool {
    guard let first, let second else { return true }
    return !first.isDisjoint(with: second)
  }

  /// The hints of a pane: key and word, in the table's order.
  func hints(in pane: Pane, on screen: Screen = .explain) -> [(key: String, word: String)] {
    rows.compactMap { row in
      guard row.holds(on: screen), let hint = row.hint, let chord = row.chord(in: pane) else {
        return nil
      }
      return (chord.glyphs, hint)
    }
  }
}
