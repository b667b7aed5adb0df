import Foundation
import Model
import Testing

@testable import Training

@Suite("The log that a run writes")
struct RunWriterTests {
  private func withFolder(_ body: (RunFolder) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(RunFolder(path: folder.path))
  }

  private func history(_ writer: RunWriter, _ folder: RunFolder) throws -> RunLog {
    let path = folder.path + "/trainer_state.json"
    var progress = TrainingCheckpoint.Progress()
    progress.step = 7
    progress.best = 0.5
    try writer.writeTrainerState(
      to: path, progress, epoch: 0.5, totalSteps: 20, epochs: 2, bestCheckpoint: "run/checkpoint-5")
    return try #require(try RunFinder.find(path)[0].load())
  }

  @Test("as trainer_state.json has all its entries, and what the run is about once")
  func trainerState() throws {
    try withFolder { folder in
      let writer = try RunWriter(folder, keepingUpTo: -1)
      try writer.line {
        $0.member("step", 0)
        $0.member("max_steps", 20)
      }
      try writer.write(step: 1, epoch: 0.25, [("loss", 2), ("learning_rate", 0.5)])
      try writer.write(step: 2, epoch: 0.5, [("loss", 1.5), ("learning_rate", 0.25)])
      try writer.write(step: 2, epoch: 0.5, [("eval_loss", 1)])
      let log = try history(writer, folder)
      #expect(log.format == .trainerState && log.allProblems.isEmpty)
      #expect(log.points("train/loss") == "1:2.0 2:1.5")
      #expect(log.points("train/learning_rate") == "1:0.5 2:0.25")
      #expect(log.points("eval/loss") == "2:1.0")
      #expect(log.series.count == 3)
      #expect(log.totalSteps == 20 && log.best?.metric == 0.5)
    }
  }

  @Test("as trainer_state.json is whole where it is longer than what is copied at a time")
  func longHistory() throws {
    try withFolder { folder in
      let writer = try RunWriter(folder, keepingUpTo: -1)
      #expect(try history(writer, folder).series.isEmpty)
      let name = String(repeating: "long", count: 64)
      for step in 1...5_000 {
        try writer.line {
          $0.member("step", step); $0.member(name, step)
        }
      }
      let points = try #require(try history(writer, folder)["train/\(name)"]).points
      #expect(points.count == 5_000)
      #expect((0..<points.count).allSatisfy { points.values[$0] == Double($0 + 1) })
    }
  }

  @Test("has NaN and infinity as Python writes them, and its readers find them")
  func notFinite() throws {
    try withFolder { folder in
      let writer = try RunWriter(folder, keepingUpTo: -1)
      try writer.write(step: 1, epoch: 0, [("eval_loss", .nan), ("eval_accuracy", 0.5)])
      try writer.write(step: 2, epoch: 0, [("eval_loss", -.infinity)])
      let text = try String(contentsOfFile: folder.log, encoding: .utf8)
      #expect(text.contains(#""eval_loss":NaN,"#) && text.contains(#""eval_loss":-Infinity}"#))
      let log = try #require(try RunFinder.find(folder.log)[0].load())
      #expect(log.points("eval_loss") == "1:nan 2:-inf")
      #expect(try history(writer, folder).points("eval/loss") == "1:nan 2:-inf")
      // A run that goes on keeps them.
      _ = try RunWriter(folder, keepingUpTo: 2)
      #expect(try String(contentsOfFile: folder.log, encoding: .utf8) == text)
    }
  }
}
