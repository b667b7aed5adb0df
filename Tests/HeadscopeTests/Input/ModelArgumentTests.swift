import Testing

@testable import headscope

@Suite("Which argument is the model and which are texts")
struct ModelArgumentTests {
  private func resolve(
    _ arguments: [String], option: String? = nil, singleIsModel: Bool = false,
    models: Set<String> = ["minilm", "out/runs/7", "org/cached"]
  ) throws(UsageError) -> ModelArgument {
    try ModelArgument.resolve(
      arguments,
      .init(option: option, singleIsModel: singleIsModel, isModel: { models.contains($0) }))
  }

  @Test("Of several arguments the first is the model if it exists")
  func firstOfSeveral() throws {
    #expect(
      try resolve(["minilm", "a", "b"]) == ModelArgument(model: "minilm", texts: ["a", "b"]))
    #expect(
      try resolve(["out/runs/7", "a"]) == ModelArgument(model: "out/runs/7", texts: ["a"]))
  }

  @Test("Otherwise all are texts for the embedded model")
  func allTexts() throws {
    #expect(try resolve(["a", "minilm"]) == ModelArgument(model: nil, texts: ["a", "minilm"]))
    #expect(try resolve(["a"]) == ModelArgument(model: nil, texts: ["a"]))
  }

  @Test("A single argument is a text even if a model has that name, with a word about it")
  func singleIsText() throws {
    let result = try resolve(["minilm"])
    #expect(result.model == nil)
    #expect(result.texts == ["minilm"])
    #expect(result.note?.contains("--model") == true)
  }

  @Test("A single argument is the model where the command says so")
  func singleIsModel() throws {
    #expect(
      try resolve(["nothing"], singleIsModel: true) == ModelArgument(model: "nothing", texts: []))
  }

  @Test(
    "What has the form of a path or a hub name is the model, found or not",
    arguments: ["/models/x", "./x", "../x", "~", "~/x", "org/name", "and/or"])
  func neverText(argument: String) throws {
    #expect(try resolve([argument]) == ModelArgument(model: argument, texts: []))
    #expect(try resolve([argument, "a"]) == ModelArgument(model: argument, texts: ["a"]))
  }

  @Test(
    "Blanks, empty halves and more than one slash make a text",
    arguments: ["this and/or that", "a/b/c", "a/", "either / or"])
  func slashInText(argument: String) throws {
    #expect(try resolve([argument]).texts == [argument])
  }

  @Test("A path where a text must stand is refused with the ways out")
  func pathAsText() {
    #expect(throws: UsageError.self) { try resolve(["minilm", "./texts.txt"]) }
    #expect(throws: UsageError.self) { try resolve(["./texts.txt"], option: "minilm") }
    do throws(UsageError) {
      _ = try resolve(["minilm", "./texts.txt"])
    } catch {
      #expect(error.advice?.contains("--file") == true)
    }
  }

  @Test("With --model all arguments are texts")
  func option() throws {
    #expect(
      try resolve(["minilm", "a"], option: "org/cached")
        == ModelArgument(model: "org/cached", texts: ["minilm", "a"]))
  }

  @Test("A lone minus is standard input, never a model")
  func standardInput() throws {
    #expect(try resolve(["-"]) == ModelArgument(model: nil, texts: ["-"]))
    #expect(try resolve(["minilm", "-"]) == ModelArgument(model: "minilm", texts: ["-"]))
  }
}
