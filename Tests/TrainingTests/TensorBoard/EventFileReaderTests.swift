import Foundation
import Testing

@testable import Training

@Suite("TensorBoard event files")
struct EventFileReaderTests {
  private let bytes: [UInt8]
  private let file = "events.out.tfevents.1700000000.host.1.0"
  /// Where each record begins, by the lengths in the file.
  private let starts: [Int]

  init() throws {
    bytes = [UInt8](
      try Data(contentsOf: LogFixtures.folder.appending(path: "torch-events/\(file)")))
    var starts: [Int] = []
    var place = 0
    while place < bytes.count {
      starts.append(place)
      place += Int(bytes[place]) + Int(bytes[place + 1]) << 8 + 16
    }
    self.starts = starts
  }

  @Test("skip a record that does not fit its checksum, and name it")
  func damagedRecord() {
    var bytes = bytes
    // The third record is the first of train/grad_norm.
    bytes[starts[2] + 14] ^= 0xFF
    let run = LogFixtures.read(bytes, file: file)
    #expect(run["train/loss"]?.points.steps == [0, 10, 20, 30, 40, 50])
    #expect(run["train/grad_norm"]?.points.steps == [10, 20, 30, 40, 50])
    #expect(
      run.problems.map(\.description) == [
        "\(file): record 3: does not fit its checksum, passed over"
      ])
  }

  @Test("go on at the next whole record when a length is damaged")
  func damagedLength() {
    var bytes = bytes
    bytes[starts[3]] ^= 0xFF
    let run = LogFixtures.read(bytes, file: file)
    #expect(run["train/loss"]?.points.steps == [0, 20, 30, 40, 50])
    #expect(run.problems.map(\.place) == ["behind record 3"])
    #expect(run.problems.first?.sentence.hasPrefix("\(starts[4] - starts[3]) bytes") == true)
  }

  @Test("wait for the rest of the last record, and count it when it has come")
  func cut() {
    let end = starts[3] + 20
    var reader = RunReader(name: "a", path: "a", file: file)
    reader.append(Array(bytes[..<end]))
    reader.settle()
    #expect(
      reader.run.waiting?.description == "\(file): record 4: cut off: 20 bytes of it are there")
    reader.append(Array(bytes[end...]))
    reader.settle()
    #expect(reader.run.waiting == nil)
    #expect(reader.run["train/loss"]?.points.count == 6)
  }

  @Test("tell wall times")
  func wallTimes() {
    let run = LogFixtures.read(bytes, file: file)
    #expect(run["train/loss"]?.points.wallTimes.first == 1_700_000_000)
    #expect(run["train/loss"]?.points.wallTimes.last == 1_700_000_050)
  }

  @Test("resumed in a second file supersede what they write again, of every metric")
  func resumed() throws {
    let run = try LogFixtures.read("torch-events")
    #expect(run["train/loss"]?.superseded.steps == [30, 40, 50])
    #expect(run["train/grad_norm"]?.superseded.steps == [30, 40, 50])
    #expect(run.problems.count == 1)
  }
}
