import Foundation
import TestSupport
import Testing

@testable import Training

@Suite(
  "Real logs", .enabled(if: SharedData.has("data/logs"), "the shared logs are not on this machine"))
struct SharedLogsTests {
  private func load(_ path: String) throws -> RunLog {
    try #require(try RunFinder.find(SharedData.path("data/logs/\(path)"))[0].load())
  }

  @Test("All are understood, or their problem is named")
  func all() throws {
    let root = SharedData.root.appending(path: "data/logs")
    let files = try #require(FileManager.default.enumerator(atPath: root.path))
    var count = 0
    for case let file as String in files where root.appending(path: file).isFile {
      let run = try load(file)
      #expect(!run.series.isEmpty || !run.allProblems.isEmpty, "\(file)")
      count += 1
    }
    #expect(count > 20)
  }

  /// Counts and ends taken with Python's json and csv modules and TensorBoard's EventAccumulator.
  @Test(
    "have as many points as Python finds, and end where it does",
    arguments: [
      ("trainer_state/chatglm_epoch50.json", "train/loss", 2380, 23800),
      ("trainer_state/huge_star.json", "train/ploss_0", 2000, 40000),
      ("trainer_state/spam.json", "eval/accuracy", 33, 1650),
      ("jsonl/chatglm_epoch50_trainer_log.jsonl", "loss", 2380, 23800),
      ("lightning/slm_v5/metrics.csv", "train_loss_step", 1126, 196999),
      ("csv/sentimentAnalysis_per_step.csv", "val_f1", 11, 500),
      ("tfevents/hate_speech", "train/loss", 300, 3000),
      ("tfevents/keras_bert_validation", "epoch_loss", 3, 2),
      ("stdout/korquad_hf_trainer_618.log", "train/loss", 618, 15450),
    ])
  func counts(_ path: String, _ tag: String, _ count: Int, _ lastStep: Int) throws {
    let series = try #require(try load(path)[tag])
    #expect(series.points.count == count)
    #expect(series.last?.step == Int64(lastStep))
    #expect(series.superseded.count == 0)
  }

  @Test("that is another program's JSON is named")
  func otherDocument() throws {
    let run = try load("trainer_state/logshort.json")
    #expect(run.problems.map(\.sentence) == ["JSON, but no list named log_history: not a run log"])
  }

  @Test("of a crash was interrupted")
  func crash() throws { #expect(try load("stdout/nanogpt_short.log").state == .interrupted) }
}

extension URL {
  /// Whether a regular file is there.
  fileprivate var isFile: Bool {
    (try? resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
  }
}
