import Attribution
import Model
import TUI

/// Prints the attention of texts one by one, with what the format needs between them.
///
/// JSON goes out as it is made, which is why it must be known beforehand whether it is an array.
struct AttentionPrinter {
  /// Whether `json` is an array: whether there are several texts.
  var isArray = false

  private let format: Attention.Format
  private let theme: Theme
  private let drawing: HeadsPicture.Drawing
  private let columns: Int?
  private let output: StandardOutput
  private var count = 0
  /// What the one picture of `svg` will be made of.
  private var pictures = PictureList()
  /// Whether a result is partly written: what fails then leaves no whole document.
  private var isInside = false

  /// Prepares to print.
  ///
  /// - Parameters:
  ///   - columns: The width of pictures; nil for what each needs.
  init(
    format: Attention.Format, theme: Theme, drawing: HeadsPicture.Drawing, columns: Int?,
    output: StandardOutput
  ) {
    self.format = format
    self.theme = theme
    self.drawing = drawing
    self.columns = columns
    self.output = output
  }

  /// Prints what stands before the first text.
  func start() throws {
    if format == .html { try output.write(AttentionHTML(theme: theme).head) }
  }

  /// Prints one text's report.
  mutating func print(_ report: AttentionDocument) throws {
    isInside = true
    switch format {
    case .ansi:
      let picture = AttentionPicture(
        report, drawing: drawing, theme: theme, columns: columns, isASCII: !Signs.areShown)
      try output.show(ANSIExporter.export(picture.grid) + "\n")
    case .svg:
      let picture = AttentionPicture(report, drawing: drawing, theme: theme, columns: columns)
      pictures.append(picture.grid, title: picture.heading, provenance: report.provenance)
    case .html: try output.write(AttentionHTML(theme: theme).section(report))
    case .text: try output.show(AttentionText.text(report))
    case .jsonl:
      try AttentionJSON.write(report, layout: .line, to: output.write)
      try output.write("\n")
    case .json:
      if isArray { try output.write(count == 0 ? "[\n" : ",\n") }
      try AttentionJSON.write(report, layout: .members, to: output.write)
    }
    isInside = false
    count += 1
  }

  /// Ends the document after a failure: what was answered before is a whole one.
  func finishAfterFailure() throws {
    if count > 0 || format == .html, !isInside { try finish() }
  }

  /// Ends the document.
  func finish() throws {
    switch format {
    case .json where count == 0: try output.write("[]\n")
    case .json: try output.write(isArray ? "\n]\n" : "\n")
    case .svg: try pictures.write(theme, to: output)
    case .html: try output.write(AttentionHTML.foot)
    case .ansi, .text, .jsonl: break
    }
  }
}
