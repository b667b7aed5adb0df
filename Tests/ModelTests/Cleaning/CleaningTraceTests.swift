import Testing

@testable import Model

@Suite("What the stages of a cleaning did")
struct CleaningTraceTests {
  private func marked(_ text: String, _ stages: CleaningStage...) -> [String] {
    CleaningTrace(text, TextCleaner(stages)).stages.map { stage in
      stage.name + ": "
        + stage.parts.map { part in
          switch part.fate {
          case .kept: part.text
          case .removed: "−\(part.text)−"
          case .changed: "~\(part.text)~"
          }
        }.joined()
    }
  }

  @Test func eachStageIsGivenWhatTheOneBeforeLeft() {
    #expect(
      marked("WOW http://a.b it's ok!!", .urls, .punctuation, .lowercase, .stopwords()) == [
        "urls: WOW −http://a.b −it's ok!!",
        "punctuation: WOW it−'−s ok−!!−",
        "lowercase: ~WOW~ its ok",
        "stopwords: wow −its −ok",
      ])
  }

  @Test func entitiesAreChangedAndTagsRemoved() {
    #expect(marked("<b>a</b> &amp; b", .html) == ["html: −<b>−a−</b>− ~&amp;~ b"])
  }

  @Test func aTextThatIsLeftAloneIsOnePart() {
    let trace = CleaningTrace("so well", TextCleaner([.urls]))
    #expect(trace.stages.map(\.parts) == [[CleaningTrace.Part("so well", .kept)]])
    #expect(trace.stages[0].isIdle)
    #expect(trace.cleaned == "so well")
  }

  @Test func allOrNothingIsLeft() {
    let trace = CleaningTrace("!!", TextCleaner([.punctuation]))
    #expect(trace.stages[0].parts == [CleaningTrace.Part("!!", .removed)])
    #expect(trace.cleaned == "")
    #expect(CleaningTrace("", TextCleaner([.punctuation])).stages[0].parts.isEmpty)
    #expect(CleaningTrace("a", TextCleaner()).cleaned == "a")
  }

  @Test(arguments: ["ΑΣ İx", "👩‍👩‍👧 hi #1", "a\u{301}b @you", "\r\n x"])
  func partsMakeUpTheTextBefore(text: String) {
    let names = CleaningStage.names
    guard let cleaner = try? TextCleaner(names: names) else {
      Issue.record("the names are the stages'")
      return
    }
    var before = text
    for stage in CleaningTrace(text, cleaner).stages {
      #expect(stage.parts.map(\.text).joined() == before)
      before = stage.result
    }
    #expect(before == cleaner.clean(text).text)
  }
}
