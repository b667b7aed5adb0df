/// Prints the attention of texts one by one, with what the format needs between them.
///
/// JSON goes out as it is made, which is why it must be known beforehand whether it is an array.
struct AttentionPrinter {
  /// Whether `json` is an array: whether there are several texts.
  var isArray = false

  private let format: Attention.Format
  private let output: StandardOutput
  private var count = 0
  /// Whether a result is partly written: what fails then leaves no whole document.
  private var isInside = false

  /// Prepares to print.
  init(format: Attention.Format, output: StandardOutput) {
    self.format = format
    self.output = output
  }

  /// Prints one text's report.
  mutating func print(_ report: AttentionDocument) throws {
    isInside = true
    switch format {
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
    if count > 0, !isInside { try finish() }
  }

  /// Ends the document.
  func finish() throws {
    guard format == .json else { return }
    if count == 0 {
      try output.write("[]\n")
    } else {
      try output.write(isArray ? "\n]\n" : "\n")
    }
  }
}
