import Attribution
import Model
import Testing

@testable import TUI

/// What is measured of the head under the cursor, on its line.
@Suite struct HeadMeasuresTests {
  /// Three tokens that all look at the one before: the first has none and looks at itself.
  private func profile() throws -> HeadProfile {
    let map = Tensor(shape: [1, 3, 3], values: [1, 0, 0, 1, 0, 0, 0, 1, 0])
    let maps = AttentionMaps(layers: [map])
    let roles = TokenRoles(
      (0..<3).map { TokenRoles.Token(id: Int32($0), text: "w\($0)", kind: .text, word: $0) })
    let statistics = try HeadStatistics(maps, roles)
    return try HeadPatternScores(maps, roles, statistics).heads[0]
  }

  /// Distances are 0, 1 and 1; every row is sure; two of three weights lie below the diagonal.
  @Test func theNumbersAreThoseOfTheHead() throws {
    #expect(
      HeadMeasures.line(try profile(), columns: 80)
        == "distance 0.7 · entropy .00 · confidence 1.00 · detector: previous .67")
  }

  @Test func whatDoesNotFitIsLeftOutWhole() throws {
    let profile = try profile()
    #expect(HeadMeasures.line(profile, columns: 30) == "distance 0.7 · entropy .00")
    #expect(HeadMeasures.line(profile, columns: 12) == "distance 0.7")
    #expect(HeadMeasures.line(profile, columns: 11).isEmpty)
  }

  @Test(arguments: [(40, 120, "detector"), (24, 80, "entropy"), (16, 60, "distance")])
  func theFootOfTheGridShowsAsMuchAsFits(_ rows: Int, _ columns: Int, last: String) throws {
    var robot = try Robot(
      rows: rows, columns: columns, text: "i felt so anxious standing in front of the crowd")
    try robot.press("Esc", "2")
    let line = try #require(robot.lines.first { $0.contains("distance ") })
    let shown = ["distance", "entropy", "confidence", "detector"].filter(line.contains)
    #expect(shown.last == last)
  }
}
