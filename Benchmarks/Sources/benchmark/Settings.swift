import Foundation

/// What is measured, on what, how often.
struct Settings {
  /// The parts of the benchmark, in the order they run.
  enum Section: String, CaseIterable {
    case machine, start, forward, integral, explanations
    case largeExplanations = "large-explanations"
    case training, tokenizer, heads, typing
  }

  /// 34 pieces of BERT's vocabulary, `[CLS]` and `[SEP]` included.
  static let text =
    "i just feel extremely comfortable with the group of people that i dont even need to hide "
    + "myself , even if the film is noisy and viciously cumbersome"
  static let threads = 2

  var sections = Section.allCases
  /// The package's root, found from this file's place.
  var root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  var program: URL
  var model: URL
  /// Labelled texts, `text;label`, to train on.
  var data: URL
  /// Where the BERT-base-sized random model is kept between runs.
  var cache: URL
  var rounds = 3
  var python = "python3"

  static let usage = """
    usage: benchmark [SECTION…] [--model FOLDER] [--data FILE] [--headscope PROGRAM] [--python PROGRAM] [--cache FOLDER] [--rounds N]
    sections: \(Section.allCases.map(\.rawValue).joined(separator: " ")) (all of them by default)
    """

  /// Reads the command line; nil when help was asked for.
  init?(_ arguments: [String]) throws {
    let environment = ProcessInfo.processInfo.environment
    program = root.appending(path: ".build/release/headscope")
    let shared = environment["HEADSCOPE_SHARED"].map { URL(filePath: $0) }
    model =
      (shared ?? root.deletingLastPathComponent().appending(path: "shared"))
      .appending(path: "models/minilm-emotion")
    data = (shared ?? root.deletingLastPathComponent().appending(path: "shared"))
      .appending(path: "data/emotion/train.txt")
    if !FileManager.default.fileExists(atPath: model.path) {
      model = root.appending(path: "Models/emotion-mini")
    }
    cache =
      (environment["XDG_CACHE_HOME"].map { URL(filePath: $0) }
      ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache"))
      .appending(path: "headscope/benchmarks")

    var named: [Section] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      func value() throws -> String {
        guard let value = rest.popFirst() else {
          throw BenchmarkError("\(argument) needs a value.\n\(Self.usage)")
        }
        return value
      }
      switch argument {
      case "--help", "-h":
        print(Self.usage)
        return nil
      case "--model": model = URL(filePath: try value())
      case "--data": data = URL(filePath: try value())
      case "--headscope": program = URL(filePath: try value())
      case "--python": python = try value()
      case "--cache": cache = URL(filePath: try value())
      case "--rounds": rounds = max(1, Int(try value()) ?? rounds)
      default:
        guard let section = Section(rawValue: argument) else {
          throw BenchmarkError("Unknown argument \(argument).\n\(Self.usage)")
        }
        named.append(section)
      }
    }
    if !named.isEmpty { sections = named }
  }

  /// The random model of BERT-base's size.
  var large: URL { cache.appending(path: "bert-base-random") }
  var peer: String { root.appending(path: "Benchmarks/peer.py").path }
}
