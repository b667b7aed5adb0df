import Attribution
import Model
import TUI

/// Prints explanations one by one in a format, with what that format needs before and after.
struct ExplanationPrinter {
  private let format: ExplanationFormat
  private let theme: Theme
  private let columns: Int
  private let output: StandardOutput
  private let table: CaptumTable
  private let writing: ExplanationWriting
  private var list: ResultList
  /// What the one picture of `svg` will be made of.
  private var pictures = PictureList()

  /// Prepares to print.
  ///
  /// - Parameters:
  ///   - labelColumns: The model's longest label's, for the widths of the table.
  ///   - isSeveral: Whether a text has several results: JSON is an array then.
  ///   - namesMethods: Whether several methods were asked for: the table names each row's then.
  ///   - writing: How prose and prompts are written.
  init(
    format: ExplanationFormat, theme: Theme, columns: Int, labelColumns: Int, isSeveral: Bool,
    namesMethods: Bool = false,
    writing: ExplanationWriting = ExplanationWriting(template: .standard(.english)),
    output: StandardOutput
  ) {
    self.writing = writing
    self.format = format
    self.theme = theme
    self.columns = columns
    self.output = output
    list = ResultList(to: output, isDocument: format == .json, isAlwaysArray: isSeveral)
    table = CaptumTable(labelColumns: labelColumns, namesMethods: namesMethods, theme: theme)
  }

  /// Prints what stands before the first explanation.
  func start() throws {
    switch format {
    case .html: try output.write(ExplanationHTML(theme: theme).head)
    case .table: try output.show(table.head)
    default: break
    }
  }

  /// Prints the explanations of one text.
  mutating func print(_ explanations: [Explanation]) throws {
    switch format {
    case .ansi:
      for explanation in explanations {
        let grid = HeatPicture.grid(explanation, theme: theme, columns: columns)
        try output.show(ANSIExporter.export(grid) + "\n")
      }
    case .text: try output.show(explanations.map(ExplanationText.text).joined())
    case .table: try output.show(explanations.map(table.row).joined())
    case .prose: try output.show(explanations.map(writing.prose).joined())
    case .prompt: try output.show(explanations.map(writing.prompt).joined())
    case .json, .jsonl:
      let layout = list.layout
      try list.append(
        explanations.map { explanation in
          JSONWriter.text(layout: layout) { ExplanationJSON.write(explanation, to: &$0) }
        })
    case .html:
      let html = ExplanationHTML(theme: theme)
      try output.write(explanations.map(html.section).joined())
    case .svg:
      for explanation in explanations {
        pictures.append(
          HeatPicture.grid(explanation, theme: theme, columns: columns),
          title: "Why \(ExplanationText.heading(explanation))?",
          provenance: explanation.provenance)
      }
    }
  }

  /// Prints a JSON value in the place of a text's explanations.
  mutating func print(object: String) throws { try list.append([object]) }

  /// Ends the document after a failure, where there is something in it.
  mutating func finishAfterFailure() throws {
    switch format {
    case .json, .jsonl: try list.finishAfterFailure()
    default: try finish()
    }
  }

  /// Prints what stands after the last explanation.
  mutating func finish() throws {
    switch format {
    case .html: try output.write(ExplanationHTML.foot)
    case .json, .jsonl: try list.finish()
    case .svg: try pictures.write(theme, to: output)
    default: break
    }
  }
}
