import Testing

@testable import TUI

@Suite struct TextItemTests {
  @Test func readsPlainLinesLabelledLinesAndObjects() {
    let items = TextItem.read(
      """
      just a text; with a semicolon
      i feel low;sadness
      hooray\tjoy
      {"text":"so","label":"fear","note":"n"}

      """, labels: ["sadness", "joy", "fear"], source: .file)
    #expect(items.map(\.text) == ["just a text; with a semicolon", "i feel low", "hooray", "so"])
    #expect(items.map(\.expected) == [nil, "sadness", "joy", "fear"])
    #expect(items[3].note == "n")
  }

  @Test func bookmarksReadBackAsTheyWereKept() {
    let items = [
      TextItem(text: "a \"quoted\"\nline", pair: "b", note: "n", expected: "joy"),
      TextItem(text: "not kept", source: .history),
    ]
    let read = TextItem.read(TextItem.lines(of: items), labels: [], source: .bookmark)
    #expect(read == [items[0]])
  }
}
