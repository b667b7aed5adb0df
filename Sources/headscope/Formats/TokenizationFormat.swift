import ArgumentParser
import Model
import TUI

/// The formats of `tokenize`.
enum TokenizationFormat: String, CaseIterable, ExpressibleByArgument {
  case table
  case jsonl

  /// One text as it is printed, with its line end.
  func text(
    _ encoding: Encoding, of input: InputText, _ cleaner: TextCleaner = TextCleaner()
  ) -> String {
    switch self {
    case .jsonl:
      Self.line(encoding, cleaned: cleaner.isEmpty ? nil : cleaner.clean(input.text).text) + "\n"
    case .table: Self.steps(of: input, cleaner) + Self.table(encoding, of: input)
    }
  }

  /// The text as typed and after each stage of the cleaning; nothing where there is none.
  private static func steps(of input: InputText, _ cleaner: TextCleaner) -> String {
    guard !cleaner.isEmpty else { return "" }
    var table = TextTable(columns: [.left(""), .left("")])
    for text in [input.text, input.pair].compactMap(\.self) {
      table.append(["typed", VisibleText.escaped(text)])
      for step in cleaner.clean(text).steps {
        table.append([step.stage, VisibleText.escaped(step.text)])
      }
    }
    return table.text
  }

  /// An object: ids, tokens, offsets in Unicode scalars of the text as typed, whether the text was cut, and the text after a cleaning.
  static func line(_ encoding: Encoding, cleaned: String? = nil) -> String {
    JSONWriter.text { writer in
      writer.object { object in
        object.member("ids") { $0.array(encoding.ids) { $0.value($1) } }
        object.member("tokens", encoding.tokens)
        object.member("offsets") {
          $0.array(encoding.offsets) { writer, range in
            writer.array([range.lowerBound, range.upperBound]) { $0.value($1) }
          }
        }
        object.member("truncated", encoding.isTruncated)
        if let cleaned { object.member("cleaned", cleaned) }
      }
    }
  }

  /// A row a piece: its place, id, spelling, the characters it stands for and where they are.
  private static func table(_ encoding: Encoding, of input: InputText) -> String {
    let sources = [Array(input.text.unicodeScalars), Array((input.pair ?? "").unicodeScalars)]
    var table = TextTable(columns: [
      .right("#"), .right("id"), .left("piece"), .left("text"), .right("from"), .right("to"),
    ])
    for index in 0..<encoding.count {
      let range = encoding.offsets[index]
      var source = ""
      if let sequence = encoding.sequences[index], sources.indices.contains(sequence) {
        let scalars = sources[sequence]
        let end = min(range.upperBound, scalars.count)
        source = String(String.UnicodeScalarView(scalars[min(range.lowerBound, end)..<end]))
      }
      table.append([
        String(index), String(encoding.ids[index]), VisibleText.escaped(encoding.tokens[index]),
        VisibleText.escaped(source), encoding.isSpecial[index] ? "" : String(range.lowerBound),
        encoding.isSpecial[index] ? "" : String(range.upperBound),
      ])
    }
    return table.text
  }
}
