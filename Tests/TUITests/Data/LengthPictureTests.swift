import Model
import Testing
import Training

@testable import TUI

@Suite("A picture of lengths")
struct LengthPictureTests {
  /// So many texts of each length.
  private func statistics(_ counts: [Int: Int]) -> TokenStatistics {
    var statistics = TokenStatistics()
    for (length, texts) in counts {
      let encoding = Encoding(
        ids: Array(repeating: 1, count: length), typeIDs: Array(repeating: 0, count: length),
        tokens: Array(repeating: "a", count: length),
        offsets: Array(repeating: 0..<1, count: length),
        sequences: Array(repeating: 0, count: length),
        wordIndices: Array(repeating: 0, count: length),
        isSpecial: Array(repeating: false, count: length))
      for _ in 0..<texts { statistics.add(encoding, unknown: nil) }
    }
    return statistics
  }

  private func text(_ picture: LengthPicture) -> [String] {
    picture.lines.map { $0.parts.map(\.text).joined() }
  }

  @Test func columnsAreAsHighAsThereAreTexts() {
    // One column a length from 0 to 20; 2 rows of 8 eighths: 4 texts of 4 are 16, 2 are 8, 1 is 4.
    let picture = LengthPicture(
      statistics([3: 4, 10: 2, 20: 1]), limit: 128, columns: 21, rows: 2)
    #expect(
      text(picture) == [
        "   █                 ",
        "   █      █         ▄",
        "0        10        20",
      ])
  }

  @Test func theLimitIsMarkedAndWhatIsBeyondToldApart() {
    let picture = LengthPicture(
      statistics([3: 4, 20: 4]), limit: 12, columns: 21, rows: 1)
    #expect(text(picture)[0] == "   █        ┊       █")
    #expect(picture.lines[0].parts[20].role == .error)
    #expect(picture.lines[0].parts[3].role == .bar)
    #expect(text(picture)[1] == "0       limit 12   20")
  }

  @Test func shortLengthsAreEquallyWide() {
    // Lengths 0 to 5 have two columns each; the most frequent one is the longest.
    let picture = LengthPicture(
      statistics([3: 1, 4: 2, 5: 4]), limit: 128, columns: 12, rows: 1)
    #expect(text(picture)[0] == "      ▂▂▄▄██")
    #expect(text(picture)[1].hasSuffix("5"))
  }

  @Test func nothingAndOneLengthAreDrawn() {
    #expect(text(LengthPicture(statistics([:]), limit: 5, columns: 10, rows: 1)).count == 2)
    #expect(
      text(LengthPicture(statistics([1: 3]), limit: 5, columns: 10, rows: 1))[0].contains("█"))
    #expect(text(LengthPicture(statistics([0: 3]), limit: 5, columns: 16, rows: 1))[0].first == "█")
  }
}
