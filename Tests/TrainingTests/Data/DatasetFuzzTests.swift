import Model
import TestSupport
import Testing

@testable import Training

@Suite("Damaged data files")
struct DatasetFuzzTests {
  static let samples: [String] = [
    "i feel; fine;joy\n\"a \"\"b\"\"; c\" ; fear\r\n\nlove it;joy\n",
    "id,text,label\n1,\"a, b\nc \"\"d\"\"\",x\n2,é,y\n3,\"e\",x\n",
    "1\t\"never closed\n0\tplain €\n1\t\"closed\" early\n0\t\"right\"\n",
    "{\"text\": \"a \\u00e9\", \"label\": [1, \"x\"]}\n{\"label\": 2.5, \"text\": \"b\"}\n",
    "4,3,Mon 03:17,q,a,\"I love, it\"\n0,4,Mon 03:18,q,b,bad\n2,5,Mon 03:19,q,c,so\n",
  ]

  private func check(_ bytes: [UInt8]) throws {
    for hasLabels in [true, false] {
      try check(bytes, DatasetOptions.with { $0.hasLabels = hasLabels })
    }
  }

  private func check(_ bytes: [UInt8], _ options: DatasetOptions) throws {
    do {
      let (rows, report) = try readRows(bytes, options)
      #expect(report.rowCount == rows.count)
      #expect(report.labelCounts.values.reduce(0, +) == rows.count)
      #expect(report.badRows.count == report.badRowCount)
      let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
      #expect(report.rowCount + report.badRowCount + report.blankLineCount <= lines)
      #expect(rows.allSatisfy { !$0.text.isEmpty && !$0.labels.isEmpty })
    } catch let error as ModelError {
      #expect(!error.problem.isEmpty)
    }
  }

  @Test("cut at any byte are read or refused", arguments: samples.indices)
  func truncation(_ index: Int) throws {
    let bytes = Array(Self.samples[index].utf8)
    for end in 0...bytes.count { try check(Array(bytes[..<end])) }
  }

  @Test("with a byte changed anywhere are read or refused", arguments: samples.indices)
  func mutation(_ index: Int) throws {
    let original = Array(Self.samples[index].utf8)
    for place in original.indices {
      for byte: UInt8 in [0x00, 0x0A, 0x0D, 0x22, 0x2C, 0x3B, 0x09, 0x7B, 0x80, 0xE2, 0xFF] {
        var bytes = original
        bytes[place] = byte
        try check(bytes)
      }
    }
  }

  @Test("of random bytes are read or refused")
  func garbage() throws {
    var generator = SeededGenerator(seed: 11)
    let alphabet = Array("ab;,\t\"\n\r{}[]: 04".utf8) + [0x00, 0xC3, 0xA9, 0xFE, 0xFF]
    for _ in 0..<300 {
      let count = Int.random(in: 0...80, using: &generator)
      try check((0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 })
    }
  }

  @Test(
    "with format and encoding forced on them are read or refused", arguments: DatasetFormat.allCases
  )
  func forced(_ format: DatasetFormat) throws {
    for sample in Self.samples {
      for encoding in TextEncoding.allCases {
        let options = DatasetOptions.with {
          $0.format = format
          $0.encoding = encoding
        }
        do {
          let (rows, report) = try readRows(sample, options)
          #expect(report.rowCount == rows.count)
        } catch let error as ModelError {
          #expect(!error.problem.isEmpty)
        }
      }
    }
  }
}
