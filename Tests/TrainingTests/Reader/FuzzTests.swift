import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("Damaged logs")
struct FuzzTests {
  @Test(
    "are read to their end without a crash, and the same in any pieces",
    arguments: LogFixtures.names)
  func mutations(_ name: String) throws {
    var generator = SeededGenerator(seed: 4)
    for file in try LogFixtures.files(name) {
      let original = [UInt8](try Data(contentsOf: file))
      for _ in 0..<150 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
          mutate(&bytes, &generator)
        }
        let label = file.lastPathComponent
        let whole = LogFixtures.read(bytes, file: label, ending: .closed)
        let pieces = LogFixtures.read(bytes, file: label, pieces: 13, ending: .closed)
        #expect(whole.summary == pieces.summary)
      }
    }
  }

  @Test("of random bytes under any name are no run log")
  func garbage() {
    var generator = SeededGenerator(seed: 5)
    for name in ["a.csv", "a.jsonl", "trainer_state.json", "events.out.tfevents.1.h", "a.log"] {
      for count in [1, 5, 12, 13, 100, 5000] {
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let run = LogFixtures.read(bytes, file: name, ending: .closed)
        #expect(run.series.isEmpty)
      }
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
    case 3:
      bytes[place] = Array("{}[]'\":,./\n\r\u{8}-9eE".utf8).randomElement(using: &generator) ?? 0
    default:
      let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
      bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
    }
  }
}
