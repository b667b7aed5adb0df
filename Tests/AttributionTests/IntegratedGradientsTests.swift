import Attribution
import Model
import TestSupport
import Testing

/// Integrated gradients against captum in double precision.
@Suite struct IntegratedGradientsTests {
  @Test(arguments: GoldenModels.tiny + GoldenModels.small)
  func numbersOfSmallModels(_ name: String) async throws {
    try await expectIntegrals(of: name)
  }

  @Test(arguments: GoldenModels.trainedHere)
  func numbersOfTrainedModels(_ name: String) async throws {
    try await expectIntegrals(of: name)
  }

  private func expectIntegrals(of name: String) async throws {
    let golden = try Golden(name)
    let model = try await GoldenModels.load(name)
    #expect(!golden.integrals.isEmpty)
    for expected in golden.integrals {
      try await expect(expected, golden.text(expected.text), from: model)
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func numbersUnderEveryActivationOfTheConfiguration(_ name: String) async throws {
    let golden = try Golden(name)
    for variant in golden.variants {
      try await Fixtures.withVariant(of: Fixtures.model(name), patch: variant.patch) { folder in
        let model = try await GoldenModels.load(folder)
        try await expect(variant.integral, golden.text(variant.text), from: model)
      }
    }
  }

  private func expect(
    _ expected: Golden.Integral, _ text: Golden.Text, from model: ModelActor
  ) async throws {
    let encoding = Encoding(text, model.info.tokenizer)
    var request = try AttributionRequest(expected)
    let found = try await model.attribution(for: encoding, request)
    let largest = largestMagnitude(expected.sum)
    #expect(relativeDifference(found.values, expected.sum) <= 1e-4, "\(expected)")
    #expect(abs(found.outputValue - expected.outputValue) <= 1e-4, "\(expected)")
    #expect(abs(try #require(found.baseOutput) - expected.baseOutput) <= 1e-4, "\(expected)")
    // Delta is a sum over all tokens, each within the tolerance.
    let tolerance = 1e-4 * largest * Float(text.ids.count).squareRoot() + 1e-5
    #expect(abs(try #require(found.delta) - expected.delta) <= tolerance, "\(expected)")
    #expect(found.isFinal)
    #expect(found.target == expected.target)

    request.reduction = .l2
    let norms = try await model.attribution(for: encoding, request)
    #expect(relativeDifference(norms.values, expected.l2) <= 1e-4, "\(expected)")
  }

  @Test(arguments: GoldenModels.tiny + GoldenModels.trainedHere)
  func theNodesOfThePath(_ name: String) async throws {
    let golden = try Golden(name)
    let expected = try #require(golden.integrals.first { $0.path != nil })
    let points = try #require(expected.path)
    let model = try await GoldenModels.load(name)
    let text = try golden.text(expected.text)
    let found = try await model.attribution(
      for: Encoding(text, model.info.tokenizer), AttributionRequest(expected))
    #expect(found.path.count == points.count)
    for (node, point) in zip(found.path, points) {
      #expect(abs(node.alpha - point.alpha) <= 1e-7)
      #expect(abs(node.weight - point.weight) <= 1e-7)
      #expect(abs(node.output - point.output) <= 1e-4)
      #expect(
        abs(node.slope - point.slope) <= 1e-4 * largestMagnitude(point.attributions) * 5,
        "alpha \(point.alpha)")
      #expect(relativeDifference(node.attributions, point.attributions) <= 1e-4)
    }
  }

  /// captum's own share of texts whose delta is below a thousandth of F(x) − F(b) at 50 steps.
  @Test(arguments: GoldenModels.trainedHere)
  func asManyTextsAreCompleteAsCaptumCompletes(_ name: String) async throws {
    let golden = try Golden(name)
    let completeness = try #require(golden.completeness)
    let model = try await GoldenModels.load(name)
    var reached = 0
    for text in golden.texts.prefix(completeness.texts) {
      let found = try await model.attribution(
        for: Encoding(text, model.info.tokenizer),
        AttributionRequest(steps: completeness.steps))
      if try found.share < completeness.share { reached += 1 }
    }
    #expect(reached >= completeness.reached)
  }

  @Test(arguments: GoldenModels.trainedHere)
  func theAdaptiveModeReachesItsToleranceOrSaysThatItDidNot(_ name: String) async throws {
    let golden = try Golden(name)
    let texts = try #require(golden.completeness?.texts)
    let model = try await GoldenModels.load(name)
    for text in golden.texts.prefix(texts) {
      let found = try await model.attribution(
        for: Encoding(text, model.info.tokenizer), AttributionRequest(adaptiveTolerance: 1e-3))
      guard let message = found.message else {
        #expect(try found.share <= 1e-3, "\(text)")
        continue
      }
      #expect(found.evaluations >= GradientAttribution.maximumEvaluations, "\(text)")
      try expectStop(message, of: found, "0.10 %")
    }
  }

  /// What is said of an integral that was given up: how far it came, what it still misses, and what was asked for.
  private func expectStop(
    _ message: String, of found: AttributionEstimate, _ tolerance: String
  ) throws {
    let sentence =
      #/
      stopped\ after\ (\d+)\ evaluations:\ \|Δ\|\ is\ still\ (\S+)(\ %)?
      \ of\ F\(x\)−F\(b\),\ (.+)\ was\ asked\ for
      /#
    let figures = try #require(message.wholeMatch(of: sentence)?.output, "\(message)")
    #expect(Int(figures.1) == found.evaluations)
    let said = try #require(Float(figures.2)) * (figures.3 == nil ? 1 : 0.01)
    // Two figures of the share, or two decimals of a percentage.
    #expect(abs(said - (try found.share)) <= (figures.3 == nil ? 0.06 * said : 6e-5))
    #expect(figures.4 == tolerance)
  }

  /// The text and its baseline, 50 nodes, and from then on 51 evaluations a halving: 39 of them are the first to reach 2,000.
  @Test func aShareThatNoFloatReachesIsGivenUpAtTheCapAndTheFiguresAreSaid() async throws {
    try #require(GradientAttribution.maximumEvaluations == 2000)
    let text = try Golden("bert-tiny").text("crowd")
    let model = try await GoldenModels.load("bert-tiny")
    let found = try await model.attribution(
      for: Encoding(text, model.info.tokenizer), AttributionRequest(adaptiveTolerance: 1e-12))
    #expect(found.evaluations == 2 + 50 + 39 * 51)
    // A panel of 50 becomes two of 25, and each of those two of 25.
    #expect(found.steps == 50 + 38 * 25)
    #expect(try found.share > 1e-12)
    try expectStop(try #require(found.message), of: found, "1.0e-12")
  }

  /// More steps than the cap: nothing is halved, and the integral that was asked for is given.
  @Test func aRequestBeyondTheCapStopsWhereItBegan() async throws {
    let text = try Golden("bert-tiny").text("crowd")
    let model = try await GoldenModels.load("bert-tiny")
    let found = try await model.attribution(
      for: Encoding(text, model.info.tokenizer),
      AttributionRequest(steps: 2000, adaptiveTolerance: 1e-12))
    #expect(found.steps == 2000)
    #expect(found.evaluations == 2002)
    try expectStop(try #require(found.message), of: found, "1.0e-12")
  }

  @Test func aShareThatIsReachedIsReachedInSilence() async throws {
    let text = try Golden("bert-tiny").text("crowd")
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = Encoding(text, model.info.tokenizer)
    func integral(steps: Int, _ tolerance: Double?) async throws -> AttributionEstimate {
      try await model.attribution(
        for: encoding, AttributionRequest(steps: steps, adaptiveTolerance: tolerance))
    }
    // Two nodes miss more than that, and say nothing where nothing was asked for.
    let coarse = try await integral(steps: 2, nil)
    let tolerance = Double(try coarse.share) / 4
    #expect(coarse.message == nil)
    let fine = try await integral(steps: 2, tolerance)
    #expect(fine.message == nil)
    #expect(try Double(fine.share) <= tolerance * 1.001)
    // Halves of eight nodes, and the output between them.
    #expect(fine.evaluations > 4 && (fine.evaluations - 4).isMultiple(of: 17))
    // What is reached at once costs nothing more.
    let loose = try await integral(steps: 2, Double(try coarse.share) * 2)
    #expect(loose.values == coarse.values)
    #expect(loose.evaluations == 4)
  }

  @Test func aClassThatIsZeroAllAlongThePathGetsZerosAndAMessage() async throws {
    let text = try Golden("film-reader").text("crowd")
    let model = try await GoldenModels.load("film-reader")
    let found = try await model.attribution(
      for: Encoding(text, model.info.tokenizer), AttributionRequest(target: .index(2)))
    #expect(found.values.allSatisfy { $0 == 0 })
    #expect(found.message != nil)
  }

  @Test func aClassTheModelDoesNotHaveIsAnError() async throws {
    let text = try Golden("bert-tiny").text("word")
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = Encoding(text, model.info.tokenizer)
    let error = await #expect(throws: ModelError.self) {
      try await model.attribution(for: encoding, AttributionRequest(target: .index(4)))
    }
    #expect(error?.kind == .invalidInput)
  }

  /// `word` has one token of its own, and `crowd` more.
  @Test(arguments: [
    ("good good good", "the baseline text has 3 tokens, the text 1: it was cut"),
    ("", "the baseline text has 0 tokens, the text 1: it was filled up with padding"),
    ("good", nil),
  ])
  func aBaselineTextOfAnotherLengthIsSaid(baseline: String, message: String?) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = model.info.tokenizer.encode("bad")
    try #require(encoding.tokens == ["[CLS]", "bad", "[SEP]"])
    let request = AttributionRequest(baseline: .text(baseline), steps: 4)
    #expect(try await model.attribution(for: encoding, request).message == message)
    var shap = request
    shap.method = .gradientSHAP
    #expect(try await model.attribution(for: encoding, shap).message == message)
    // A method without a baseline has nothing to say of it.
    var saliency = request
    saliency.method = .saliency
    #expect(try await model.attribution(for: encoding, saliency).message == nil)
  }

  @Test func aBaselineTheVocabularyLacksIsAnError() async throws {
    let text = try Golden("gpt2-tiny").text("word")
    let model = try await GoldenModels.load("gpt2-tiny")
    let encoding = Encoding(text, model.info.tokenizer)
    let error = await #expect(throws: ModelError.self) {
      try await model.attribution(for: encoding, AttributionRequest(baseline: .mask))
    }
    #expect(error?.kind == .invalidInput)
  }
}

extension AttributionEstimate {
  /// |delta| as a share of F(x) − F(b).
  fileprivate var share: Float {
    get throws {
      let base = try #require(baseOutput)
      return abs(try #require(delta)) / abs(outputValue - base)
    }
  }
}
