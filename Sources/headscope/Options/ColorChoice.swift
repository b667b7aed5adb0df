import ArgumentParser
import Foundation
import TUI

/// The values of `--color`.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto
  case truecolor
  case palette256 = "256"
  case sixteen = "16"
  case none

  /// The depth asked for, or nil for `auto`.
  var depth: ColorDepth? {
    switch self {
    case .auto: nil
    case .truecolor: .truecolor
    case .palette256: .palette256
    case .sixteen: .sixteen
    case .none: ColorDepth.none
    }
  }

  /// The depth of output without a screen: what was asked for, else what the terminal shows, else none.
  func depth(
    isTerminal: Bool, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> ColorDepth {
    if let depth { return depth }
    return isTerminal ? ColorDepth.ofOutput(environment: environment) : .none
  }
}
