import Testing

@testable import headscope

@Suite("The progress line")
struct ProgressTests {
  @Test("It counts, with a rate that suits its size")
  func line() {
    #expect(Progress.line(done: 1240, elapsed: .seconds(4)) == "1240 texts, 310 a second, 4 s")
    #expect(Progress.line(done: 1, elapsed: .seconds(2)) == "1 text, 0.5 a second, 2 s")
  }
}
