import Testing

@testable import headscope

@Suite("The progress line")
struct ProgressTests {
  @Test("It counts, with a rate that suits its size")
  func line() {
    #expect(Progress.line(done: 1240, elapsed: .seconds(4)) == "1240 texts, 310 a second, 4 s")
    #expect(Progress.line(done: 1, elapsed: .seconds(2)) == "1 text, 0.5 a second, 2 s")
  }

  @Test("Within a text it tells the step, behind the texts that are done")
  func step() {
    let step = Progress.Step(name: "patching", done: 24, total: 72)
    #expect(Progress.line(done: 0, step: step, elapsed: .seconds(3)) == "patching 24 of 72, 3 s")
    #expect(
      Progress.line(done: 2, step: step, elapsed: .seconds(9)) == "2 texts, patching 24 of 72, 9 s")
  }
}
