import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("Finding runs")
final class RunFinderTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "runs-\(UUID())")

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ text: String, to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func state(_ step: Int) -> String {
    "{\"global_step\": \(step), \"log_history\": [{\"loss\": 1, \"step\": \(step)}]}"
  }

  @Test("Of checkpoints side by side the last counts, by its number")
  func checkpoints() throws {
    try write(state(9), to: "out/checkpoint-9/trainer_state.json")
    try write(state(10), to: "out/checkpoint-10/trainer_state.json")
    let runs = try RunFinder.find(folder.path).compactMap { $0.load() }
    #expect(runs.map(\.name) == ["out"])
    #expect(runs.first?.lastStep == 10)
  }

  @Test("A checkpoint that is being written or taken away is no run")
  func passingCheckpoints() throws {
    try write(state(9), to: "out/checkpoint-9/trainer_state.json")
    try write(state(10), to: "out/checkpoint-10.unfinished/trainer_state.json")
    try write(state(9), to: "out/checkpoint-9.old/trainer_state.json")
    try write(state(3), to: "runs.old/trainer_state.json")
    #expect(try RunFinder.find(folder.path).map(\.name) == ["out", "runs.old"])
  }

  @Test("A state beside its checkpoints counts where it went further")
  func stateBesideCheckpoints() throws {
    try write(state(12), to: "out/trainer_state.json")
    try write(state(10), to: "out/checkpoint-10/trainer_state.json")
    #expect(try RunFinder.find(folder.path).compactMap { $0.load()?.lastStep } == [12])
  }

  @Test("A folder's runs are its logs of any format, and not its data and settings")
  func folders() throws {
    try write("step,loss\n1,0.5\n", to: "lightning/version_0/metrics.csv")
    try write("text,label\nhello,1\n", to: "data/train.csv")
    try write("{\"step\": 1, \"loss\": 0.5}\n", to: "a/history.jsonl")
    try write("{\"text\": \"hello\", \"label\": 1}\n", to: "data/train.jsonl")
    try write("{\"hidden_size\": 8}", to: "model/config.json")
    try write("step 1 loss 0.5\n", to: "b/train.log")
    try write("nothing here\n", to: "b/server.log")
    let runs = try RunFinder.find(folder.path).compactMap { $0.load() }
    #expect(runs.map(\.name) == ["a/history.jsonl", "b/train.log", "lightning/version_0"])
  }

  @Test("Event files of one folder are one run, in the order of their names")
  func events() throws {
    let runs = try RunFinder.find(LogFixtures.folder.appending(path: "torch-events").path)
      .compactMap { $0.load() }
    #expect(runs.map(\.name) == ["torch-events"])
    #expect(runs.first?.summary.contains("[0, 10, 20, 30, 40, 50, 60, 70]") == true)
  }

  @Test("A path without anything, and a folder without a log, are errors that say so")
  func missing() throws {
    #expect(throws: ModelError.self) { try RunFinder.find("/nonexistent/log") }
    try write("hello", to: "readme.txt")
    let error = #expect(throws: ModelError.self) { try RunFinder.find(self.folder.path) }
    #expect(error?.problem.contains("no run log") == true)
  }

  @Test("A link back to a folder above is not followed for ever")
  func linkLoop() throws {
    try write("step,loss\n1,0.5\n", to: "a/metrics.csv")
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "a/again"), withDestinationURL: folder)
    #expect(try RunFinder.find(folder.path).map(\.name) == ["a"])
  }
}
