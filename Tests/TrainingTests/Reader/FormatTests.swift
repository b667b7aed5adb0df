import Foundation
import Testing

@testable import Training

@Suite("Every format")
struct FormatTests {
  @Test("has exactly the points that its writer put in", arguments: LogFixtures.names)
  func points(_ name: String) throws {
    let run = try LogFixtures.read(name)
    let expected = try LogFixtures.expected(name)
    #expect(!expected.isEmpty)
    #expect(Set(run.series.map(\.tag)) == Set(expected.keys))
    for (tag, points) in expected {
      let series = try #require(run[tag])
      #expect(Array(series.points.steps) == points.map(\.0), "\(tag)")
      #expect(
        series.points.values.map(\.description) == points.map(\.1.description), "\(tag)")
      #expect(series.notFinite == points.count { !$0.1.isFinite })
    }
  }

  @Test(
    "is told from the content",
    arguments: [
      ("torch-events", LogFormat.tensorboard), ("tensor-events", .tensorboard),
      ("trainer_state.json", .trainerState), ("keras.csv", .csv), ("lightning.csv", .csv),
      ("history.jsonl", .jsonl), ("tqdm.log", .stdout), ("dictionaries.log", .stdout),
    ])
  func format(_ name: String, _ format: LogFormat) throws {
    for file in try LogFixtures.files(name) {
      let bytes = [UInt8](try Data(contentsOf: file))
      #expect(LogFixtures.read(bytes, file: "log").format == format)
    }
  }

  @Test("says the same byte by byte as at once", arguments: LogFixtures.names)
  func byteByByte(_ name: String) throws {
    let whole = try LogFixtures.read(name)
    for size in [1, 7, 100] {
      #expect(try LogFixtures.read(name, pieces: size).summary == whole.summary)
    }
  }

  @Test(
    "says the same when it is settled after every byte, as by a reader that follows it",
    arguments: LogFixtures.names)
  func followed(_ name: String) throws {
    for file in try LogFixtures.files(name) {
      let bytes = [UInt8](try Data(contentsOf: file))
      let label = file.lastPathComponent
      var reader = RunReader(name: label, path: label, file: label)
      // A format is told as soon as there is enough, so following begins behind the first line.
      reader.append(Array(bytes.prefix(80)))
      for byte in bytes.dropFirst(80) {
        reader.append([byte])
        reader.settle()
      }
      #expect(reader.run.summary == LogFixtures.read(bytes, file: label).summary)
    }
  }

  @Test(
    "cut off at any byte neither crashes nor has more points than the whole",
    arguments: LogFixtures.names)
  func truncated(_ name: String) throws {
    for file in try LogFixtures.files(name) {
      let bytes = [UInt8](try Data(contentsOf: file))
      let label = file.lastPathComponent
      let whole = LogFixtures.read(bytes, file: label, ending: .closed).pointCount
      for count in 0..<bytes.count {
        for ending in [LogEnding.growing, .closed] {
          let cut = LogFixtures.read(Array(bytes.prefix(count)), file: label, ending: ending)
          #expect(cut.pointCount <= whole, "\(label) at \(count)")
        }
      }
    }
  }
}
