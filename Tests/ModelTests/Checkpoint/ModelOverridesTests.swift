import Testing

@testable import Model

struct ModelOverridesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ text: String) throws -> ModelOverrides {
    try folder.write("headscope.json", text)
    return try ModelOverrides.load(ModelDirectory(path: folder.path))
  }

  @Test func everyKeyIsRead() throws {
    let overrides = try load(
      #"""
      {"architecture": "xlm-roberta", "vocabulary": "v.txt", "lowercase": true, "labels": ["a", "b"],
       "outputActivation": "relu", "problemType": "regression", "weights": "w.pt", "classifier": "fc",
       "hiddenSize": 8, "layerCount": 2, "headCount": 4, "intermediateSize": 16, "activation": "silu",
       "layerNormEpsilon": 1e-6, "paddingID": 3, "clean": ["urls", "lowercase"]}
      """#)
    var expected = ModelOverrides()
    expected.architecture = .xlmRoberta
    expected.vocabulary = "v.txt"
    expected.lowercase = true
    expected.labels = ["a", "b"]
    expected.outputActivation = .relu
    expected.problemType = .regression
    expected.weights = "w.pt"
    expected.classifier = "fc"
    expected.hiddenSize = 8
    expected.layerCount = 2
    expected.headCount = 4
    expected.intermediateSize = 16
    expected.activation = .silu
    expected.layerNormEpsilon = 1e-6
    expected.paddingID = 3
    expected.clean = TextCleaner([.urls, .lowercase])
    #expect(overrides == expected)
    #expect(ModelOverrides().merged(over: expected) == expected)
  }

  @Test func noFileSaysNothing() throws {
    #expect(try ModelOverrides.load(ModelDirectory(path: folder.path)) == ModelOverrides())
  }

  @Test func flagsWin() throws {
    var flags = ModelOverrides()
    flags.labels = ["x"]
    let merged = flags.merged(over: try load(#"{"labels": ["a"], "lowercase": true}"#))
    #expect(merged.labels == ["x"])
    #expect(merged.lowercase == true)
  }

  @Test(arguments: [
    (#"{"lables": []}"#, "`lables`"), (#"{"labels": [1]}"#, "`labels`"), ("[]", "an array"),
    (#"{"architecture": "llama"}"#, "`llama`"), (#"{"hiddenSize": 0}"#, "`hiddenSize`"),
    (#"{"outputActivation": "prelu"}"#, "`prelu`"), (#"{"problemType": "other"}"#, "`other`"),
    (#"{"paddingID": -1}"#, "`paddingID`"),
    (#"{"clean": ["url"]}"#, "`clean`"),
    (#"{"lowercase": "yes"}"#, "`lowercase`"),
    (#"{"labels": ["a"], "labels": ["b"]}"#, "labels"),
  ])
  func wrongContentsAreNamed(text: String, word: String) throws {
    let error = try modelError { try load(text) }
    #expect(error.problem.contains(word), "\(error.problem)")
    #expect(error.problem.contains("headscope.json"))
  }
}
