/// How the rows of a data file are written.
///
/// SST-2, ChnSentiCorp, OCEMOTION and GoEmotions are `tsv`.
public enum DatasetFormat: String, Sendable, CaseIterable {
  /// `text;label`. A semicolon in a text that is not quoted belongs to the text: the label is what follows the last.
  case semicolon
  /// Cells between commas (RFC 4180).
  case csv
  /// Cells between tabs.
  case tsv
  /// A JSON object a line.
  case jsonl
  /// Sentiment140: target (0, 2, 4), id, date, query, user, text, between commas and without a header.
  case sentiment140
  /// A text a line, all of one label: the ending of the file's name (`rt-polarity.pos`), or a name that the caller gives.
  case lines

  /// What stands between two cells; nil where a line is not cut into cells.
  var separator: UInt8? {
    switch self {
    case .semicolon: UInt8(ascii: ";")
    case .csv, .sentiment140: UInt8(ascii: ",")
    case .tsv: UInt8(ascii: "\t")
    case .jsonl, .lines: nil
    }
  }
}
