import Foundation
import Testing

@testable import Model

struct ModelConfigurationLabelTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(
    arguments: [
      (#""id2label": {"1": "b", "0": "a"}"#, ["a", "b"]),
      (#""id2label": {"0": "a", "2": "c"}"#, ["a", "LABEL_1", "c"]),
      (#""id2label": {"0": 5, "1": 7}"#, ["5", "7"]),
      (#""id2label": ["a", "b"]"#, ["a", "b"]),
      (#""label2id": {"b": 1, "a": 0}"#, ["a", "b"]),
      (#""id2label": null, "label2id": {"b": "1", "a": 0}"#, nil),
      (#""num_labels": 3"#, ["LABEL_0", "LABEL_1", "LABEL_2"]),
      (#""id2label": {"0": "a", "x": "b"}"#, nil),
      (#""id2label": {"-1": "a"}"#, nil),
      (#""id2label": {"4000000000": "a"}"#, nil),
      (#""id2label": {"0": "a", "00": "b"}"#, nil),
      (#""id2label": 3"#, nil),
      (#""num_labels": 0"#, nil),
    ] as [(String, [String]?)])
  func labels(fields: String, expected: [String]?) throws {
    let config = #"{"model_type": "bert", \#(fields)}"#
    if let expected {
      #expect(try folder.load(config).labels == expected)
    } else {
      #expect(try modelError { try folder.load(config) }.kind == .damaged)
    }
  }

  @Test(arguments: [
    (#""num_labels": 1"#, ModelConfiguration.ProblemType.regression),
    (#""num_labels": 1, "problem_type": "multi_label_classification""#, .multiLabel),
    (#""problem_type": null"#, .singleLabel), (#""problem_type": "regression""#, .regression),
  ])
  func problemTypes(fields: String, expected: ModelConfiguration.ProblemType) throws {
    #expect(try folder.load(#"{"model_type": "bert", \#(fields)}"#).problemType == expected)
  }

  @Test(
    arguments: [
      (#"{"0": "a", "1": "a", "2": "c"}"#, ["a", "a (1)", "c"], "`a (1)`"),
      (#"{"0": "a", "1": "a (2)", "2": "a"}"#, ["a", "a (2)", "a (2)'"], "`a (2)'`"),
      (#"{"0": "a", "2": "c"}"#, ["a", "LABEL_1", "c"], "LABEL_1"),
    ])
  func labelsThatDoNotTellOutputsApartAreCompletedWithAWarning(
    names: String, expected: [String], word: String
  ) throws {
    try folder.write("config.json", #"{"model_type": "bert", "id2label": \#(names)}"#)
    var warnings: [String] = []
    let c = try ModelConfiguration.load(directory: ModelDirectory(path: folder.path)) {
      warnings.append($0)
    }
    #expect(c.labels == expected)
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains(word) == true)
  }

  @Test func gapsAreNamedWhereTheClassifierHasOtherOutputs() throws {
    let directory = ModelDirectory(path: folder.path)
    try folder.write(
      "config.json", #"{"model_type": "bert", "id2label": {"0": "a", "1": "b", "5": "c"}}"#)
    let error = try modelError {
      try ModelConfiguration.load(directory: directory, checkpoint: .bert(width: 768))
    }
    #expect(error.kind == .mismatch)
    #expect(error.problem.contains("no name for output 2 and 2 more"))
    #expect(error.problem.contains("3 outputs"))
  }

  @Test func labelsAndClassifierMustAgree() throws {
    let checkpoint = try Checkpoint(directory: ModelDirectory(path: fixture("bert")))
    var c = try ModelConfiguration.load(directory: ModelDirectory(path: fixture("bert")))
    try c.validate(against: checkpoint)
    c.labels.append("d")
    let error = try modelError { try c.validate(against: checkpoint) }
    #expect(error.kind == .mismatch)
    #expect(error.problem.contains("4 labels") && error.problem.contains("3 outputs"))
    #expect(error.problem.contains("`id2label` in config.json"))
    let flag = try modelError { try c.validate(against: checkpoint, labelsFrom: "--labels") }
    #expect(flag.problem.hasPrefix("--labels names 4 labels"))
  }
}
