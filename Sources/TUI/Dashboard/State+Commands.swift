internal import Attribution
internal import Foundation

/// Lines of the palette that say what they are about.
extension State {
  /// Commands that take what they are about in the same line.
  private static let commands = [
    "open", "load", "theme", "steps", "method", "target", "save", "watch", "train", "evaluate",
    "against", "data", "clean", "layer", "neuron", "seed",
  ]

  /// The command that a line of the palette is, and what it is about; nil when it is none.
  ///
  /// The colon that opened the palette may have been typed once more.
  static func command(_ line: String) -> (name: String, argument: String)? {
    let words = line.drop { $0 == ":" || $0.isWhitespace }
      .split(maxSplits: 1, whereSeparator: \.isWhitespace)
    guard words.count == 2, commands.contains(String(words[0])) else { return nil }
    let argument = words[1].trimmingCharacters(in: .whitespaces)
    return argument.isEmpty ? nil : (String(words[0]), argument)
  }

  /// A command typed with what it is about: `open bert-base`, `steps 200`; nil when it is none.
  mutating func runCommand(_ line: String) -> [Effect]? {
    guard let (name, argument) = Self.command(line) else {
      return Action(rawValue: line).map { perform($0) }
    }
    switch name {
    case "open": return open(model: argument)
    case "load": return load(argument)
    case "watch": return watch(argument)
    case "train": return show(.train) + [.startRun(.recipe(argument))]
    case "evaluate": return show(.evaluate) + evaluate(on: argument)
    case "against": return show(.evaluate) + judge(against: argument)
    case "data": return openData([argument])
    case "clean": return clean(named: argument)
    case "theme": return [.setTheme(argument)]
    case "steps":
      guard let steps = number(argument, name, in: 1...10_000) else { return [] }
      for method in AttributionMethod.allCases where method.hasSteps {
        explain.budgets[method] = steps
      }
      return explainAgain()
    case "method":
      guard let method = AttributionMethod(rawValue: argument) else { return nil }
      return use(method)
    case "layer": return use(layer: argument)
    case "neuron": return explain(neuron: argument)
    case "seed": return use(seed: argument)
    case "target":
      return piece(argument).map { explain(class: $0) }
    case "save": return SaveFormat(rawValue: argument).map { [.save($0)] }
    default: return nil
    }
  }
}
