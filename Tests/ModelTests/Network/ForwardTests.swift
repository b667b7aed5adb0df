import Model
import TestSupport
import Testing

/// The forward pass against transformers in double precision.
@Suite struct ForwardTests {
  @Test(arguments: GoldenModels.tiny + GoldenModels.small)
  func logitsOfSmallModels(_ name: String) async throws {
    try await expectLogits(of: name)
  }

  @Test(arguments: GoldenModels.trainedHere)
  func logitsOfTrainedModels(_ name: String) async throws {
    try await expectLogits(of: name)
  }

  @Test(
    .enabled(
      if: SharedData.model("minilm-emotion") != nil,
      "minilm-emotion is not on this machine: set HEADSCOPE_SHARED"))
  func trainedModelsAreAllHere() {
    #expect(GoldenModels.trainedHere == GoldenModels.trained)
  }

  private func expectLogits(of name: String) async throws {
    let golden = try Golden(name)
    let model = try await GoldenModels.load(name)
    let predictions = try await model.perform { try $0.predictions(RaggedBatch(golden.texts)) }
    #expect(predictions.count == golden.texts.count)
    for (text, prediction) in zip(golden.texts, predictions) {
      #expect(maximumDifference(prediction.logits, text.logits) <= 1e-4, "\(text)")
      if prediction.kind != .outputs {
        #expect(maximumDifference(prediction.outputs, text.outputs) <= 1e-4, "\(text)")
      } else {
        #expect(prediction.outputs == prediction.logits, "\(text)")
      }
    }
  }

  /// The first call reads the weights as they are stored, the second packs them.
  @Test(arguments: GoldenModels.tiny + GoldenModels.small + GoldenModels.containers)
  func weightsThatAreNotPackedGiveTheSameLogits(_ name: String) async throws {
    let golden = try Golden(GoldenModels.containers.contains(name) ? "micro" : name)
    for backend in BackendPreference.allCases where backend != .automatic {
      guard
        let model = try? await GoldenModels.load(name, backend: backend, packing: .whenUsedAgain)
      else { continue }
      for _ in 0..<3 {
        let found = try await model.perform { try $0.forward(RaggedBatch(golden.texts)).logits }
        for (text, logits) in zip(golden.texts, found) {
          #expect(maximumDifference(logits, text.logits) <= 1e-4, "\(text)")
        }
      }
    }
  }

