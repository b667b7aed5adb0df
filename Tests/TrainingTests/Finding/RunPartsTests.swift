import Foundation
import Testing

@testable import Training

@Suite("A run whose training and validation are logged in folders of their own")
final class RunPartsTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "parts-\(UUID())")

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func writer(_ name: String) throws -> EventFileWriter {
    let path = folder.appending(path: name)
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    return try EventFileWriter(folder: path.path)
  }

  /// As Keras' TensorBoard callback names them.
  private func write(_ writer: EventFileWriter, epoch: Int, loss: Double) throws {
    try writer.write(step: epoch, [("epoch_loss", loss)])
  }

  @Test("is one run, with the data as the group of each metric")
  func together() throws {
    let train = try writer("fit/train")
    let validation = try writer("fit/validation")
    for epoch in 0...1 {
      try write(train, epoch: epoch, loss: 1 / Double(epoch + 1))
      try write(validation, epoch: epoch, loss: 2)
    }
    try validation.write(step: 40, [("evaluation_loss_vs_iterations", 2)])
    let runs = try RunFinder.find(folder.path).compactMap { $0.load() }
    #expect(runs.map(\.name) == ["fit"])
    let run = try #require(runs.first)
    #expect(run.format == .tensorboard && run.allProblems.isEmpty)
    #expect(run.points("train/epoch_loss") == "0:1.0 1:0.5")
    #expect(run.points("validation/epoch_loss") == "0:2.0 1:2.0")
    #expect(run.points("evaluation_loss_vs_iterations") == "40:2.0")
    #expect(run.series.count == 3)
    #expect(
      run.series.prefix(2).map { MetricName($0.tag) }.map(\.metric) == ["loss", "loss"])
    // Asked for by itself, a part is what it was.
    let part = try #require(RunFinder.find(folder.path + "/fit/train")[0].load())
    #expect(part.points("epoch_loss") == "0:1.0 1:0.5")
  }

  @Test("Folders of one data alone, or beside event files of the run's own, are runs by themselves")
  func apart() throws {
    try write(try writer("a/test"), epoch: 0, loss: 1)
    try write(try writer("b"), epoch: 0, loss: 1)
    try write(try writer("b/train"), epoch: 0, loss: 1)
    try write(try writer("b/eval"), epoch: 0, loss: 1)
    #expect(try RunFinder.find(folder.path).map(\.name) == ["a/test", "b", "b/eval", "b/train"])
  }

  @Test("is followed as one from the first validation on, and both parts as they grow")
  func following() throws {
    let train = try writer("fit/train")
    try write(train, epoch: 0, loss: 1)
    var set = FollowedSet([folder.path])
    _ = set.look(now: 0)
    #expect(set.runs.map(\.log.name) == ["fit/train"])
    #expect(set.runs[0].log.points("epoch_loss") == "0:1.0")

    let validation = try writer("fit/validation")
    try write(validation, epoch: 0, loss: 2)
    set.scan()
    #expect(set.look(now: 1).hasChanged)
    #expect(set.runs.map(\.log.name) == ["fit"])
    #expect(set.runs.map(\.id) == [0])
    #expect(set.runs[0].log.points("validation/epoch_loss") == "0:2.0")

    try write(train, epoch: 1, loss: 0.5)
    try write(validation, epoch: 1, loss: 1.5)
    set.scan()
    #expect(set.look(now: 2).hasChanged)
    #expect(set.runs[0].log.points("train/epoch_loss") == "0:1.0 1:0.5")
    #expect(set.runs[0].log.points("validation/epoch_loss") == "0:2.0 1:1.5")
    #expect(set.runs.count == 1)
  }
}
