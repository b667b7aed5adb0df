import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite(
  "Public data sets",
  .enabled(if: SharedData.has("data/emotion"), "the shared data sets are not on this machine"))
struct SharedDatasetTests {
  static let expected = try? JSONValue.parse(
    Data(contentsOf: Fixtures.folder.appending(path: "datasets/shared.json")))

  static let names = expected?.objectValue?.members.map(\.key) ?? []

  @Test("are read row by row as Python's csv and codecs read them, formats told", arguments: names)
  func rows(_ name: String) throws {
    let expected = try #require(Self.expected?[name])
    let isMultiLabel = name.hasPrefix("goemotions")
    let options = DatasetOptions.with { $0.isMultiLabel = isMultiLabel }
    let (rows, report) = try readRows(path: SharedData.path("data/\(name)"), options)
    #expect(rows.count == expected["rows"]?.intValue)
    #expect(report.badRowCount == 0)
    for (label, count) in report.labelCounts {
      #expect(expected["labels"]?[label]?.intValue == count, "\(label)")
    }
    let digests = expected["digests"]?.stringValue ?? ""
    let found = stride(from: 0, to: rows.count, by: 1000).map { start in
      digest(rows[start..<min(start + 1000, rows.count)])
    }
    let blocks = stride(from: 0, to: digests.count, by: 16).map {
      String(digests.dropFirst($0).prefix(16))
    }
    let different = zip(blocks, found).enumerated().filter { $0.element.0 != $0.element.1 }
    #expect(blocks.count == found.count)
    #expect(different.isEmpty, "blocks \(different.map(\.offset))")
  }

  /// FNV-1a of label, tab, text, line feed.
  private func digest(_ rows: ArraySlice<DatasetRow>) -> String {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for row in rows {
      for byte in "\(row.labels.joined(separator: ","))\t\(row.text)\n".utf8 {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
    }
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }

  @Test("of several labels a row give their first where one is wanted")
  func firstLabel() throws {
    let (rows, report) = try readRows(path: SharedData.path("data/goemotions/train.tsv"))
    #expect(rows.allSatisfy { $0.labels.count == 1 })
    #expect(report.multiLabelRows.count == 7102)
    #expect(rows[0].label == "neutral")
  }

  @Test("name the quotation marks that open nothing")
  func strayQuotes() throws {
    let (_, report) = try readRows(path: SharedData.path("data/chnsenticorp/train.tsv"))
    #expect(report.strayQuotes.lines == [944, 4242, 5366])
  }

  @Test("in CP1252 are known by it")
  func encoding() throws {
    let (_, report) = try readRows(path: SharedData.path("data/movie-reviews/rt-polarity.neg"))
    #expect(report.encoding == .windows1252)
    #expect(report.labelCounts == ["neg": 5331])
  }

  @Test("with a blank first line count it")
  func blankLine() throws {
    let path = SharedData.path("data/odd/emotion_val_leading_blank_line.txt")
    let (rows, report) = try readRows(path: path)
    #expect(report.blankLineCount == 1)
    #expect(rows[0].line == 2)
  }
}
