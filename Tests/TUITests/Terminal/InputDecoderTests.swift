import Model
import TestSupport
import Testing

@testable import TUI

@Suite struct InputDecoderTests {
  private static let start = ContinuousClock.now

  /// Feeds the bytes at once, then lets so much time pass that everything is decided.
  private func decode(_ bytes: [UInt8], with decoder: InputDecoder = InputDecoder()) -> [InputEvent]
  {
    var decoder = decoder
    var events = decoder.feed(bytes, at: Self.start)
    events += settle(&decoder, from: Self.start)
    return events
  }

  private func decode(_ text: String) -> [InputEvent] { decode(Array(text.utf8)) }

  private func settle(
    _ decoder: inout InputDecoder, from time: ContinuousClock.Instant
  ) -> [InputEvent] {
    var events: [InputEvent] = []
    var time = time
    for _ in 0..<10_000 {
      guard let deadline = decoder.deadline else { return events }
      time = max(time, deadline)
      events += decoder.flush(at: time)
    }
    Issue.record("The decoder never comes to rest.")
    return events
  }

  @Test func textArrivesClusterByCluster() {
    #expect(decode("ab中") == [.text("a"), .text("b"), .text("中")])
    #expect(decode("e\u{301}👨‍👩‍👧") == [.text("e\u{301}"), .text("👨‍👩‍👧")])
  }

  @Test func aCharacterMayArriveInTwoReads() {
    var decoder = InputDecoder()
    #expect(decoder.feed([0xE4, 0xB8], at: Self.start) == [])
    #expect(decoder.feed([0xAD], at: Self.start) == [.text("中")])
    #expect(decoder.deadline == nil)
  }

  @Test(
    arguments: [
      [0xFF], [0xC3, 0x28], [0xE4, 0xB8, 0x20], [0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80],
    ] as [[UInt8]])
  func bytesThatAreNoTextBecomeReplacements(_ bytes: [UInt8]) {
    let text = decode(bytes).map { event -> String in
      if case .text(let text) = event { text } else { "?" }
    }
    #expect(text.joined() == String(decoding: bytes, as: UTF8.self))
    #expect(text.first == "\u{FFFD}")
  }

  @Test func aCharacterThatNeverEndsBecomesAReplacement() {
    #expect(decode([0xE4, 0xB8]) == [.text("\u{FFFD}")])
  }

  @Test(
    arguments: [
      ("\r", Key.enter, []), ("\t", .tab, []), ("\u{7F}", .backspace, []),
      ("\u{3}", .character("c"), .control), ("\0", .character(" "), .control),
      ("\u{1C}", .character("\\"), .control), ("\u{1F}", .character("_"), .control),
      ("\n", .character("j"), .control), ("\u{8}", .character("h"), .control),
      ("\u{1B}", .escape, []), ("\u{1B}\u{1B}[A", .up, .alt),
      ("\u{1B}[A", .up, []), ("\u{1B}OA", .up, []), ("\u{1B}[1;5C", .right, .control),
      ("\u{1B}[1;2D", .left, .shift), ("\u{1B}[1;3B", .down, .alt),
      ("\u{1B}[1;8A", .up, [.shift, .alt, .control]), ("\u{1B}[H", .home, []),
      ("\u{1B}OF", .end, []), ("\u{1B}[1~", .home, []), ("\u{1B}[4~", .end, []),
      ("\u{1B}[7~", .home, []), ("\u{1B}[8~", .end, []), ("\u{1B}[2~", .insert, []),
      ("\u{1B}[3~", .delete, []), ("\u{1B}[3;5~", .delete, .control), ("\u{1B}[5~", .pageUp, []),
      ("\u{1B}[6;2~", .pageDown, .shift), ("\u{1B}[Z", .backTab, []),
      ("\u{1B}OP", .function(1), []),
      ("\u{1B}[[A", .function(1), []), ("\u{1B}[[E", .function(5), []),
      ("\u{1B}[11~", .function(1), []), ("\u{1B}[15~", .function(5), []),
      ("\u{1B}[17~", .function(6), []), ("\u{1B}[21~", .function(10), []),
      ("\u{1B}[23~", .function(11), []), ("\u{1B}[24~", .function(12), []),
      ("\u{1B}[24;3~", .function(12), .alt), ("\u{1B}[1;2P", .function(1), .shift),
      ("\u{1B}[1;5R", .function(3), .control), ("\u{1B}x", .character("x"), .alt),
      ("\u{1B}é", .character("é"), .alt), ("\u{1B}\r", .enter, .alt),
      ("\u{1B}\u{7F}", .backspace, .alt), ("\u{1B}\u{6}", .character("f"), [.control, .alt]),
      ("\u{1B}[", .character("["), .alt), ("\u{1B}O", .character("O"), .alt),
      ("\u{1B}]", .character("]"), .alt), ("\u{1B}P", .character("P"), .alt),
      ("\u{1B}OM", .enter, []), ("\u{1B}O5A", .up, .control), ("\u{1B}[a", .up, .shift),
      ("\u{1B}Od", .left, .control), ("\u{1B}[3^", .delete, .control),
      ("\u{1B}[3@", .delete, [.control, .shift]), ("\u{1B}[27;5;105~", .character("i"), .control),
      ("\u{1B}[105;5u", .character("i"), .control), ("\u{1B}[13;2u", .enter, .shift),
      ("\u{1B}[9;2u", .backTab, []), ("\u{1B}[27u", .escape, []),
    ] as [(String, Key, KeyModifiers)])
  func aSequenceIsAKey(_ bytes: String, _ key: Key, _ modifiers: KeyModifiers) {
    #expect(decode(bytes) == [.key(key, modifiers)])
  }