  @Test(arguments: GoldenModels.containers)
  func everyContainerGivesTheSameLogits(_ name: String) async throws {
    let golden = try Golden("micro")
    let model = try await GoldenModels.load(name)
    let found = try await model.perform { try $0.forward(RaggedBatch(golden.texts)).logits }
    for (text, logits) in zip(golden.texts, found) {
      #expect(maximumDifference(logits, text.logits) <= 1e-4, "\(text)")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func everyActivationAndSettingOfTheConfiguration(_ name: String) async throws {
    let golden = try Golden(name)
    #expect(!golden.variants.isEmpty)
    for variant in golden.variants {
      let text = try golden.text(variant.text)
      let prediction = try await Fixtures.withVariant(
        of: Fixtures.model(name), patch: variant.patch
      ) { folder in
        try await GoldenModels.load(folder).perform { try $0.predictions(RaggedBatch([text]))[0] }
      }
      #expect(maximumDifference(prediction.logits, variant.logits) <= 1e-4, "\(variant)")
      #expect(maximumDifference(prediction.outputs, variant.outputs) <= 1e-4, "\(variant)")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func activationsOfSmallModels(_ name: String) async throws {
    try await expectCaptures(of: name)
  }

  @Test(arguments: GoldenModels.trainedHere)
  func activationsOfTrainedModels(_ name: String) async throws {
    try await expectCaptures(of: name)
  }

  private func expectCaptures(of name: String) async throws {
    let golden = try Golden(name)
    #expect(!golden.captures.isEmpty)
    let model = try await GoldenModels.load(name)
    for capture in golden.captures {
      let text = try golden.text(capture.text)
      let result = try await model.perform {
        try $0.forward(
          RaggedBatch([text]), capture: [.attention, .queryKeyValue, .hiddenStates])
      }
      let found = try #require(result.captures.first)
      let rows = capture.tokens ?? Array(text.ids.indices)
      #expect(found.layers.count == model.info.configuration.layerCount)
      #expect(found.hiddenStates.count == model.info.configuration.layerCount + 1)
      for (index, state) in found.hiddenStates.enumerated() {
        try expect(state, rows: rows, golden.tensor("\(text.name).hidden.\(index)"))
      }
      for (index, layer) in found.layers.enumerated() {
        let attention = try #require(layer.attention)
        let expected = try golden.tensor("\(text.name).attention.\(index)")
        #expect(attention.shape == expected.shape)
        #expect(
          maximumDifference(attention.values, expected.values)
            <= activationTolerance(expected.values), "attention of layer \(index)")
        for (role, tensor) in [("query", layer.query), ("key", layer.key), ("value", layer.value)] {
          try expect(
            #require(tensor), rows: rows, golden.tensor("\(text.name).\(role).\(index)"))
        }
      }
      #expect(maximumDifference(result.logits[0], text.logits) <= 1e-4)
    }
  }

  private func expect(_ found: Tensor, rows: [Int], _ expected: Tensor) {
    let values = rows.flatMap { found.row($0) }
    #expect(
      maximumDifference(values, expected.values) <= activationTolerance(expected.values),
      "shape \(found.shape)")
  }

  @Test(arguments: GoldenModels.tiny)
  func capturingChangesNoLogit(_ name: String) async throws {
    let batch = RaggedBatch(try Golden(name).texts)
    let model = try await GoldenModels.load(name)
    let (plain, captured) = try await model.perform {
      (
        try $0.forward(batch).logits,
        try $0.forward(batch, capture: [.attention, .queryKeyValue, .hiddenStates]).logits
      )
    }
    for (first, second) in zip(plain, captured) {
      #expect(maximumDifference(first, second) <= 1e-5)
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func aTextOfABatchIsComputedAsIfAlone(_ name: String) async throws {
    let texts = try Golden(name).texts
    let model = try await GoldenModels.load(name)
    // More than one run of 1,024 rows.
    let many = (0..<120).map { texts[$0 % texts.count] }
    let together = try await model.perform { try $0.forward(RaggedBatch(many)).logits }
    #expect(together.count == many.count)
    for (text, logits) in zip(many, together) {
      #expect(maximumDifference(logits, text.logits) <= 1e-4, "\(text)")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func interventionsChangeWhatTheReferenceChanges(_ name: String) async throws {
    let golden = try Golden(name)
    let model = try await GoldenModels.load(name)
    let configuration = model.info.configuration
    #expect(golden.interventions.count == 6)
    for expected in golden.interventions {
      let text = try golden.text(expected.text)
      let intervention = try Intervention(expected, configuration)
      let logits = try await model.perform {
        try $0.forward(RaggedBatch([text]), intervention: intervention).logits[0]
      }
      #expect(maximumDifference(logits, expected.logits) <= 1e-4, "\(expected)")
      #expect(maximumDifference(logits, text.logits) > 1e-3, "\(expected) changes nothing")
    }
  }

  @Test(arguments: ["roberta-tiny", "bert-tiny", "gpt2-tiny"])
  func theLongestTextFitsAndOneTokenMoreIsAnError(_ name: String) async throws {
    let text = try Golden(name).text("limit")
    let model = try await GoldenModels.load(name)
    #expect(text.ids.count == model.info.configuration.maximumTokens)
    let error = await #expect(throws: ModelError.self) {
      try await model.perform { classifier in
        var batch = RaggedBatch()
        batch.append(ids: text.ids + [text.ids[1]], typeIDs: text.typeIDs + [0])
        return try classifier.forward(batch).logits
      }
    }
    #expect(error?.kind == .invalidInput)
  }

  @Test func probabilitiesOfSeveralLabelsAreIndependent() async throws {
    let golden = try Golden("bert-tiny")
    let text = try golden.text("crowd")
    let patch: [String: JSONFragment] = ["problem_type": .string("multi_label_classification")]
    let prediction = try await Fixtures.withVariant(
      of: Fixtures.model("bert-tiny"), patch: patch
    ) { folder in
      try await GoldenModels.load(folder).perform { try $0.predictions(RaggedBatch([text]))[0] }
    }
    #expect(prediction.kind == .independentProbabilities)
  }

  @Test func theHandWrittenHeadGivesOutputsAndNoProbabilities() async throws {
    let text = try Golden("film-reader").text("crowd")
    let model = try await GoldenModels.load("film-reader")
    let prediction = try await model.perform { try $0.predictions(RaggedBatch([text]))[0] }
    #expect(prediction.kind == .outputs)
    #expect(prediction.outputs[1] == 0)
    #expect(model.info.configuration.labels.first == "1 star")
  }
}

extension Intervention {
  /// The change that a golden describes.
  fileprivate init(
    _ golden: Golden.Intervention, _ configuration: ModelConfiguration
  ) throws {
    self.init()
    if let gates = golden.gates {
      let open = [Float](repeating: 1, count: configuration.headCount)
      var factors = [[Float]](repeating: open, count: configuration.layerCount)
      for gate in gates { factors[gate.layer][gate.head] = gate.factor }
      headGates = factors
    }
    for replacement in golden.replacements ?? [] {
      let site: Site
      switch replacement.site {
      case "residual": site = .residual(replacement.layer)
      case "attention": site = .attention(replacement.layer)
      case "feedForward": site = .feedForward(replacement.layer)
      default: site = .head(layer: replacement.layer, head: replacement.head)
      }
      replacements.append(
        Replacement(
          site: site, sequence: 0, position: replacement.position, values: replacement.values))
    }
    if let factors = golden.keyFactors { keyFactors = [0: factors] }
  }
}
