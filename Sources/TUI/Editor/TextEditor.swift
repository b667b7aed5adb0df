/// A text being edited: grapheme clusters, a cursor between them, a selection, undo and a history.
///
/// A value, so that it is part of the dashboard's state, and pure: what wraps where is computed from
/// a width when asked for (`TextEditor+Layout`). Positions count clusters, `0...count`.
public struct TextEditor: Equatable, Sendable {
  /// What undo goes back to.
  struct Snapshot: Equatable, Sendable {
    var characters: [Character]
    var cursor: Int
  }

  /// Why the text last changed, so that a run of typing is one step of undo.
  enum Change: Equatable, Sendable {
    case typing
    case erasing
    case other
  }

  private(set) var characters: [Character] = []
  /// The lines at the width that was asked for last, kept up to date; nil before.
  private var wrapped: TextLayout?
  /// The position the next text goes to.
  public internal(set) var cursor = 0
  /// The other end of the selection, nil when nothing is selected.
  public internal(set) var anchor: Int?
  /// The column that moving up and down tries to keep.
  var preferredColumn: Int?
  var undoSteps: [Snapshot] = []
  var redoSteps: [Snapshot] = []
  var lastChange = Change.other
  /// What the last kill took, for `yank`.
  private(set) var killed: [Character] = []
  /// Texts worth going back to, oldest first.
  public internal(set) var history: [String] = []
  /// Where in the history the text came from, nil for a text of one's own.
  var historyPosition: Int?
  /// The text that was there before the history was visited.
  var draft: [Character] = []

  /// Steps of undo kept; a step shares its storage with its neighbours only when equal, so a book
  /// pasted in is kept at most this often.
  static let undoLimit = 200
  /// Entries of history kept.
  static let historyLimit = 500

  /// Makes an editor of a text, the cursor at its end.
  public init(_ text: String = "") {
    characters = Array(Self.cleaned(text))
    cursor = characters.count
  }

  /// The text.
  public var text: String { String(characters) }
  /// Whether there is no text.
  public var isEmpty: Bool { characters.isEmpty }
  /// Grapheme clusters of the text.
  public var count: Int { characters.count }

  /// The selected positions, nil when none.
  public var selection: Range<Int>? {
    guard let anchor, anchor != cursor else { return nil }
    return min(anchor, cursor)..<max(anchor, cursor)
  }

  /// The selected text, empty when none.
  public var selectedText: String { selection.map { String(characters[$0]) } ?? "" }

  // MARK: Changing the text

  /// Types a character or pastes a text in place of the selection.
  public mutating func insert(_ text: String) {
    let added = Array(Self.cleaned(text))
    guard !added.isEmpty else { return }
    let isTyping = added.count == 1 && added != ["\n"] && selection == nil
    replace(selection ?? cursor..<cursor, with: added, as: isTyping ? .typing : .other)
  }

  /// Puts another text in place of all of it, as one step of undo.
  public mutating func replaceAll(with text: String) {
    replace(0..<count, with: Array(Self.cleaned(text)), as: .other)
    cursor = count
    historyPosition = nil
  }

  /// Removes the selection, or the cluster before the cursor.
  public mutating func eraseBackward() {
    if let selection { return replace(selection, with: [], as: .other) }
    if cursor > 0 { replace(cursor - 1..<cursor, with: [], as: .erasing) }
  }

  /// Removes the selection, or the cluster after the cursor.
  public mutating func eraseForward() {
    if let selection { return replace(selection, with: [], as: .other) }
    if cursor < count { replace(cursor..<cursor + 1, with: [], as: .erasing) }
  }

  /// Takes a range away for `yank`; nothing happens when it is empty.
  mutating func kill(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    killed = Array(characters[range])
    replace(range, with: [], as: .other)
  }

  /// Takes away the word before the cursor, or the selection.
  public mutating func killWordBackward() { kill(selection ?? wordStart(before: cursor)..<cursor) }

  /// Takes away the word after the cursor, or the selection.
  public mutating func killWordForward() { kill(selection ?? cursor..<wordEnd(after: cursor)) }

  /// Takes away what follows on the line; at its end the line break.
  public mutating func killToLineEnd() {
    let end = characters[cursor...].firstIndex(of: "\n") ?? count
    kill(cursor..<(end == cursor ? min(end + 1, count) : end))
  }