  @Test func keypadKeysTypeInApplicationMode() {
    #expect(decode("\u{1B}Op\u{1B}Oy\u{1B}Ok") == [.text("0"), .text("9"), .text("+")])
  }

  @Test func controlZAsksToSuspend() {
    #expect(decode("\u{1A}") == [.suspendRequested])
    #expect(decode("\u{1B}[122;5u") == [.suspendRequested])
  }

  @Test func theBackspaceKeyMaySendControlH() {
    #expect(decode([8], with: InputDecoder(controlHIsBackspace: true)) == [.key(.backspace, [])])
  }

  @Test func focusIsReported() {
    #expect(decode("\u{1B}[I\u{1B}[O") == [.focus(true), .focus(false)])
  }

  @Test(arguments: [
    "\u{1B}]11;rgb:1e1e/1e1e/1e1e\u{1B}\\", "\u{1B}]11;rgb:0/0/0\u{7}", "\u{1B}[?62;22c",
    "\u{1B}[12;40R", "\u{1B}[?2026;2$y", "\u{1B}P>|tmux 3.3a\u{1B}\\", "\u{1B}[>0;276;0c",
    "\u{1B}[8;24;80t", "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}[?0u", "\u{1B}[57358u", "\u{1B}[1;1:3A",
    "\u{1B}[99~", "\u{1B}[1;5", "\u{1B}[200", "\u{1B}Oz", "\u{1B}]0;unfinished", "\u{1B}[[x",
    "\u{1B}[<0;0;0M", "\u{1B}[<128;4;4M", "\u{1B}[0n",
  ])
  func repliesAndUnknownSequencesTypeNothing(_ bytes: String) {
    let events = decode(bytes).filter { $0 != .text("x") }
    #expect(events == [])
  }

