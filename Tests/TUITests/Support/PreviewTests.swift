import Foundation
import Testing

@testable import TUI

struct PreviewTests {
  @Test func preview() throws {
    let out = URL(fileURLWithPath: "/tmp/explain-preview")
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
    func save(_ robot: Robot, _ name: String) throws {
      try Data(ANSIExporter.export(robot.grid).utf8).write(to: out.appendingPathComponent(name + ".ans"))
      try Data(SVGExporter.export(robot.grid, title: name, colors: ExportColors(robot.theme.background)).utf8)
        .write(to: out.appendingPathComponent(name + ".svg"))
    }
    for (rows, columns) in [(16, 60), (24, 80), (40, 120), (60, 200)] {
      let robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
      try save(robot, "size-\(columns)x\(rows)")
    }
    for theme in ["tide-light", "dusk", "sixteen", "captum", "shap"] {
      var robot = try Robot(theme: theme, text: SampleModel.sentence)
      try robot.press("Esc")
      try save(robot, "theme-\(theme)")
    }
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", ".", "v", "Enter", "v", "Down", "Enter")
    try save(robot, "rows")
    try robot.press("?")
    try save(robot, "help")
    try robot.press("Esc", ":")
    try save(robot, "palette")
    try robot.press("Esc", "m")
    try save(robot, "method")
    try save(try Robot(depth: .none, text: SampleModel.sentence), "none")
    try save(try Robot(depth: .palette256, text: SampleModel.sentence), "256")
    try save(try Robot(depth: .sixteen, text: SampleModel.sentence), "16")
    try save(try Robot(depth: .sixteen, ascii: true, text: SampleModel.sentence), "ascii")
    var path = try Robot(text: SampleModel.sentence)
    try path.press("Esc", "p", "Left", "PageUp", "PageUp")
    try save(path, "path")
    let small = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    var moved = small
    try moved.press("Esc", ".")
    try save(moved, "small-cursor")
    var long = try Robot(
      rows: 24, columns: 80,
      text: Array(repeating: SampleModel.sentence + ".", count: 7).joined(separator: " "))
    try long.press("Esc", "End")
    try save(long, "long")
    try save(try Robot(), "empty")
    var texts = try Robot(text: SampleModel.sentence)
    texts.send(.textsLoaded(
      [TextItem(text: "my heart is full of joy", expected: "joy", source: .file),
        TextItem(text: "the crowd was racing and i felt anxious", note: "crowds again", expected: "fear"),
        TextItem(text: "nothing much to say", expected: "sadness", source: .file)], from: "sample.txt"))
    try texts.press("R", "Down")
    try save(texts, "texts")
  }
}