  /// Takes away what precedes on the line; at its beginning the line break.
  public mutating func killToLineStart() {
    let start = characters[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    kill((start == cursor ? max(start - 1, 0) : start)..<cursor)
  }

  /// Puts back what the last kill took.
  public mutating func yank() {
    if !killed.isEmpty {
      replace(selection ?? cursor..<cursor, with: killed, as: .other)
    }
  }

  /// Puts clusters in place of a range and the cursor behind them.
  private mutating func replace(_ range: Range<Int>, with added: [Character], as change: Change) {
    if change == .other || change != lastChange || undoSteps.isEmpty {
      undoSteps.append(Snapshot(characters: characters, cursor: cursor))
      if undoSteps.count > Self.undoLimit { undoSteps.removeFirst() }
    }
    redoSteps.removeAll()
    lastChange = change
    // A mark joins the letter before it, a joiner two emoji: the neighbours are counted anew.
    let lower = max(range.lowerBound - 1, 0)
    var upper = min(range.upperBound + 1, count)
    while upper < count, !Self.isAlone(characters[upper]) { upper += 1 }
    let head = String(characters[lower..<range.lowerBound]) + String(added)
    let clusters = Array(head + String(characters[range.upperBound..<upper]))
    characters.replaceSubrange(lower..<upper, with: clusters)
    wrapped?.replace(lower..<upper, count: clusters.count, in: characters)
    cursor = min(lower + head.count, characters.count)
    anchor = nil
    preferredColumn = nil
  }

  /// Whether a cluster never joins what stands before it, so that nothing behind it changes.
  private static func isAlone(_ character: Character) -> Bool {
    guard let first = character.unicodeScalars.first else { return false }
    return first.isASCII || first.properties.isIdeographic
  }

  // MARK: Lines

  /// Where the lines break at a width.
  ///
  /// - Complexity: O(1) at the width given to `wrap`, O(clusters) at others.
  func layout(width: Int) -> TextLayout {
    if let wrapped, wrapped.width == max(width, 1) { return wrapped }
    return TextLayout(characters, width: width)
  }

  /// Keeps the lines at a width ready.
  mutating func wrap(at width: Int) {
    if wrapped?.width != max(width, 1) { wrapped = TextLayout(characters, width: width) }
  }

  /// A text as the editor keeps it: line ends are `\n`, a tab is a blank.
  ///
  /// Other controls stay what they are, since the model may read them; they are drawn as escapes.
  static func cleaned(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return text
    }
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": if previous != "\r" { result.append("\n") }
      case "\r": result.append("\n")
      case "\t": result.append(" ")
      default: result.append(scalar)
      }
      previous = scalar
    }
    return String(result)
  }

  // MARK: Undo

  /// Goes back one step; typing without a pause in between is one.
  public mutating func undo() {
    guard let step = undoSteps.popLast() else { return }
    redoSteps.append(Snapshot(characters: characters, cursor: cursor))
    restore(step)
  }

  /// Takes an undo back.
  public mutating func redo() {
    guard let step = redoSteps.popLast() else { return }
    undoSteps.append(Snapshot(characters: characters, cursor: cursor))
    restore(step)
  }

  private mutating func restore(_ step: Snapshot) {
    characters = step.characters
    wrapped = wrapped.map { TextLayout(characters, width: $0.width) }
    cursor = step.cursor
    anchor = nil
    preferredColumn = nil
    lastChange = .other
  }

  // MARK: History

  /// Keeps the text as one to come back to; a blank one and a repetition of the last are not kept.
  public mutating func remember() {
    let text = self.text
    guard !characters.allSatisfy(\.isWhitespace), history.last != text else { return }
    history.append(text)
    if history.count > Self.historyLimit { history.removeFirst() }
    historyPosition = nil
  }

  /// Shows the text kept before the one shown.
  public mutating func recallPrevious() {
    let position = (historyPosition ?? history.count) - 1
    guard history.indices.contains(position) else { return }
    if historyPosition == nil { draft = characters }
    show(Array(history[position]), position: position)
  }

  /// Shows the text kept after the one shown, at last the one that was being typed.
  public mutating func recallNext() {
    guard let historyPosition else { return }
    let position = historyPosition + 1
    if position < history.count {
      show(Array(history[position]), position: position)
    } else {
      show(draft, position: nil)
    }
  }

  private mutating func show(_ text: [Character], position: Int?) {
    replace(0..<count, with: text, as: .other)
    cursor = count
    historyPosition = position
  }
}
