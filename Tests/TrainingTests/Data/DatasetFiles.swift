import Foundation
import Model
import Testing

@testable import Training

/// Writes bytes to a file for as long as a test reads it.
func withDataFile<Result>(
  _ bytes: some Sequence<UInt8>, named name: String = "data.txt", _ body: (String) throws -> Result
) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: name)
  try Data(bytes).write(to: file)
  return try body(file.path)
}

/// All rows of a text written to a file, and what the reader reports.
func readRows(
  _ text: String, named name: String = "data.txt", _ options: DatasetOptions = DatasetOptions()
) throws -> (rows: [DatasetRow], report: DatasetReport) {
  try readRows(Array(text.utf8), named: name, options)
}

/// All rows of bytes written to a file, and what the reader reports.
func readRows(
  _ bytes: [UInt8], named name: String = "data.txt", _ options: DatasetOptions = DatasetOptions()
) throws -> (rows: [DatasetRow], report: DatasetReport) {
  try withDataFile(bytes, named: name) { try readRows(path: $0, options) }
}

/// All rows of a file, and what the reader reports.
func readRows(
  path: String, _ options: DatasetOptions = DatasetOptions()
) throws -> (rows: [DatasetRow], report: DatasetReport) {
  let reader = try DatasetReader(path: path, options: options)
  var rows: [DatasetRow] = []
  while let row = try reader.next() { rows.append(row) }
  return (rows, reader.report)
}

extension [DatasetRow] {
  /// `label|text`, a row each.
  var pairs: [String] { map { "\($0.labels.joined(separator: ","))|\($0.text)" } }
}

extension DatasetOptions {
  static func with(_ change: (inout DatasetOptions) -> Void) -> DatasetOptions {
    var options = DatasetOptions()
    change(&options)
    return options
  }
}
