import Foundation
import Testing
import Training

@testable import TUI

/// A data file whose figures are counted by hand.
enum SampleData {
  /// Eight rows that can be used: joy 4, sadness 2, fear 2.
  ///
  /// "i am glad" is on lines 2 and 4 with two labels, "so it is" on 5 and 9 with one; line 6 has no label, line 7 is blank.
  static let train = """
    text;label
    i am glad;joy
    i felt anxious;fear
    i am glad;sadness
    so it is;joy
    nothing to see;
    \n\
    my heart was racing;fear
    so it is;joy
    what a lovely day;joy
    WOW http://a.b;sadness

    """

  /// Two rows, the first of which `train` has as well.
  static let test = "text;label\ni felt anxious;fear\nnew words;joy\n"
}

extension Robot {
  /// On the Data screen with files of these texts, which are there as long as `body` runs.
  static func withData(
    _ texts: [String] = [SampleData.train], rows: Int = 40, columns: Int = 120,
    theme: String = "tide", depth: ColorDepth = .truecolor, ascii: Bool = false,
    hasModel: Bool = true, _ body: (inout Robot) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var robot = try Robot(rows: rows, columns: columns, theme: theme, depth: depth, ascii: ascii)
    if !hasModel { robot.state.model = nil }
    try robot.press("Esc", "5")
    for (place, text) in texts.enumerated() {
      let file = folder.appending(path: place == 0 ? "train.txt" : "test\(place).txt")
      try Data(text.utf8).write(to: file)
      try robot.press("L")
      robot.type(file.path)
      try robot.press("Enter")
    }
    if texts.count > 1 { for _ in 1..<2 { try robot.press("[") } }
    try body(&robot)
  }

  /// The line of the screen that a text stands on.
  func line(_ text: String) -> String? { lines.first { $0.contains(text) } }

  /// The lines of the data file that are listed, from the screen's first row on.
  var listedLines: [Int] {
    guard let file = state.data.file, let table = file.table else { return [] }
    return (0..<state.data.count).compactMap { state.data.row(at: $0) }.map(table.rows.line)
  }
}
