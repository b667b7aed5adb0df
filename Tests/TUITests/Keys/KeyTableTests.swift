import Model
import Testing

@testable import TUI

@Suite struct KeyTableTests {
  private let table = KeyTable.standard

  @Test func everyActionHasExactlyOneRow() {
    for action in Action.allCases {
      #expect(table.rows.filter { $0.action == action }.count == 1, "\(action.rawValue)")
    }
  }

  @Test(arguments: Screen.allCases.flatMap { screen in screen.panes.map { (screen, $0) } })
  func noKeyMeansTwoThingsInAPane(screen: Screen, pane: Pane) {
    var owners: [KeyChord: [Bool: Action]] = [:]
    for row in table.rows where row.holds(on: screen) {
      if let panes = row.panes, !panes.contains(pane) { continue }
      for chord in row.always + (pane.isEditor ? [] : row.plain) {
        let isOwn = row.panes != nil
        if let other = owners[chord]?[isOwn] {
          Issue.record(
            "\(chord.name) is \(other.rawValue) and \(row.action.rawValue) in \(pane.rawValue)")
        }
        owners[chord, default: [:]][isOwn] = row.action
      }
    }
    #expect(!owners.isEmpty)
  }

  /// While a text has the focus letters type, so each action needs a key that is no letter.
  @Test func everyActionHasAKeyThatHoldsWhileTyping() {
    for row in table.rows where row.panes == nil || !(row.panes ?? []).isDisjoint(with: [.text]) {
      #expect(!row.always.isEmpty, "\(row.action.rawValue)")
      #expect(row.always.allSatisfy { !$0.isPrintable }, "\(row.action.rawValue)")
    }
  }

  @Test func everyActionIsReachedByItsKeysWhereItsRowHolds() {
    for row in table.rows {
      let places = Screen.allCases.filter(row.holds).flatMap { screen in
        screen.panes.map { (screen, $0) }
      }
      for (screen, pane) in places where row.panes?.contains(pane) ?? true {
        for chord in row.always + (pane.isEditor ? [] : row.plain) {
          let found = table.action(for: chord, in: pane, on: screen)
          // A row of the pane's own may go before one that holds everywhere.
          let isShadowed =
            row.panes == nil
            && table.rows.contains {
              $0.panes?.contains(pane) == true && ($0.always + $0.plain).contains(chord)
            }
          if !isShadowed { #expect(found == row.action, "\(chord.name) in \(pane.rawValue)") }
        }
      }
    }
  }

  @Test func everyActionButMovesIsInThePalette() throws {
    let items = try Robot().state.paletteMenu().items.map(\.value)
    for row in table.rows where row.group != .movement {
      #expect(items.contains(.action(row.action)), "\(row.action.rawValue)")
    }
  }

  @Test func lettersTypeInTheTextPane() {
    for character in "abcdefghijklmnopqrstuvwxyz:/?.,ATGR" {
      #expect(table.action(for: KeyChord(.character(character)), in: .text) == nil)
    }
  }

  @Test func rebindingTakesTheKeyFromItsOwner() throws {
    var table = self.table
    let losers = table.bind(.method, to: [try KeyChord("x"), try KeyChord("F9")])
    #expect(losers == [.remove])
    #expect(table.action(for: try KeyChord("x"), in: .heat) == .method)
    #expect(table.action(for: try KeyChord("F9"), in: .text) == .method)
    #expect(table.action(for: try KeyChord("m"), in: .heat) == nil)
  }

  @Test(arguments: [
    "m", "Alt-m", "Ctrl-L", "F1", "Tab", "Shift-Tab", "Enter", "Alt-Enter", "Ctrl-Left", "Space",
    "PageUp", "-", "Alt--",
  ])
  func chordsReadBackAsTheyAreWritten(name: String) throws {
    #expect(try KeyChord(name).name == name)
  }

  @Test(arguments: ["", "Hyper-x", "F13", "Enterr", "Ctrl-"])
  func whatIsNoKeyIsRefused(name: String) {
    #expect(throws: SettingsError.self) { try KeyChord(name) }
  }

  @Test func hintsNameKeysThatHoldInThePane() throws {
    let typing = table.hints(in: .text)
    #expect(typing.contains { $0.key == "F3" && $0.word == "method" })
    #expect(!typing.contains { $0.key == "m" })
    #expect(table.hints(in: .heat).contains { $0.key == "m" && $0.word == "method" })
  }
}
