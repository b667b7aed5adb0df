import Foundation
import Testing

@testable import Model

struct ModelDirectoryTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func directory(_ files: [String], chosen: String? = nil) throws -> ModelDirectory {
    for file in files { try folder.write(file, "x") }
    return ModelDirectory(path: folder.path, chosenFile: chosen)
  }

  @Test func safetensorsComeBeforePickles() throws {
    let weights = try directory(["pytorch_model.bin", "model.safetensors", "a.pt"]).weights()
    #expect(weights == .safetensors(path: folder.path + "/model.safetensors"))
  }

  @Test func aLoneStateDictIsFoundBesideTrainingState() throws {
    let files = ["best.pt", "optimizer.pt", "scheduler.pt", "rng_state.pth", "training_args.bin"]
    #expect(try directory(files).weights() == .torch(path: folder.path + "/best.pt"))
  }

  @Test func severalStateDictsHaveToBeChosenFrom() throws {
    let error = try modelError { try directory(["a.pt", "b.pt"]).weights() }
    #expect(error.kind == .invalidInput)
    #expect(error.problem.contains("a.pt, b.pt"))
    #expect(
      try directory([]).weights(named: "b.pt") == .torch(path: folder.path + "/b.pt"))
    #expect(
      try directory([], chosen: "a.pt").weights(named: "b.pt")
        == .torch(path: folder.path + "/a.pt"))
  }

  @Test func aRunWithoutItsLastModelNamesItsCheckpoints() throws {
    for name in ["checkpoint-900", "checkpoint-1000", "checkpoint-x", "checkpoint-1200"] {
      try FileManager.default.createDirectory(
        atPath: folder.path + "/" + name, withIntermediateDirectories: true)
    }
    try folder.write("checkpoint-900/model.safetensors", "x")
    try folder.write("checkpoint-1000/pytorch_model.bin", "x")
    let error = try modelError { try directory(["run.jsonl"]).weights() }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("these do: checkpoint-900, checkpoint-1000."))
    #expect(error.advice == "Name one of them: \(folder.path)/checkpoint-1000.")
  }

  /// transformers finds them as `tf_model.h5` only: under another name they are renamed on the way.
  @Test(arguments: ["tf_model.h5", "model.h5"])
  func kerasWeightsComeWithTheCommandThatConvertsThem(file: String) throws {
    let error = try modelError { try directory([file, "config.json"]).weights() }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains(file))
    let advice = try #require(error.advice)
    let renaming = "mv '\(folder.path)/model.h5' '\(folder.path)/tf_model.h5' && python3"
    #expect(advice.contains(renaming) == (file == "model.h5"))
    #expect(advice.contains("transformers<5"))
    #expect(advice.contains("from_tf=True"))
    #expect(advice.contains(folder.path))
  }

  @Test(arguments: [
    ("flax_model.msgpack", "Flax"), ("model.onnx", "ONNX"), ("model.gguf", "GGUF"),
    ("adapter_model.safetensors", "adapter"), ("model.keras", "a Keras model"),
  ])
  func weightsOfOtherLibrariesAreNamed(file: String, word: String) throws {
    let error = try modelError { try directory([file]).weights() }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains(word))
  }

  @Test func readableWeightsCountWhereOthersAreBeside() throws {
    let weights = try directory(["tf_model.h5", "model.safetensors"]).weights()
    #expect(weights == .safetensors(path: folder.path + "/model.safetensors"))
  }

  @Test func aFolderWithoutWeightsSaysWhatItLooksFor() throws {
    let error = try modelError { try directory(["config.json"]).weights() }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("model.safetensors"))
  }

  @Test func tokenizerFilesAreListed() throws {
    let directory = try directory(["vocab.txt", "tokenizer.json", "readme"])
    #expect(
      directory.tokenizerFiles == [folder.path + "/tokenizer.json", folder.path + "/vocab.txt"])
    #expect(directory.name == URL(fileURLWithPath: folder.path).lastPathComponent)
  }
}
