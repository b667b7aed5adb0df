import Foundation
import Model
import TestSupport
import Testing

/// Language models read as classifiers of a piece, against the reference library's heads in double precision.
@Suite struct LanguageModelTests {
  private func load(_ name: String, labels: [String]) async throws -> ModelActor {
    var overrides = ModelOverrides()
    overrides.labels = labels
    return try await ModelActor.load(
      ModelDirectory(path: Fixtures.model(name).path),
      options: LoadOptions(precision: .fp32, threads: 2, overrides: overrides))
  }

  @Test(arguments: LanguageGolden.models)
  func everyPieceIsAClass(_ name: String) async throws {
    let golden = try LanguageGolden(name)
    let model = try await GoldenModels.load(name)
    #expect(model.info.tokenizer.encode(golden.text).ids == golden.ids)
    #expect(model.info.configuration.labels.count == golden.logits.count)
    let target = golden.target
    let spelling = model.info.tokenizer.token(for: Int32(target))
    #expect(model.info.configuration.labels[target] == spelling)
    #expect(model.info.warnings == [])
    let prediction = try await model.perform { try $0.predictions(golden.batch)[0] }
    #expect(maximumDifference(prediction.logits, golden.logits) < 1e-4)
    #expect(prediction.best == target)
    #expect(abs(prediction.outputs.reduce(0, +) - 1) < 1e-5)
  }

  @Test(arguments: LanguageGolden.models)
  func itIsAskedWhereTheReferenceIs(_ name: String) async throws {
    let golden = try LanguageGolden(name)
    let model = try await GoldenModels.load(name)
    let positions = try await model.perform { $0.pooledPositions(golden.batch) }
    #expect(positions == [golden.position])
  }

  @Test(arguments: LanguageGolden.models)
  func gradientsGoThroughTheHead(_ name: String) async throws {
    let golden = try LanguageGolden(name)
    let model = try await GoldenModels.load(name)
    let found = try await model.perform {
      try $0.gradients(golden.batch, at: .embeddings, targets: [golden.target], of: .logit)
    }
    #expect(relativeDifference(found.gradient.values, golden.gradient.flatMap(\.self)) < 1e-4)
  }

  @Test(arguments: LanguageGolden.models)
  func theLensReadsEveryStateAsTheHeadDoes(_ name: String) async throws {
    let golden = try LanguageGolden(name)
    let model = try await GoldenModels.load(name)
    let most = golden.lensIDs[0][0].count
    let lens = try #require(
      try await model.perform { try $0.logitLens(golden.batch, most: most) })
    #expect(lens.guesses.map { $0.map { $0.map(\.id) } } == golden.lensIDs)
    for (found, expected) in zip(lens.guesses, golden.lensShares) {
      #expect(found.count == expected.count)
      for (guesses, shares) in zip(found, expected) {
        #expect(maximumDifference(guesses.map(\.probability), shares) < 1e-5)
      }
    }
    // The deepest state at the place where the model is asked is what it says.
    #expect(lens.guesses.last?[golden.position].first?.id == Int32(golden.target))
  }

  /// The answers' logits are those pieces' of the whole vocabulary, and the lens stays one of all pieces.
  @Test(arguments: LanguageGolden.models)
  func answersAreClasses(_ name: String) async throws {
    let golden = try LanguageGolden(name)
    let words = ["crowd", "heart"]
    let whole = try await GoldenModels.load(name)
    let model = try await load(name, labels: words)
    #expect(model.info.configuration.labels == words)
    let isByteLevel = name.hasPrefix("roberta") || name.hasPrefix("gpt2")
    let ids = words.map { model.info.tokenizer.id(for: (isByteLevel ? "Ġ" : "") + $0) }
    #expect(model.info.configuration.languageModel?.answers == ids)
    let prediction = try await model.perform { try $0.predictions(golden.batch)[0] }
    let expected = ids.map { golden.logits[Int($0 ?? -1)] }
    #expect(maximumDifference(prediction.logits, expected) < 1e-4)
    #expect(abs(prediction.outputs.reduce(0, +) - 1) < 1e-5)
    let lens = try await model.perform { try $0.logitLens(golden.batch, most: 3) }
    let lensOfAll = try await whole.perform { try $0.logitLens(golden.batch, most: 3) }
    #expect(lens != nil && lens == lensOfAll)
  }

  @Test(arguments: LanguageGolden.models)
  func theLogitOfAPieceIsASum(_ name: String) async throws {
    let golden = try LanguageGolden(name)
    let model = try await GoldenModels.load(name)
    let split = try await model.perform {
      try $0.logitContributions(golden.batch, of: golden.target)
    }
    #expect(abs(split.logit - golden.logits[golden.target]) < 1e-4)
    #expect(abs(split.sum - Double(split.logit)) < 1e-4)
    // The norm of the head is part of what is held: the parts are not the bias alone.
    #expect(abs(split.embeddings) + split.feedForward.map(abs).reduce(0, +) > 0.01)
  }

  @Test func withoutAMaskTheLastTokenOfTheTextIsRead() async throws {
    let model = try await GoldenModels.load("bert-masked")
    let texts = ["good film", "", "a [MASK] b [MASK]"].map { model.info.tokenizer.encode($0) }
    let positions = try await model.perform { try $0.pooledPositions(RaggedBatch(texts)) }
    // [CLS] good film [SEP]; [CLS] [SEP]; the first of two masks.
    #expect(positions == [2, 0, 2])
  }

  @Test func anAnswerOfSeveralPiecesIsReadByItsFirst() async throws {
    let model = try await load("bert-masked", labels: ["good", "feeling"])
    let feel = model.info.tokenizer.id(for: "feel")
    #expect(model.info.configuration.languageModel?.answers?.last == feel)
    #expect(model.info.warnings.count == 1)
    #expect(model.info.warnings.first?.contains("`feeling` is 2 pieces") == true)
  }

  @Test(arguments: [["feel", "feeling"], ["good", "☃"], ["good", ""]])
  func answersThatCannotBeToldApartAreRefused(_ labels: [String]) async {
    await #expect {
      _ = try await load("bert-masked", labels: labels)
    } throws: { error in
      guard let error = error as? ModelError else { return false }
      return error.kind == .invalidInput && error.problem.contains("`\(labels[1])`")
    }
  }

  @Test func aClassifierHasNoLensOfPieces() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let lens = try await model.perform { try $0.logitLens(batch([2, 8, 3]), most: 1) }
    #expect(lens == nil)
  }

  /// Without config.json the names and shapes of the weights tell the same model.
  @Test(arguments: [("bert-masked", 3), ("gpt2-language", 3)])
  func weightsAloneTellALanguageModel(_ name: String, heads: Int) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.copyItem(at: Fixtures.model(name), to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.removeItem(at: folder.appending(path: "config.json"))
    var overrides = ModelOverrides()
    overrides.headCount = heads
    overrides.activation = name == "bert-masked" ? .relu : nil
    let model = try await ModelActor.load(
      ModelDirectory(path: folder.path),
      options: LoadOptions(precision: .fp32, threads: 1, overrides: overrides))
    let golden = try LanguageGolden(name)
    let logits = try await model.perform { try $0.forward(golden.batch).logits[0] }
    #expect(maximumDifference(logits, golden.logits) < 1e-4)
  }
}
