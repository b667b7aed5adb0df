import Foundation
import Testing

@testable import Training

@Suite("Following logs")
final class FollowedSetTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "follow-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func url(_ name: String) -> URL { folder.appending(path: name) }

  private func write(_ text: String, to name: String) throws {
    try FileManager.default.createDirectory(
      at: url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
    // Without a file of its own first, as a program that opens with "w" does.
    try Data(text.utf8).write(to: url(name))
  }

  private func append(_ text: String, to name: String) throws {
    let handle = try FileHandle(forWritingTo: url(name))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  private func points(_ set: FollowedSet, _ tag: String = "loss", run: Int = 0) -> String {
    set.runs.indices.contains(run) ? set.runs[run].log.points(tag) : "no run"
  }

  @Test("Lines that are added are read, and nothing else changes the version")
  func growing() throws {
    try write("step,loss\n1,0.5\n", to: "a.csv")
    var set = FollowedSet([url("a.csv").path])
    #expect(set.look(now: 0).hasChanged)
    #expect(points(set) == "1:0.5")
    #expect(!set.look(now: 1).hasChanged)
    try append("2,0.25\n", to: "a.csv")
    #expect(set.look(now: 2).hasChanged)
    #expect(points(set) == "1:0.5 2:0.25")
    #expect(set.runs[0].generation == FollowedSet([url("a.csv").path]).runs[0].generation + 1)
  }

  @Test("Half a line waits for its other half")
  func torn() throws {
    try write("{\"step\": 1, \"loss\": 0.5}\n{\"step\": 2, \"lo", to: "a.jsonl")
    var set = FollowedSet([url("a.jsonl").path])
    _ = set.look(now: 0)
    #expect(points(set) == "1:0.5")
    #expect(set.runs[0].log.waiting != nil)
    try append("ss\": 0.25}\n", to: "a.jsonl")
    _ = set.look(now: 1)
    #expect(points(set) == "1:0.5 2:0.25")
    #expect(set.runs[0].log.waiting == nil)
  }

  @Test("A log that was cut short is read anew")
  func truncated() throws {
    try write("step,loss\n1,0.5\n2,0.25\n", to: "a.csv")
    var set = FollowedSet([url("a.csv").path])
    _ = set.look(now: 0)
    let generation = set.runs[0].generation
    try write("step,loss\n1,0.75\n", to: "a.csv")
    #expect(set.look(now: 1).hasChanged)
    #expect(points(set) == "1:0.75")
    #expect(set.runs[0].generation > generation)
  }

  @Test("A log that was rewritten and is longer now is read anew")
  func rewritten() throws {
    try write("step,loss\n1,0.5\n2,0.25\n", to: "a.csv")
    var set = FollowedSet([url("a.csv").path])
    _ = set.look(now: 0)
    try write("step,loss\n1,0.75\n2,0.75\n3,0.625\n", to: "a.csv")
    _ = set.look(now: 1)
    #expect(points(set) == "1:0.75 2:0.75 3:0.625")
  }

  @Test("Of a log that was rotated away the rest is read, and the new file continues it")
  func rotated() throws {
    try write("step 1 loss 0.5\n", to: "a.log")
    var set = FollowedSet([url("a.log").path])
    _ = set.look(now: 0)
    try append("step 2 loss 0.4\n", to: "a.log")
    try FileManager.default.moveItem(at: url("a.log"), to: url("a.log.1"))
    try write("step 3 loss 0.3\n", to: "a.log")
    _ = set.look(now: 1)
    _ = set.look(now: 2)
    #expect(points(set) == "1:0.5 2:0.4 3:0.3")
  }

  @Test("Of a log that is rotated as logrotate does, an empty file first, nothing is lost")
  func rotatedToAnEmptyFile() throws {
    try write("step 1 loss 0.5\n", to: "a.log")
    var set = FollowedSet([url("a.log").path])
    _ = set.look(now: 0)
    try FileManager.default.moveItem(at: url("a.log"), to: url("a.log.1"))
    try write("", to: "a.log")
    _ = set.look(now: 1)
    _ = set.look(now: 2)
    #expect(points(set) == "1:0.5")
    try append("step 2 loss 0.4\n", to: "a.log")
    _ = set.look(now: 3)
    _ = set.look(now: 4)
    #expect(points(set) == "1:0.5 2:0.4")
  }

  @Test("A longer copy that takes the log's place is read on")
  func copied() throws {
    try write("step 1 loss 0.5\n", to: "a.log")
    var set = FollowedSet([url("a.log").path])
    _ = set.look(now: 0)
    try write("step 1 loss 0.5\nstep 2 loss 0.4\n", to: "b.tmp")
    #expect(rename(url("b.tmp").path, url("a.log").path) == 0)
    _ = set.look(now: 1)
    _ = set.look(now: 2)
    #expect(points(set) == "1:0.5 2:0.4")
    #expect(set.runs[0].log.series[0].superseded.count == 0)
  }

  @Test("A run that is resumed supersedes what it wrote before")
  func resumed() throws {
    try write("step 1 loss 0.5\nstep 2 loss 0.4\nstep 3 loss 0.3\n", to: "a.log")
    var set = FollowedSet([url("a.log").path])
    _ = set.look(now: 0)
    try append("step 2 loss 0.45\n", to: "a.log")
    _ = set.look(now: 1)
    #expect(points(set) == "1:0.5 2:0.45")
  }

  private func state(_ steps: Int, loss: Double = 1) -> String {
    let entries = (1...steps).map { "{\"loss\": \(loss), \"epoch\": 1.0, \"step\": \($0)}" }
    return "{\"global_step\": \(steps), \"log_history\": [\(entries.joined(separator: ", "))]}"
  }

  @Test("A document that is rewritten keeps what it said until the new version is whole")
  func document() throws {
    let whole = state(20_000)
    try write(whole, to: "trainer_state.json")
    var set = FollowedSet([url("trainer_state.json").path])
    _ = set.look(now: 0)
    #expect(set.runs[0].log.lastStep == 20_000)
    try write(String(state(20_001).prefix(40_000)), to: "trainer_state.json")
    _ = set.look(now: 1)
    #expect(set.runs[0].log.lastStep == 20_000)
    try write(state(20_001), to: "trainer_state.json")
    _ = set.look(now: 2)
    #expect(set.runs[0].log.lastStep == 20_001)
    #expect(set.runs[0].log.allProblems.isEmpty)
  }

  @Test("A document of the same size is read as well")
  func sameSize() throws {
    try write(state(3, loss: 1), to: "trainer_state.json")
    var set = FollowedSet([url("trainer_state.json").path])
    _ = set.look(now: 0)
    try write(state(3, loss: 2), to: "trainer_state.json")
    try FileManager.default.setAttributes(
      [.modificationDate: Date.now.addingTimeInterval(3)],
      ofItemAtPath: url("trainer_state.json").path)
    _ = set.look(now: 1)
    #expect(points(set, "train/loss") == "1:2.0 2:2.0 3:2.0")
  }

  @Test("The run goes on in the newest of its checkpoints")
  func checkpoints() throws {
    try write(state(5), to: "out/checkpoint-5/trainer_state.json")
    var set = FollowedSet([folder.path])
    _ = set.look(now: 0)
    try write(state(10), to: "out/checkpoint-10/trainer_state.json")
    set.scan()
    _ = set.look(now: 1)
    #expect(set.runs.count == 1)
    #expect(set.runs[0].log.lastStep == 10)
  }

  @Test("Files and runs that appear in a folder are found, and the old ones keep their number")
  func appearing() throws {
    try write("step,loss\n1,0.5\n", to: "b/metrics.csv")
    var set = FollowedSet([folder.path])
    _ = set.look(now: 0)
    try write("step,loss\n1,0.75\n", to: "a/metrics.csv")
    set.scan()
    _ = set.look(now: 1)
    #expect(set.runs.map(\.log.name) == ["b", "a"])
    #expect(set.runs.map(\.id) == [0, 1])
  }

  @Test("A log that is deleted stays on screen, and goes on when it comes back")
  func deleted() throws {
    try write("step,loss\n1,0.5\n", to: "a.csv")
    var set = FollowedSet([url("a.csv").path])
    _ = set.look(now: 0)
    try FileManager.default.removeItem(at: url("a.csv"))
    #expect(set.look(now: 1).hasChanged)
    #expect(set.runs[0].activity == .gone)
    #expect(points(set) == "1:0.5")
    try write("step,loss\n1,0.5\n2,0.25\n", to: "a.csv")
    _ = set.look(now: 2)
    _ = set.look(now: 2)
    #expect(points(set) == "1:0.5 2:0.25")
    #expect(set.runs[0].activity == .growing)
  }

  @Test("An empty folder and a missing file are waited for")
  func waiting() throws {
    var set = FollowedSet([folder.path, url("later.csv").path])
    #expect(!set.look(now: 0).hasChanged)
    try write("step,loss\n1,0.5\n", to: "later.csv")
    set.scan()
    _ = set.look(now: 1)
    #expect(points(set) == "1:0.5")
  }

  @Test("What was there at the start does not grow; what comes does, until it has been quiet")
  func activity() throws {
    try write("step,loss\n1,0.5\n", to: "a.csv")
    var set = FollowedSet([url("a.csv").path])
    _ = set.look(now: 100)
    #expect(set.runs[0].activity == .still)
    try append("3,0.25\n", to: "a.csv")
    _ = set.look(now: 102)
    #expect(set.runs[0].activity == .growing)
    try append("7,0.25\n", to: "a.csv")
    _ = set.look(now: 104)
    // From step 1 at 100 to step 7 at 104.
    #expect(set.runs[0].stepsPerSecond == 1.5)
    #expect(set.look(now: 104 + FollowedSet.quietDelay).hasChanged)
    #expect(set.runs[0].activity == .quiet(since: 104))
  }

  @Test("A big log is read in pieces, and in the end whole")
  func pieces() throws {
    let rows = (1...400_000).map { "\($0),0.5,0.25" }
    try write("step,loss,lr\n" + rows.joined(separator: "\n") + "\n", to: "big.csv")
    var set = FollowedSet([url("big.csv").path])
    #expect(set.look(now: 0).hasMore)
    let early = set.runs[0].log.lastStep ?? 0
    #expect(early > 0 && early < 400_000)
    while set.look(now: 1).hasMore {}
    #expect(set.runs[0].log["loss"]?.points.count == 400_000)
    // Reading the rest is no growth, however many steps that were.
    try append("400001,0.5,0.25\n", to: "big.csv")
    _ = set.look(now: 3)
    #expect(set.runs[0].stepsPerSecond == 0.5)
  }
}
