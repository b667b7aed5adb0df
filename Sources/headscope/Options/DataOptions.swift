public import ArgumentParser
public import Training

/// What a user says of how a data file is written.
struct DataOptions: ParsableArguments {
  @Option(name: .customLong("data-format"), help: "How rows are written.")
  var format: DatasetFormat?

  @Option(
    name: .customLong("text-column"),
    help: ArgumentHelp("The column of the text, by name or number from 1.", valueName: "column"))
  var text: String?

  @Option(
    name: .customLong("pair-column"),
    help: ArgumentHelp("The column of a second text.", valueName: "column"))
  var pair: String?

  @Option(
    name: .customLong("label-column"),
    help: ArgumentHelp("The column of the label.", valueName: "column"))
  var label: String?

  @Option(name: .customLong("encoding"), help: "The encoding of the file.")
  var encoding: TextEncoding?

  @Option(
    name: .customLong("synonym"),
    help: ArgumentHelp(
      "Read a label as another, as in happy=joy; may be given several times.", valueName: "a=b"))
  var synonyms: [String] = []

  @Flag(
    name: .customLong("no-overlay"),
    help: "Read the data as it is, without what was relabelled and excluded beside it.")
  var ignoresOverlay = false

  /// Checks what the parser cannot.
  func validate() throws {
    for synonym in synonyms where Self.parts(synonym) == nil {
      throw ValidationError("--synonym \(synonym): write it as theirs=ours.")
    }
  }

  /// The same as a value.
  var options: DatasetOptions {
    var options = DatasetOptions()
    options.format = format
    options.encoding = encoding
    options.textColumn = text
    options.pairColumn = pair
    options.labelColumn = label
    if ignoresOverlay { options.overlay = .ignored }
    for synonym in synonyms {
      if let (theirs, ours) = Self.parts(synonym) { options.synonyms[theirs] = ours }
    }
    return options
  }

  private static func parts(_ synonym: String) -> (String, String)? {
    guard let equals = synonym.firstIndex(of: "=") else { return nil }
    let ours = synonym[synonym.index(after: equals)...]
    return equals == synonym.startIndex || ours.isEmpty
      ? nil : (String(synonym[..<equals]), String(ours))
  }
}

extension DatasetFormat: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {}
