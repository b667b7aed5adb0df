import Testing

@testable import TUI

@Suite struct ColorMathTests {
  @Test func contrastOfBlackAndWhiteIsTwentyOne() {
    #expect(abs(ColorMath.contrast(0x000000, 0xffffff) - 21) < 1e-9)
    #expect(ColorMath.contrast(0x808080, 0x808080) == 1)
  }

  @Test(arguments: [0x000000, 0xffffff, 0x1f619c, 0xdd8d0a, 0xff0000] as [UInt32])
  func oklabGoesThereAndBack(rgb: UInt32) {
    #expect(ColorMath.rgb(ColorMath.lab(rgb)) == rgb)
  }

  @Test func whiteHasLightnessOneInOklab() {
    let white = ColorMath.lab(0xffffff)
    #expect(abs(white.l - 1) < 1e-3 && abs(white.a) < 1e-3 && abs(white.b) < 1e-3)
  }

  @Test func entriesOfTheCubeAreTheirOwnNearest() {
    for index: UInt8 in [17, 88, 123, 208, 226, 240] {
      #expect(
        ColorMath.rgb(palette: ColorMath.nearest(ColorMath.rgb(palette: index), depth: .palette256))
          == ColorMath.rgb(palette: index))
    }
  }

  @Test func mixturesMeetTheirStops() {
    let stops: [UInt32] = [0x102030, 0x405060, 0xf0e0d0]
    #expect(ColorMath.mix(stops, at: 0) == stops[0])
    #expect(ColorMath.mix(stops, at: 0.5) == stops[1])
    #expect(ColorMath.mix(stops, at: 1) == stops[2])
  }
}