  @Test func whatFollowsASwallowedReplyIsRead() {
    #expect(
      decode("a\u{1B}[12;40Rb\u{1B}]11;rgb:0/0/0\u{7}c") == [.text("a"), .text("b"), .text("c")])
    #expect(decode("\u{1B}[1;\u{1B}[A") == [.key(.up, [])])
  }

  @Test func anEscapeIsAKeyOnlyAfterItsDelay() {
    var decoder = InputDecoder()
    #expect(decoder.feed([0x1B], at: Self.start) == [])
    #expect(decoder.deadline == Self.start + .milliseconds(25))
    #expect(decoder.flush(at: Self.start + .milliseconds(24)) == [])
    #expect(decoder.flush(at: Self.start + .milliseconds(25)) == [.key(.escape, [])])
    #expect(decoder.deadline == nil)
    #expect(
      decoder.feed([0x5B, 0x41], at: Self.start + .milliseconds(26)) == [.text("["), .text("A")])
  }

  @Test func escapeTwiceIsTwoKeys() {
    #expect(decode("\u{1B}\u{1B}") == [.key(.escape, []), .key(.escape, [])])
    #expect(decode("\u{1B}\u{1B}x") == [.key(.escape, []), .key(.character("x"), .alt)])
  }

  @Test func theDescriptionsOwnKeysComeFirst() {
    let decoder = InputDecoder(keys: [
      Array("\u{1B}[@Q".utf8): .init(.pageDown), [0x1B, 0x78]: .init(.delete),
    ])
    #expect(
      decode(Array("\u{1B}[@Q\u{1B}x".utf8), with: decoder) == [
        .key(.pageDown, []), .key(.delete, []),
      ])
  }

  // MARK: Paste

  @Test func aPasteIsOneEvent() {
    #expect(decode("\u{1B}[200~two\rlines\u{1B}[201~x") == [.paste("two\nlines"), .text("x")])
    #expect(decode("\u{1B}[200~\u{1B}[201~") == [.paste("")])
  }

  @Test func anEndInsideAPasteMakesNoKeysOfTheRest() {
    #expect(
      decode("\u{1B}[200~a\u{1B}[201~:q\r\u{1B}[A\u{1B}[201~x")
        == [.paste("a:q\n\u{1B}[A"), .text("x")])
    #expect(
      decode("\u{1B}[200~a\u{1B}[201~q\u{1B}[200~b\u{1B}[201~")
        == [.paste("a"), .text("q"), .paste("b")])
  }

  @Test func aPasteKeepsControlsAndMakesLineEndsOne() {
    #expect(
      decode("\u{1B}[200~a\tb\r\nc\n\u{3}\u{1B}[A\u{7F}\u{9B}d\u{1B}[201~") == [
        .paste("a\tb\nc\n\u{3}\u{1B}[A\u{7F}\u{9B}d")
      ])
  }

  @Test func aPasteMayArriveInAnyPortions() {
    let bytes = Array("\u{1B}[200~中\u{1B}[20文\r\n\u{1B}[201~z".utf8)
    for cut in 1..<bytes.count {
      var decoder = InputDecoder()
      var events = decoder.feed(bytes[..<cut], at: Self.start)
      events += decoder.feed(bytes[cut...], at: Self.start)
      #expect(events == [.paste("中\u{1B}[20文\n"), .text("z")], "cut at \(cut)")
    }
  }

  @Test func aPasteWithoutEndIsHandedOnAndAnEscapeEndsIt() {
    var decoder = InputDecoder()
    #expect(decoder.feed(Array("\u{1B}[200~lost".utf8), at: Self.start) == [])
    let later = Self.start + .seconds(1)
    #expect(decoder.flush(at: later) == [.paste("lost")])
    #expect(decoder.deadline == nil)
    #expect(decoder.feed(Array("q".utf8), at: later) == [])
    #expect(decoder.flush(at: later + .seconds(1)) == [.paste("q")])
    #expect(decoder.feed([0x1B], at: later) == [])
    #expect(decoder.flush(at: later + .seconds(3)) == [.key(.escape, [])])
    #expect(decoder.feed(Array("q".utf8), at: later + .seconds(4)) == [.text("q")])
  }

  @Test func aPortionOfAPasteEndsBetweenCharacters() {
    var decoder = InputDecoder()
    _ = decoder.feed(Array("\u{1B}[200~a".utf8) + [0xE4, 0xB8], at: Self.start)
    #expect(decoder.flush(at: Self.start + .seconds(1)) == [.paste("a")])
    #expect(decoder.feed([0xAD] + Array("\u{1B}[201~".utf8), at: Self.start) == [.paste("中")])
  }

  @Test func anEnormousPasteArrivesInPortions() {
    var decoder = InputDecoder()
    var pasted = 0
    let portion = Array(repeating: UInt8(ascii: "x"), count: 65_536)
    var events = decoder.feed(Array("\u{1B}[200~".utf8), at: Self.start)
    for _ in 0..<40 { events += decoder.feed(portion, at: Self.start) }
    events += decoder.feed(Array("\u{1B}[201~".utf8), at: Self.start)
    for case .paste(let text) in events { pasted += text.count }
    #expect(pasted == 40 * 65_536)
    #expect(events.count > 1)
  }

  // MARK: Mouse

  @Test(arguments: [
    ("\u{1B}[<0;5;3M", MouseEvent(action: .press(.left), row: 2, column: 4, clickCount: 1)),
    ("\u{1B}[<0;300;3m", MouseEvent(action: .release(.left), row: 2, column: 299)),
    ("\u{1B}[<1;1;1M", MouseEvent(action: .press(.middle), row: 0, column: 0, clickCount: 1)),
    ("\u{1B}[<2;1;1m", MouseEvent(action: .release(.right), row: 0, column: 0)),
    ("\u{1B}[<32;2;2M", MouseEvent(action: .drag(.left), row: 1, column: 1)),
    ("\u{1B}[<35;2;2M", MouseEvent(action: .move, row: 1, column: 1)),
    ("\u{1B}[<64;2;2M", MouseEvent(action: .wheelUp, row: 1, column: 1)),
    ("\u{1B}[<65;2;2M", MouseEvent(action: .wheelDown, row: 1, column: 1)),
    ("\u{1B}[<66;2;2M", MouseEvent(action: .wheelLeft, row: 1, column: 1)),
    ("\u{1B}[<67;2;2M", MouseEvent(action: .wheelRight, row: 1, column: 1)),
    (
      "\u{1B}[<28;2;2M",
      MouseEvent(
        action: .press(.left), row: 1, column: 1, modifiers: [.shift, .alt, .control], clickCount: 1
      )
    ),
    ("\u{1B}[M !\"", MouseEvent(action: .press(.left), row: 1, column: 0, clickCount: 1)),
    ("\u{1B}[M#!!", MouseEvent(action: .release(.left), row: 0, column: 0)),
  ])
  func aReportIsAMouseEvent(_ bytes: String, _ event: MouseEvent) {
    #expect(decode(bytes) == [.mouse(event)])
  }

  @Test func clicksInARowAreCounted() {
    var decoder = InputDecoder()
    func press(_ column: Int, _ milliseconds: Int) -> Int? {
      let report = Array("\u{1B}[<0;\(column);1M".utf8)
      let events = decoder.feed(report, at: Self.start + .milliseconds(milliseconds))
      guard case .mouse(let event)? = events.first else { return nil }
      return event.clickCount
    }
    #expect(press(5, 0) == 1)
    #expect(press(5, 300) == 2)
    #expect(press(5, 600) == 3)
    #expect(press(6, 700) == 1)
    #expect(press(6, 1_200) == 1)
  }

  // MARK: Any bytes

  @Test func everythingMayArriveByteByByte() {
    let stream =
      "a中\u{1B}[A\u{1B}OB\u{1B}[1;5C\u{1B}[<0;10;20M\u{1B}[M !!\u{1B}[200~p\r\nq\u{1B}[201~"
      + "\u{1B}x\u{1B}\u{1B}[D\u{1B}]0;t\u{1B}\\\u{1B}[24~\u{1B}[[B\r\u{7F}\u{1B}[I中z"
    let bytes = Array(stream.utf8)
    let whole = decode(bytes)
    #expect(whole.count == 17)
    var decoder = InputDecoder()
    var single: [InputEvent] = []
    for byte in bytes { single += decoder.feed([byte], at: Self.start) }
    single += settle(&decoder, from: Self.start)
    #expect(single == whole)
  }

  @Test func garbageNeverTrapsHangsOrTypesControls() {
    var generator = SeededGenerator(seed: 7)
    let favourites: [UInt8] =
      Array("\u{1B}\u{1B}[[]OPM<;;;0123456789~uRm\u{7}\\".utf8) + [0xE4, 0xFF, 0x9B]
    for _ in 0..<3_000 {
      var decoder = InputDecoder()
      var events: [InputEvent] = []
      var time = Self.start
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        let bytes = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
          Bool.random(using: &generator)
            ? favourites.randomElement(using: &generator) ?? 0
            : UInt8.random(in: 0...255, using: &generator)
        }
        events += decoder.feed(bytes, at: time)
        time += .milliseconds(Int.random(in: 0...40, using: &generator))
        events += decoder.flush(at: time)
      }
      events += settle(&decoder, from: time)
      for case .text(let text) in events {
        #expect(!text.isEmpty)
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
      }
    }
  }
}
