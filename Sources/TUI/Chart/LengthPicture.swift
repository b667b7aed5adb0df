internal import Training

/// How many texts have each length, as columns of eighths over an axis, the model's limit marked.
struct LengthPicture: Equatable, Sendable {
  /// Top to bottom: the columns, then the axis.
  let lines: [StyledLine]

  /// - Parameters:
  ///   - statistics: The lengths.
  ///   - limit: The longest input that the model takes.
  ///   - columns: The width.
  ///   - rows: The height of the columns.
  init(_ statistics: TokenStatistics, limit: Int, columns: Int, rows: Int) {
    // The few longest would press all others into a corner: what is beyond is in the last column.
    let end = max(min(statistics.longest, max(statistics.quantile(0.995) * 5 / 4, 16)), 1)
    /// The first column of a length; each has the same share of them.
    func column(_ length: Int) -> Int { min(length, end) * columns / (end + 1) }
    var counts = [Int](repeating: 0, count: columns)
    var widths = [Int](repeating: 0, count: columns)
    for (length, texts) in statistics.histogram.enumerated() {
      counts[column(length)] += texts
      if length <= end { widths[column(length)] += 1 }
    }
    // A column of two lengths beside columns of one would be twice as high for that alone.
    for place in counts.indices where counts[place] > 0 && widths[place] > 1 {
      counts[place] = max(counts[place] / widths[place], 1)
    }
    // Short lengths are several columns wide.
    for length in 0...end {
      let behind = length < end ? column(length + 1) : columns
      for further in (column(length) + 1..<max(behind, column(length) + 1)) {
        counts[further] = counts[column(length)]
      }
    }
    let most = max(counts.max() ?? 1, 1)
    let glyphs = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let limitColumn = limit < end ? column(limit) : nil
    var lines: [StyledLine] = []
    for row in 0..<rows {
      var line = StyledLine()
      let floor = (rows - 1 - row) * 8
      for (place, texts) in counts.enumerated() {
        let eighths = texts > 0 ? max(texts * rows * 8 / most, 1) : 0
        let part = min(max(eighths - floor, 0), 8)
        let isLimit = limitColumn == place && part == 0
        let isBeyond = limitColumn.map { place > $0 } ?? false
        line.append(isLimit ? "┊" : glyphs[part], isLimit ? .warning : isBeyond ? .error : .bar)
      }
      lines.append(line)
    }
    lines.append(
      Self.axis(
        [(0, "0")] + (limitColumn.map { [($0, "limit \(limit)")] } ?? [])
          + [
            (columns, statistics.longest > end ? "\(end)+" : "\(end)"),
            (column(end / 10 * 5), "\(end / 10 * 5)"),
          ], columns: columns))
    self.lines = lines
  }

  /// Numbers under the columns, the first of those that would meet.
  private static func axis(_ labels: [(column: Int, text: String)], columns: Int) -> StyledLine {
    var line = [Character](repeating: " ", count: columns)
    for (column, text) in labels {
      let start = min(max(column - text.count / 2, 0), max(columns - text.count, 0))
      guard start + text.count <= columns,
        line[max(start - 1, 0)..<min(start + text.count + 1, columns)].allSatisfy({ $0 == " " })
      else { continue }
      line.replaceSubrange(start..<start + text.count, with: text)
    }
    return StyledLine(String(line), .subtle)
  }
}
