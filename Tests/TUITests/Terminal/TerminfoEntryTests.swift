import Foundation
import Testing

@testable import TUI

extension CursesTests {
  @Suite struct TerminfoEntryTests {
    private let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("headscope-terminfo-test-\(UUID().uuidString)").path

    @Test func theNamesToTryEndWithOnesThatEveryHostHas() {
      #expect(
        TerminfoEntry.candidates(term: "xterm", hasColorTerm: false) == ["xterm", "xterm", "vt100"])
      #expect(
        TerminfoEntry.candidates(term: "xterm-kitty", hasColorTerm: false)
          == ["xterm-kitty", "xterm-256color", "xterm", "vt100"])
      #expect(
        TerminfoEntry.candidates(term: "foot", hasColorTerm: true)
          == ["foot", "xterm-256color", "xterm", "vt100"])
    }

    @Test func anEntryIsFoundOrNot() throws {
      let entry = try #require(TerminfoEntry(name: "xterm-256color"))
      #expect(entry.colors == 256)
      #expect(!entry.hasDirectColor)
      #expect(TerminfoEntry(name: "no-such-terminal") == nil)
      #expect(TerminfoEntry(name: "") == nil)
      #expect(try #require(TerminfoEntry(name: "vt100")).colors == 0)
    }

    @Test(arguments: ["", "../x", "a b", "x,y", "x\ny", "名", String(repeating: "x", count: 65)])
    func aNameThatIsNotSafeInAFileIsRefused(_ term: String) {
      #expect(TerminfoEntry.source(term: term, depth: .truecolor) == nil)
    }

    @Test func anEntryIsCompiledOnce() throws {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let source = try #require(TerminfoEntry.source(term: "xterm", depth: .truecolor))
      let first = try #require(
        TerminfoEntry.compile(name: source.name, text: source.text, cache: folder))
      let made = try FileManager.default.attributesOfItem(atPath: first)[.modificationDate] as? Date
      let second = TerminfoEntry.compile(name: source.name, text: source.text, cache: folder)
      #expect(second == first)
      let now = try FileManager.default.attributesOfItem(atPath: first)[.modificationDate] as? Date
      #expect(made == now)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    }

    @Test func whatCannotBeCompiledIsNoEntry() throws {
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let source = try #require(TerminfoEntry.source(term: "no-such-terminal", depth: .truecolor))
      #expect(TerminfoEntry.compile(name: source.name, text: source.text, cache: folder) == nil)
      #expect(TerminfoEntry.compile(name: "x", text: "x", cache: "/dev/null/nowhere") == nil)
    }

    @Test func delaysAreTakenOutOfCapabilities() {
      #expect(CursesPainter.withoutDelays("\u{1B}[m\u{F}$<2>") == "\u{1B}[m\u{F}")
      #expect(CursesPainter.withoutDelays("a$<5/>b$<1*>c") == "abc")
      #expect(CursesPainter.withoutDelays("a$<5") == "a$<5")
    }
  }
}
