import Model
import Testing

@testable import TUI

@Suite("The lines of a cleaning")
struct ReadingLinesTests {
  private func lines(
    _ text: String, _ stages: CleaningStage..., hasColor: Bool = false
  ) -> [String] {
    ReadingLines.stages(
      CleaningTrace(text, TextCleaner(stages)), width: 60, hasColor: hasColor
    ).map { $0.parts.map(\.text).joined() }
  }

  @Test("show what each stage left, marked by what the next one does")
  func stages() {
    #expect(
      lines("WOW http://a.b so!!", .urls, .punctuation, .lowercase) == [
        "typed       WOW [http://a.b ]so!!",
        "urls        WOW so[!!]",
        "punctuation {WOW} so",
        "lowercase   wow so",
      ])
    #expect(
      lines("WOW http://a.b", .urls, hasColor: true) == [
        "typed       WOW http://a.b", "urls        WOW",
      ]
    )
  }

  @Test("mark past a stage that finds nothing to do")
  func idleStages() {
    #expect(
      lines("WOW so", .urls, .lowercase, .digits) == [
        "typed       {WOW} so", "urls        nothing to do", "lowercase   wow so",
        "digits      nothing to do",
      ])
    #expect(lines("so", .urls) == ["typed       so", "urls        nothing to do"])
  }

  @Test("say where nothing is left")
  func nothingLeft() {
    #expect(
      lines("!!", .punctuation, .lowercase) == [
        "typed       [!!]", "punctuation nothing is left", "lowercase   nothing to do",
      ])
  }

  @Test("are the text alone where nothing is cleaned")
  func noCleaning() {
    #expect(lines("WOW so") == ["text        WOW so"])
  }
}
