extension Grid {
  /// Paragraphs under each other, broken at blanks; an empty one is a blank row.
  public init(paragraphs: [(text: String, style: CellStyle)], columns: Int) {
    let lines = paragraphs.flatMap { paragraph in
      ScreenPainter.wrapped(paragraph.text, width: max(columns, 1)).map {
        (text: $0, style: paragraph.style)
      }
    }
    self.init(rows: lines.count, columns: columns)
    for (row, line) in lines.enumerated() {
      write(line.text, row: row, column: 0, style: line.style)
    }
  }
}
