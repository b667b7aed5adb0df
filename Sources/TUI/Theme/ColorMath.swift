internal import Foundation

/// Distances, mixtures and contrast of colours, so that themes degrade and stay readable.
enum ColorMath {
  /// The 16 colours as xterm draws them by default: the guess when a theme's colour has to be
  /// found among them and the only one that a contrast can be computed against.
  static let sixteen: [UInt32] = [
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
  ]

  /// The 24-bit value of a palette entry: xterm's defaults, the 6×6×6 cube, the grey ramp.
  static func rgb(palette index: UInt8) -> UInt32 {
    switch index {
    case 0..<16: return sixteen[Int(index)]
    case 16..<232:
      let cube = UInt32(index) - 16
      func level(_ step: UInt32) -> UInt32 { step == 0 ? 0 : 55 + 40 * step }
      return level(cube / 36) << 16 | level(cube / 6 % 6) << 8 | level(cube % 6)
    default:
      let grey = 8 + 10 * (UInt32(index) - 232)
      return grey << 16 | grey << 8 | grey
    }
  }

  /// The 24-bit value of any colour, with `standard` standing for the terminal's own.
  static func rgb(_ color: Color, standard: UInt32) -> UInt32 {
    switch color {
    case .standard: standard
    case .palette(let index): rgb(palette: index)
    case .rgb(let value): value
    }
  }

  /// A point in Oklab (Ottosson 2020), where equal steps look equal.
  struct Lab: Equatable {
    var l: Double
    var a: Double
    var b: Double
  }

  private static func channels(_ rgb: UInt32) -> (Double, Double, Double) {
    (
      Double(rgb >> 16 & 0xff) / 255, Double(rgb >> 8 & 0xff) / 255, Double(rgb & 0xff) / 255
    )
  }

  private static func linear(_ channel: Double) -> Double {
    channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
  }

  private static func gamma(_ channel: Double) -> Double {
    let clamped = min(max(channel, 0), 1)
    return clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * pow(clamped, 1 / 2.4) - 0.055
  }

  /// Converts from sRGB.
  static func lab(_ rgb: UInt32) -> Lab {
    let (red, green, blue) = channels(rgb)
    let (r, g, b) = (linear(red), linear(green), linear(blue))
    let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return Lab(
      l: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  /// Converts to sRGB, clipped to its gamut.
  static func rgb(_ lab: Lab) -> UInt32 {
    let l = pow(lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3)
    let m = pow(lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3)
    let s = pow(lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3)
    func byte(_ channel: Double) -> UInt32 { UInt32((gamma(channel) * 255).rounded()) }
    return byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16
      | byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8
      | byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
  }

  /// The colour at `fraction` of the way through `stops`, straight lines in Oklab between them.
  static func mix(_ stops: [UInt32], at fraction: Double) -> UInt32 {
    guard let first = stops.first else { return 0 }
    guard stops.count > 1 else { return first }
    let position = min(max(fraction, 0), 1) * Double(stops.count - 1)
    let index = min(Int(position), stops.count - 2)
    let share = position - Double(index)
    if share == 0 { return stops[index] }
    let (from, to) = (lab(stops[index]), lab(stops[index + 1]))
    return rgb(
      Lab(
        l: from.l + (to.l - from.l) * share, a: from.a + (to.a - from.a) * share,
        b: from.b + (to.b - from.b) * share))
  }

  /// The palette entry that looks most like a colour.
  ///
  /// Of 256 the cube and the greys only, because the first 16 differ from terminal to terminal.
  static func nearest(_ rgb: UInt32, depth: ColorDepth) -> UInt8 {
    let wanted = lab(rgb)
    let candidates: ClosedRange<UInt8> = depth == .palette256 ? 16...255 : 0...15
    var best = candidates.lowerBound
    var distance = Double.infinity
    for index in candidates {
      let found = lab(self.rgb(palette: index))
      let d =
        (found.l - wanted.l) * (found.l - wanted.l) + (found.a - wanted.a) * (found.a - wanted.a)
        + (found.b - wanted.b) * (found.b - wanted.b)
      if d < distance { (best, distance) = (index, d) }
    }
    return best
  }

  /// Relative luminance (WCAG 2.1).
  static func luminance(_ rgb: UInt32) -> Double {
    let (red, green, blue) = channels(rgb)
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Contrast ratio (WCAG 2.1): 1 for equal colours, 21 for black on white, 4.5 for readable text.
  static func contrast(_ first: UInt32, _ second: UInt32) -> Double {
    let (one, two) = (luminance(first), luminance(second))
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }
}
