import Model

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The texts of a command line, in order and as they come: arguments, standard input, a file.
///
/// A file or pipe is a text a line, or JSON lines with a `text` field (and where wanted `pair` and `label`) if its first line
/// that is not blank is a JSON object. Blank lines are empty texts in the first form and nothing in the second.
final class TextSource {
  private enum Item {
    case text(String)
    case lines(LineReader)
  }

  private enum LineForm {
    case undecided
    case plain
    case json
  }

  private var items: ArraySlice<Item>
  private var form = LineForm.undecided
  private let pair: String?
  private let shard: Shard?
  /// Texts of the command line that were taken.
  private var argumentCount = 0
  private let warn: (String) -> Void
  private var repairCount = 0
  /// Lines that were read and not looked at.
  private var pending: ArraySlice<LineReader.Line> = []
  /// The line after the texts that were given last, where it cannot be used.
  private var failure: BadLine?

  /// Beyond this many lines with bad bytes only their count is told.
  private static let repairLimit = 5

  /// Makes a source from what the command line named.
  ///
  /// - Parameters:
  ///   - texts: Bare arguments; `-` stands for standard input.
  ///   - file: The value of `--file`; `-` stands for standard input.
  ///   - pair: The second text of every pair whose line does not bring its own.
  ///   - shard: Which lines, or texts of the command line, are read; nil: all.
  ///   - warn: Is told of lines that had to be repaired or cut.
  /// - Throws: `UsageError` where there is no text or too many sources, `ModelError` for a file that cannot be opened.
  init(
    texts: [String], file: String?, pair: String? = nil, shard: Shard? = nil,
    warn: @escaping (String) -> Void
  ) throws {
    if file != nil, let text = texts.first {
      throw UsageError(
        "Both a text ('\(text)') and --file were given.", advice: "Give one of them.")
    }
    guard file != nil || !texts.isEmpty else {
      throw UsageError(
        "No text was given.",
        advice: "Give a text, '-' for standard input, or --file with a text a line.")
    }
    guard texts.count(where: { $0 == "-" }) < 2 else {
      throw UsageError("Standard input ('-') can be read only once.")
    }
    self.pair = pair
    self.shard = shard
    self.warn = warn
    if let file, file != "-" {
      items = [.lines(try LineReader(path: ModelArgument.expanded(file)))]
    } else {
      items =
        (file.map { [$0] } ?? texts).map { text in
          text == "-"
            ? .lines(LineReader(descriptor: STDIN_FILENO, name: "standard input")) : .text(text)
        }[...]
    }
    isStream = items.contains { if case .lines = $0 { true } else { false } }
  }

  /// Whether texts come from a file or pipe, so that their number is not known.
  let isStream: Bool

  /// Waits for a text, then takes up to `limit` that are there without waiting for more.
  ///
  /// A line that cannot be used ends the source: the texts before it are given first, the next call throws.
  ///
  /// - Returns: At least one text, or none at the end.
  /// - Throws: `ModelError` for a source that cannot be read or a JSON line without a text.
  func nextTexts(limit: Int) throws -> [InputText] {
    do {
      return try nextUsableTexts(limit: limit)
    } catch let line as BadLine {
      failure = line
      throw line.error
    }
  }

  /// As `nextTexts`, but a line that cannot be used ends nothing: the call after the one that throws goes on behind it.
  ///
  /// - Throws: `BadLine` for a JSON line without a text, `ModelError` for a source that cannot be read.
  func nextUsableTexts(limit: Int) throws -> [InputText] {
    if let failure {
      self.failure = nil
      throw failure
    }
    var texts: [InputText] = []
    while texts.count < limit, let item = items.first {
      switch item {
      case .text(let text):
        argumentCount += 1
        if shard?.has(argumentCount - 1) ?? true {
          texts.append(InputText(text: text, pair: pair))
        }
        items.removeFirst()
      case .lines(let reader):
        if pending.isEmpty {
          // Texts that are there already are not kept waiting for a pipe.
          if !texts.isEmpty { return texts }
          pending = try reader.nextLines(limit: limit)[...]
        }
        if pending.isEmpty {
          items.removeFirst()
          if repairCount > Self.repairLimit {
            warn("\(reader.name): \(repairCount) lines in all had bytes that are not UTF-8")
          }
          form = .undecided
          repairCount = 0
        }
        while let line = pending.popFirst() {
          do {
            if let text = try text(of: line, in: reader.name) { texts.append(text) }
          } catch let error as ModelError {
            let line = BadLine(number: line.number, error: error)
            if texts.isEmpty { throw line }
            failure = line
            return texts
          }
        }
      }
    }
    return texts
  }

  private func text(of line: LineReader.Line, in name: String) throws -> InputText? {
    // The first line says what all are, whoever reads it.
    if let shard, !shard.has(line.number - 1), form != .undecided { return nil }
    let place = "\(name), line \(line.number)"
    if line.isRepaired {
      repairCount += 1
      if repairCount <= Self.repairLimit {
        warn("\(place): bytes that are not UTF-8 were replaced by U+FFFD")
      }
    }
    if line.isCut {
      warn("\(place): longer than \(LineReader.lineLimit >> 20) MiB, the rest was left out")
    }
    let isBlank = line.text.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    if form == .undecided, !isBlank { form = Self.isJSONObject(line.text) ? .json : .plain }
    if let shard, !shard.has(line.number - 1) { return nil }
    guard form == .json else {
      return InputText(text: line.text, pair: pair, place: place, line: line.number)
    }
    if isBlank { return nil }
    var text = try jsonText(line.text, place: place)
    text.line = line.number
    return text
  }

  private static func isJSONObject(_ line: String) -> Bool {
    guard line.utf8.first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "{") else {
      return false
    }
    return (try? JSONValue.parse(line))?.objectValue != nil
  }

  private static func description(of value: JSONValue) -> String {
    guard let object = value.objectValue else { return value.kindDescription }
    if let text = object["text"] { return "\(text.kindDescription) as its 'text'" }
    // Enough to recognise a file by.
    let keys = object.members.prefix(8).map { "'\($0.key)'" }
    let more = object.members.count > keys.count ? " …" : ""
    return keys.isEmpty ? "an empty one" : "the keys \(keys.joined(separator: ", "))\(more)"
  }

  private func jsonText(_ line: String, place: String) throws -> InputText {
    let object: JSONValue
    do {
      object = try JSONValue.parse(line, source: place)
    } catch let error as ModelError {
      throw ModelError(
        .invalidInput, error.problem,
        advice: "The first line was a JSON object, so every line has to be one.")
    }
    guard let text = object["text"]?.stringValue else {
      throw ModelError(
        .invalidInput,
        "\(place): expected a JSON object with a 'text' that is a string, found "
          + "\(Self.description(of: object)).",
        advice: "Rename the key that holds the text to 'text', or give lines of plain text.")
    }
    var label: String?
    switch object["label"] {
    case .string(let name)?: label = name
    case .integer(let index)?: label = String(index)
    default: break
    }
    return InputText(
      text: text, pair: object["pair"]?.stringValue ?? pair, label: label, place: place)
  }
}
