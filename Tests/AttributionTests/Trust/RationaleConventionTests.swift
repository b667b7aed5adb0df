import Testing

@testable import Attribution

/// How many parts a rationale has.
@Suite struct RationaleConventionTests {
  @Test func eraserRoundsUpAndFerretDown() {
    #expect(
      RationaleConvention.eraser.fractions.map {
        RationaleConvention.eraser.partCount($0, of: 15)
      } == [1, 1, 2, 3, 8])
    #expect(
      RationaleConvention.ferret.fractions.map {
        RationaleConvention.ferret.partCount($0, of: 15)
      } == [1, 3, 4, 6, 7, 9, 10, 12, 13, 15])
  }

  /// In whole numbers, for every length that models read.
  @Test func roundingErrorsChangeNoCount() {
    for count in 0...512 {
      let up = [1, 5, 10, 20, 50].map { ($0 * count + 99) / 100 }
      #expect(
        RationaleConvention.eraser.fractions.map {
          RationaleConvention.eraser.partCount($0, of: count)
        } == up)
      let down = (1...10).map { $0 * count / 10 }
      #expect(
        RationaleConvention.ferret.fractions.map {
          RationaleConvention.ferret.partCount($0, of: count)
        } == down)
    }
  }

  @Test func eraserCountsEqualRationalesAndFerretDoesNot() {
    let eraser = RationaleConvention.eraser.rationales(ofRanked: [3, 2, -1])
    #expect(eraser.map(\.partCount) == [1, 1, 1, 1, 2])
    let ferret = RationaleConvention.ferret.rationales(ofRanked: [3, 2, -1])
    #expect(ferret.map(\.partCount) == [1, 2])
    #expect(
      ferret.map(\.fraction) == [RationaleConvention.ferret.fractions[3], 0.7000000000000001])
  }

  @Test func ferretTakesPositivePartsOnly() {
    let scores: [Double] = [5, 4, 0, -1, -2, -3, -4, -5, -6, -7]
    #expect(RationaleConvention.ferret.rationales(ofRanked: scores).map(\.partCount) == [1, 2])
    #expect(RationaleConvention.ferret.rationales(ofRanked: [0, -1]).isEmpty)
    #expect(RationaleConvention.ferret.rationales(ofRanked: []).isEmpty)
    #expect(
      RationaleConvention.eraser.rationales(ofRanked: []).map(\.partCount) == [0, 0, 0, 0, 0])
  }
}
