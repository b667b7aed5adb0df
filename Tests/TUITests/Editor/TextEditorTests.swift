import Model
import TestSupport
import Testing

@testable import TUI

@Suite struct TextEditorTests {
  @Test func typesAtTheCursor() {
    var editor = TextEditor("ac")
    editor.move(.left, width: 80)
    editor.insert("b")
    #expect(editor.text == "abc")
    #expect(editor.cursor == 2)
  }

  @Test func erasesWholeClusters() {
    var editor = TextEditor("a👨‍👩‍👧e\u{301}")
    #expect(editor.count == 3)
    editor.eraseBackward()
    #expect(editor.text == "a👨‍👩‍👧")
    editor.eraseBackward()
    #expect(editor.text == "a")
  }

  @Test func joinsACombiningMarkToTheLetterBefore() {
    var editor = TextEditor("e")
    editor.insert("\u{301}")
    #expect(editor.count == 1)
    #expect(editor.cursor == 1)
    #expect(editor.text == "e\u{301}")
  }

  @Test func movesByWords() {
    var editor = TextEditor("one two, three")
    editor.move(.wordLeft, width: 80)
    #expect(editor.cursor == 9)
    editor.move(.wordLeft, width: 80)
    #expect(editor.cursor == 7)
    editor.move(.wordLeft, width: 80)
    #expect(editor.cursor == 4)
    editor.move(.wordRight, width: 80)
    #expect(editor.cursor == 7)
  }

  @Test func movesByLinesAsSeenAndKeepsTheColumn() {
    // Wraps as "aaaa " "bb " "cccc".
    var editor = TextEditor("aaaa bb cccc")
    editor.move(.up, width: 5)
    #expect(editor.cursor == 7)
    editor.move(.up, width: 5)
    #expect(editor.cursor == 4)
    #expect(editor.move(.up, width: 5) == false)
  }

  @Test func goesToTheEndsOfALineAsSeen() {
    var editor = TextEditor("aaaa bb")
    editor.move(.textStart, width: 5)
    editor.move(.lineEnd, width: 5)
    #expect(editor.cursor == 4)
    editor.move(.textEnd, width: 5)
    editor.move(.lineStart, width: 5)
    #expect(editor.cursor == 5)
  }

  @Test func undoesARunOfTypingAtOnce() {
    var editor = TextEditor()
    for letter in "hello" { editor.insert(String(letter)) }
    editor.move(.left, width: 80)
    editor.insert("!")
    editor.undo()
    #expect(editor.text == "hello")
    editor.undo()
    #expect(editor.text == "")
    editor.redo()
    #expect(editor.text == "hello")
  }

  @Test func killsAndYanks() {
    var editor = TextEditor("keep this word")
    editor.killWordBackward()
    #expect(editor.text == "keep this ")
    editor.move(.textStart, width: 80)
    editor.yank()
    #expect(editor.text == "wordkeep this ")
    editor.killToLineEnd()
    #expect(editor.text == "word")
    editor.killToLineStart()
    #expect(editor.isEmpty)
  }

  @Test func replacesTheSelection() {
    var editor = TextEditor("abcd")
    editor.move(.left, width: 80, selecting: true)
    editor.move(.left, width: 80, selecting: true)
    #expect(editor.selectedText == "cd")
    editor.insert("x")
    #expect(editor.text == "abx")
    #expect(editor.selection == nil)
  }

  @Test func pastesLineEndsAsLinesAndKeepsOtherControls() {
    var editor = TextEditor()
    editor.insert("a\r\nb\rc\td\u{1b}[31m\u{7}")
    #expect(editor.text == "a\nb\nc d\u{1b}[31m\u{7}")
  }

  @Test func goesThroughTheHistoryAndBackToTheDraft() {
    var editor = TextEditor("first")
    editor.remember()
    editor.replaceAll(with: "second")
    editor.remember()
    editor.replaceAll(with: "draft")
    editor.recallPrevious()
    #expect(editor.text == "second")
    editor.recallPrevious()
    #expect(editor.text == "first")
    editor.recallPrevious()
    #expect(editor.text == "first")
    editor.recallNext()
    editor.recallNext()
    #expect(editor.text == "draft")
  }

