import Foundation
import TestSupport
import Testing
import Training

@testable import Model
@testable import headscope

/// Where the labelled texts of a model are, as its run's folder says.
@Suite struct TrainFilesTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "run-\(UUID())").path

  private func write(_ text: String, _ name: String) throws {
    let file = URL(filePath: folder).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func start(_ arguments: [String]) -> RunStart {
    RunStart(arguments: arguments, workingDirectory: folder)
  }

  @Test func pathsCountFromWhereTheRunWasStarted() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("a;joy\n", "data/train.txt")
    #expect(
      Train.files(of: start(["--model", "base", "--train", "data/train.txt", "--epochs", "2"]))
        == ["\(folder)/data/train.txt"])
  }

  @Test func aRecipesFilesCountFromItsFolder() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("a;joy\n", "recipes/train.txt")
    try write(
      "model = \"base\"\n[data]\ntrain = \"train.txt\"\n[output]\ndirectory = \"run\"\n",
      "recipes/emotion.toml")
    #expect(Train.files(of: start(["recipes/emotion.toml"])) == ["\(folder)/recipes/train.txt"])
  }

  @Test func filesThatAreGoneAreNotKnown() {
    #expect(Train.files(of: start(["--model", "base", "--train", "gone.txt"])).isEmpty)
    #expect(Train.files(of: start(["--no-such-option"])).isEmpty)
  }

  @Test func aCheckpointBelongsToTheRunAroundIt() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("a;joy\n", "train.txt")
    try write(
      "{\"arguments\": [\"--model\", \"base\", \"--train\", \"\(folder)/train.txt\"], "
        + "\"workingDirectory\": \"\(folder)\"}", "run/start.json")
    try write("", "run/fold-1/checkpoint-5/model.safetensors")
    for place in ["run", "run/fold-1", "run/fold-1/checkpoint-5"] {
      #expect(Train.files(thatTrained: "\(folder)/\(place)") == ["\(folder)/train.txt"])
    }
    #expect(Train.files(thatTrained: folder).isEmpty)
  }
}
