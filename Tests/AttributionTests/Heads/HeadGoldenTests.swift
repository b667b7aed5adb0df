import Attribution
import Model
import TestSupport
import Testing

/// What heads do to the output, against PyTorch on the reference library's modules.
@Suite struct HeadGoldenTests {
  private static func gates(_ model: ModelActor) -> HeadGates {
    HeadGates(
      layers: model.info.configuration.layerCount, heads: model.info.configuration.headCount)
  }

  private func check(_ found: [[Float]], _ expected: [[Float]], _ name: Comment) {
    let scale = expected.joined().map(abs).max() ?? 0
    #expect(found.count == expected.count, name)
    for (row, reference) in zip(found, expected) {
      #expect(maximumDifference(row, reference) <= 1e-5 * scale, name)
    }
  }

  @Test(arguments: HeadGolden.models)
  func gateGradients(_ name: String) async throws {
    let golden = try HeadGolden(name)
    let model = try await GoldenModels.load(name)
    let gates = try await model.perform {
      try $0.headGradients(golden.batch, of: .logit) { $1.best }.gates[0]
    }
    check(gates, golden.gateGradients, "dF/dgate")
    let importance = try await model.perform { classifier in
      var importance = HeadImportance()
      try importance.measure(
        [.of(golden.ids, typeIDs: golden.typeIDs)], of: .logit, with: classifier)
      return importance
    }
    check(
      importance.values.map { $0.map(Float.init) }, golden.gateGradients.map { $0.map(abs) },
      "importance")
  }

  @Test(arguments: HeadGolden.models)
  func closedHeads(_ name: String) async throws {
    let golden = try HeadGolden(name)
    let model = try await GoldenModels.load(name)
    for closed in golden.closed {
      var gates = Self.gates(model)
      for head in closed.heads { gates[head.layer, head.head] = 0 }
      let logits = try await model.perform { [gates] in
        try $0.forward(golden.batch, intervention: Intervention(headGates: gates.values)).logits
      }
      check(logits, [closed.logits], "\(closed.heads.count) heads closed")
    }
  }

  @Test(arguments: HeadGolden.models)
  func gradientAttention(_ name: String) async throws {
    let golden = try HeadGolden(name)
    let model = try await GoldenModels.load(name)
    let capture = try await model.perform {
      try $0.headGradients(golden.batch, of: .logit, includesAttention: true) { $1.best }
        .captures[0]
    }
    let found = GradientAttention(capture)
    let rows = golden.gradientAttention.count == 1 ? [golden.pooled] : Array(golden.ids.indices)
    check(
      rows.map { Array(found.relevance.row($0)) }, golden.gradientAttention, "gradient attention")
    let tokens = found.tokens(reaching: golden.pooled)
    #expect(tokens[golden.pooled] == tokens.min())
  }

  @Test(arguments: HeadGolden.models)
  func classLens(_ name: String) async throws {
    let golden = try HeadGolden(name)
    let model = try await GoldenModels.load(name)
    let lens = try await model.perform { try $0.logitsOfEveryLayer(golden.batch)[0] }
    check(lens, golden.classLens, "class lens")
  }

  @Test(arguments: HeadGolden.models)
  func valueZeroing(_ name: String) async throws {
    let golden = try HeadGolden(name)
    let model = try await GoldenModels.load(name)
    let gates = Self.gates(model)
    let found = try await model.perform {
      try ValueZeroing.of(
        .of(golden.ids, typeIDs: golden.typeIDs), gates: gates, with: $0)
    }
    for matrix in golden.valueZeroing {
      check(golden.kept(found.layers[matrix.layer]), matrix.rows, "layer \(matrix.layer)")
    }
  }

  @Test(arguments: HeadGolden.models)
  func weightedNorms(_ name: String) async throws {
    let golden = try HeadGolden(name)
    let model = try await GoldenModels.load(name)
    let gates = Self.gates(model)
    let found = try await model.perform { classifier in
      let capture = try classifier.forward(golden.batch, capture: [.attention, .queryKeyValue])
        .captures[0]
      return try NormWeightedAttention.of(capture, gates: gates, with: classifier)
    }
    for matrix in golden.weightedNormsTogether {
      check(golden.kept(found.layers[matrix.layer]), matrix.rows, "layer \(matrix.layer)")
    }
    for matrices in golden.weightedNorms {
      let tokens = golden.ids.count
      for (head, rows) in matrices.heads.enumerated() {
        let values = found.heads[matrices.layer].row(head)
        let matrix = Tensor(shape: [tokens, tokens], values: Array(values))
        check(golden.kept(matrix), rows, "layer \(matrices.layer), head \(head)")
      }
    }
  }

  /// With all heads closed nothing passes from token to token: no other token can change the prediction.
  @Test(arguments: GoldenModels.tiny)
  func allHeadsClosedNoOtherTokenMatters(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    var gates = Self.gates(model)
    for layer in gates.values.indices {
      gates = gates.closing(.layer(layer))
    }
    let texts: [[Int32]] = [[5, 8, 9, 10, 5], [5, 30, 31, 12, 5]]
    let open = try await model.perform { classifier in
      try texts.map { try classifier.forward(batch($0)).logits[0] }
    }
    let closed = try await model.perform { [gates] classifier in
      try texts.map {
        try classifier.forward(
          batch($0), intervention: Intervention(headGates: gates.values)
        ).logits[0]
      }
    }
    #expect(maximumDifference(open[0], open[1]) > 1e-4)
    #expect(maximumDifference(closed[0], closed[1]) < 1e-6)
  }
}