  @Test func keepsNoBlanksAndNoRepetitionsInTheHistory() {
    var editor = TextEditor("  ")
    editor.remember()
    #expect(editor.history.isEmpty)
    editor.replaceAll(with: "a")
    editor.remember()
    editor.remember()
    #expect(editor.history == ["a"])
  }

  /// Random edits against the obvious model: a string and an offset into its clusters.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func agreesWithANaiveModel(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let inserts = ["a", "b ", "中", "e\u{301}", "🇩🇪", "\u{301}", "x\ny", "👍🏽", " ", "\u{200d}"]
    var editor = TextEditor()
    var text = ""
    var cursor = 0
    for _ in 0..<800 {
      let clusters = Array(text)
      switch UInt64.random(in: 0..<8, using: &random) {
      case 0...3:
        let piece = inserts[Int.random(in: 0..<inserts.count, using: &random)]
        editor.insert(piece)
        let before = String(clusters[..<cursor]) + piece
        text = before + String(clusters[cursor...])
        cursor = min(Array(before).count, Array(text).count)
      case 4:
        editor.eraseBackward()
        if cursor > 0 {
          let before = String(clusters[..<(cursor - 1)])
          text = before + String(clusters[cursor...])
          cursor = min(Array(before).count, Array(text).count)
        }
      case 5:
        editor.eraseForward()
        if cursor < clusters.count {
          let before = String(clusters[..<cursor])
          text = before + String(clusters[(cursor + 1)...])
          cursor = min(Array(before).count, Array(text).count)
        }
      case 6:
        editor.move(.left, width: 10)
        cursor = max(cursor - 1, 0)
      default:
        editor.move(.right, width: 10)
        cursor = min(cursor + 1, clusters.count)
      }
      #expect(editor.text == text)
      #expect(editor.cursor == cursor)
      #expect(editor.count == Array(text).count)
    }
  }

  @Test(arguments: [11, 12, 13] as [UInt64])
  func undoRestoresEveryState(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var editor = TextEditor("start")
    var texts = [editor.text]
    for _ in 0..<60 {
      // Each change is a step of its own: a motion lies between them.
      editor.move(.textStart, width: 20)
      if Bool.random(using: &random) {
        editor.insert(["q", "中文", "a\nb"][Int.random(in: 0..<3, using: &random)])
      } else {
        editor.eraseForward()
      }
      if editor.text != texts.last { texts.append(editor.text) }
    }
    for text in texts.reversed() {
      #expect(editor.text == text)
      editor.undo()
    }
    for text in texts {
      #expect(editor.text == text)
      editor.redo()
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func clustersAndLinesAreAfterAnyEditAsIfMadeAnew(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "a", "b", "word", " ", " ", "\n", "中", "文", "é", "\u{301}", "🇩🇪", "🇫", "\u{200D}", "👩", "👍🏽",
      "\u{600}", "नि", "ᄀ", "ᅡ",
    ]
    var editor = TextEditor()
    let width = Int.random(in: 3..<14, using: &random)
    editor.wrap(at: width)
    for _ in 0..<400 {
      editor.cursor = Int.random(in: 0...editor.count, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0: editor.eraseBackward()
      case 1: editor.eraseForward()
      case 2: editor.killWordBackward()
      case 3:
        editor.anchor = Int.random(in: 0...editor.count, using: &random)
        editor.insert(pieces.randomElement(using: &random) ?? "")
      case 4: editor.undo()
      default:
        let count = Int.random(in: 1...3, using: &random)
        let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        editor.insert(text)
      }
      #expect(editor.characters == Array(editor.text))
      #expect(
        editor.layout(width: width) == TextLayout(editor.characters, width: width),
        "\(editor.text.debugDescription)")
      #expect(0...editor.count ~= editor.cursor)
    }
  }
}
