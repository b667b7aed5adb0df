import Foundation
import Testing

@testable import Model

struct ModelLocationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var environment: [String: String] { ["HOME": folder.path] }

  /// Puts a model into a hub cache below the folder.
  private func cache(
    _ name: String, _ commit: String, in cache: String = ".cache/huggingface/hub", main: String?,
    type: String = "bert"
  ) throws {
    let model = "\(cache)/models--\(name)"
    try folder.write("\(model)/snapshots/\(commit)/config.json", #"{"model_type": "\#(type)"}"#)
    if let main { try folder.write("\(model)/refs/main", main) }
  }

  @Test func foldersAndFilesInThem() throws {
    let folder = try ModelLocation.resolve(fixture("bert"), environment: [:])
    #expect(folder.chosenFile == nil)
    #expect(folder.name == "bert")
    let file = try ModelLocation.resolve(fixture("bert/model.safetensors"), environment: [:])
    #expect(file.path == folder.path)
    #expect(file.chosenFile == "model.safetensors")
    let config = try ModelLocation.resolve(fixture("bert/config.json"), environment: [:])
    #expect(config.chosenFile == nil)
  }

  @Test func aTildeIsTheHomeFolder() throws {
    try folder.write("model/config.json", "{}")
    let found = try ModelLocation.resolve("~/model", environment: environment)
    #expect(found.path == folder.path + "/model")
  }

  @Test func hubNamesLeadToTheSnapshotOfMain() throws {
    try cache("org--name", "aaa", main: "bbb\n")
    try cache("org--name", "bbb", main: nil)
    let found = try ModelLocation.resolve("org/name", environment: environment)
    #expect(found.path.hasSuffix("models--org--name/snapshots/bbb"))
    #expect(found.name == "org/name")
  }

  @Test func withoutMainTheNewestSnapshotCounts() throws {
    try cache("name", "new", main: nil)
    try cache("name", "old", main: "../../../..")
    let snapshots = folder.path + "/.cache/huggingface/hub/models--name/snapshots/"
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: snapshots + "old")
    #expect(
      try ModelLocation.resolve("name", environment: environment).path == snapshots + "new")
  }

  @Test(arguments: [
    (["HF_HUB_CACHE": "/a", "HF_HOME": "/b", "HOME": "/h"], "/a"),
    (["HF_HOME": "/b", "XDG_CACHE_HOME": "/c", "HOME": "/h"], "/b/hub"),
    (["XDG_CACHE_HOME": "/c", "HOME": "/h"], "/c/huggingface/hub"),
    (["HF_HUB_CACHE": "", "HOME": "/h"], "/h/.cache/huggingface/hub"),
    (["HF_HOME": "~/x", "HOME": "/h"], "/h/x/hub"),
  ])
  func theCacheIsWhereTheHubLibrariesHaveIt(environment: [String: String], cache: String) {
    #expect(ModelLocation.hubCaches(environment) == [cache])
  }

  @Test func aNameThatIsNowhereSaysWhereItWasSearched() throws {
    let error = try modelError {
      try ModelLocation.resolve("org/name", environment: ["HF_HOME": "/nowhere"])
    }
    #expect(error.kind == .missing)
    #expect(error.problem.contains("/nowhere/hub/models--org--name"))
    #expect(error.advice?.contains("hf download org/name") == true)
  }

  @Test(arguments: ["", "a\0b", "/no/such/path", "two words", "../../no/such/path", "org/../name"])
  func badNamesAreErrors(name: String) {
    #expect(throws: ModelError.self) {
      try ModelLocation.resolve(name, environment: environment)
    }
  }

  @Test(arguments: [
    ("/any", true), ("./any", true), ("../any", true), ("~", true), ("~/any", true),
    ("org/name", true), ("hello", false), ("i am / was happy", false), ("and/or maybe", false),
    ("1/2/3", false), ("", false), ("org/na me", false), ("cached", true), ("yes/no?", false),
  ])
  func modelsAreToldFromTexts(argument: String, isModel: Bool) throws {
    try cache("cached", "aaa", main: "aaa")
    #expect(ModelLocation.looksLikeModel(argument, environment: environment) == isModel)
  }

  @Test func cachedModelsAreThoseOfKnownArchitectures() throws {
    try cache("org--one", "aaa", main: "aaa")
    try cache("two", "bbb", main: "bbb", type: "gpt2")
    try cache("org--llama", "ccc", main: "ccc", type: "llama")
    try folder.write(".cache/huggingface/hub/models--org--broken/snapshots/a/config.json", "{")
    try folder.write(".cache/huggingface/hub/version.txt", "1")
    let names = ModelLocation.cachedModels(environment: environment).map(\.name)
    #expect(names == ["org/one", "two"])
  }
}
