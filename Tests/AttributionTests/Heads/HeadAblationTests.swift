import Attribution
import Model
import TestSupport
import Testing

/// Closing heads, one group at a time, against whole forward passes with the same gates.
@Suite struct HeadAblationTests {
  private static let text = Encoding.of([5, 8, 9, 10, 11])

  @Test(arguments: GoldenModels.tiny)
  func everyGroupIsTheForwardPassWithItsGatesClosed(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let configuration = model.info.configuration
    let (layers, heads) = (configuration.layerCount, configuration.headCount)
    var gates = HeadGates(layers: layers, heads: heads)
    gates[layers - 1, 0] = 0.5
    var groups = (0..<layers * heads).map { HeadGroup.head(layer: $0 / heads, head: $0 % heads) }
    groups += (0..<layers).map { .layer($0) }
    groups += [.allBut(layer: 0, head: 1)]
    let (found, expected) = try await model.perform { [gates, groups] classifier in
      (
        try HeadAblation.run(
          groups, of: StateVariants(of: Self.text, gates: gates, with: classifier),
          with: classifier),
        try groups.map { group in
          try classifier.forward(
            batch(Self.text.ids),
            intervention: Intervention(headGates: gates.closing(group).values)
          ).logits[0]
        }
      )
    }
    #expect(found.predictions.count == groups.count)
    for (prediction, logits) in zip(found.predictions, expected) {
      #expect(maximumDifference(prediction.logits, logits) < 1e-5)
    }
    let effects = found.effects(on: 0, of: .logit)
    #expect(effects.contains { abs($0) > 1e-4 })
    #expect(abs(effects[0] - (found.base.logits[0] - expected[0][0])) < 1e-5)
  }

  @Test func aGroupHoldsWhatItsNameSays() {
    let gates = HeadGates(layers: 2, heads: 2)
    #expect(gates.isOpen)
    #expect(gates.closing(.head(layer: 1, head: 0)).values == [[1, 1], [0, 1]])
    #expect(gates.closing(.layer(0)).values == [[0, 0], [1, 1]])
    #expect(gates.closing(.allBut(layer: 0, head: 1)).values == [[0, 1], [0, 0]])
    #expect(!gates.closing(.layer(0)).isOpen)
    let alone = gates.closing(.allBut(layer: 0, head: 1))
    #expect(alone.opening(.layer(1)).values == [[0, 1], [1, 1]])
  }

  @Test func progressIsToldUpToTheLastGroup() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let configuration = model.info.configuration
    let groups = (0..<configuration.layerCount).map { HeadGroup.layer($0) }
    let told = try await model.perform { classifier in
      var told: [Int] = []
      _ = try HeadAblation.run(
        groups,
        of: StateVariants(
          of: Self.text,
          gates: HeadGates(layers: configuration.layerCount, heads: configuration.headCount),
          with: classifier),
        with: classifier
      ) { told.append($0) }
      return told
    }
    #expect(told == told.sorted())
    #expect(told.last == groups.count)
  }

  /// What a head carries is the same whether it is measured by closing it or by opening it.
  @Test func aHeadThatIsClosedIsOpenedInstead() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let configuration = model.info.configuration
    let open = HeadGates(layers: configuration.layerCount, heads: configuration.headCount)
    for head in [HeadGroup.head(layer: 0, head: 1), .head(layer: 1, head: 0), .layer(0)] {
      let (whole, without) = try await model.perform { classifier in
        let texts = try [open, open.closing(head)].map {
          try StateVariants(of: Self.text, gates: $0, with: classifier)
        }
        return (
          try HeadAblation.run([head], of: texts[0], with: classifier),
          try HeadAblation.run([head], of: texts[1], with: classifier)
        )
      }
      #expect(maximumDifference(without.predictions[0].logits, whole.base.logits) < 1e-5)
      #expect(maximumDifference(without.base.logits, whole.predictions[0].logits) < 1e-5)
      let effects = [whole, without].map { $0.effects(on: 0, of: .logit)[0] }
      #expect(abs(effects[0]) > 1e-5 && abs(effects[0] - effects[1]) < 1e-5)
    }
  }
}
