import Attribution
import Foundation
import TUI
import TestSupport
import Testing
import Training

@testable import Model
@testable import headscope

/// What the dashboard is told of attention and its heads.
@Suite struct LiveModelServiceHeadsTests {
  private func answers(
    _ text: String, _ request: HeadsRequest, by service: LiveModelService
  ) async throws -> [HeadsResult] {
    var results: [HeadsResult] = []
    for try await result in service.heads(ModelInput(text: text), request) {
      results.append(result)
    }
    return results
  }

  @Test func attentionIsOfEveryHeadAndItsRowsSumToOne() async throws {
    let result = try await answers(
      "i felt so anxious", HeadsRequest(.attention(HeadThumbnails.Form(side: 4))),
      by: try await LiveModelService.onSample())
    guard case .attention(let report) = try #require(result.last) else {
      Issue.record("no attention")
      return
    }
    #expect(report.patterns.count == 32 && report.roles.count == 6)
    let row = report.maps.row(HeadIndex(layer: 3, head: 7), query: 2)
    #expect(abs(row.reduce(0, +) - 1) < 1e-5)
  }

  @Test func theMeasuredEffectIsWhatClosingTheHeadDoesToTheExplanation() async throws {
    let service = try await LiveModelService.onSample()
    let text = "i felt so anxious"
    let question = HeadsRequest(.effects(on: .index(4), of: .logit))
    guard
      case .effects(let effects) = try #require(try await answers(text, question, by: service).last)
    else {
      Issue.record("no effects")
      return
    }
    #expect(effects.values.count == 32)
    var gates = HeadGates(layers: 4, heads: 8)
    gates[2, 5] = 0
    let request = AttributionRequest(
      method: .inputTimesGradient, target: .index(4), headGates: gates)
    var closed: Float?
    for try await result in service.explain(ModelInput(text: text), [request]) {
      closed = result.estimate.outputValue
    }
    let expected = effects.base - effects.values[2 * 8 + 5]
    #expect(abs(try #require(closed) - expected) < 1e-4)
  }

  @Test func gatesOfAnotherModelAreRefused() async throws {
    let service = try await LiveModelService.onSample()
    let request = HeadsRequest(
      .attention(HeadThumbnails.Form(side: 4)), gates: HeadGates(layers: 2, heads: 3))
    await #expect(throws: ModelError.self) {
      _ = try await answers("so", request, by: service)
    }
  }

  @Test func aCountThatGoesOnIsThatOfAllTexts() async throws {
    let service = try await LiveModelService.onSample()
    let texts = ["i felt so anxious in front of the crowd", "so happy that you came", "no"].map {
      ModelInput(text: $0)
    }
    func count(
      _ texts: [ModelInput], after start: PatternSampleReport = PatternSampleReport()
    ) async throws -> PatternSampleReport {
      let question = HeadsRequest(.sample(texts, after: start))
      let last = try await answers("", question, by: service).last
      guard case .sample(let report) = try #require(last) else {
        throw CancellationError()
      }
      return report
    }
    let whole = try await count(texts)
    let parts = try await count(texts, after: try await count(Array(texts.prefix(1))))
    #expect(whole.textCount == 3 && parts.textCount == 3 && whole.tokenCount == parts.tokenCount)
    #expect(whole.profiles.count == 32)
    for (one, other) in zip(whole.profiles, parts.profiles) {
      #expect(abs(one.best.score - other.best.score) < 1e-5)
    }
  }

  private func reading(
    _ page: BoardPage, of text: String, gates: HeadGates? = nil
  ) async throws -> [BoardReading] {
    let question = HeadsRequest(.board(page, on: .index(4), of: .logit), gates: gates)
    return try await answers(text, question, by: try await LiveModelService.onSample()).compactMap {
      if case .board(let reading) = $0 { reading } else { nil }
    }
  }

  @Test func everyMeasureOfATokensMixtureAddsUpToOne() async throws {
    let readings = try await reading(.mixing, of: "i felt so anxious")
    guard case .mixing(let first) = try #require(readings.first),
      case .mixing(let last) = try #require(readings.last)
    else {
      Issue.record("no mixing")
      return
    }
    #expect(first.shares.count < last.shares.count)
    #expect(last.shares.count == TokenMixing.Measure.allCases.count && last.note == nil)
    for (measure, shares) in last.shares {
      #expect(shares.count == 6 && shares.allSatisfy { $0 >= 0 }, "\(measure)")
      #expect(abs(shares.reduce(0, +) - 1) < 1e-4, "\(measure)")
    }
  }

  @Test func theLastDepthOfTheLensIsThePrediction() async throws {
    guard
      case .lens(let depths, nil) = try #require(
        try await reading(.lens, of: "i felt so anxious").last),
      case .contributions(4, let parts) = try #require(
        try await reading(.contributions, of: "i felt so anxious").last),
      case .importance(let importance) = try #require(
        try await reading(.importance, of: "i felt so anxious").last)
    else {
      Issue.record("no lens")
      return
    }
    #expect(depths.count == 5 && importance.count == 4 && importance[0].count == 8)
    #expect(abs(parts.logit - depths[4].logits[4]) < 1e-5)
    #expect(abs(parts.sum - Double(parts.logit)) < 1e-4)
  }

  @Test func patchingLayerByLayerIsPatchingAtOnce() async throws {
    let service = try await LiveModelService.onSample()
    let (taking, giving) = ("i felt so happy", "i felt so anxious")
    let question = HeadsRequest(
      .patching(from: ModelInput(text: giving), at: .residual, on: .index(4), of: .logit))
    let reports = try await answers(taking, question, by: service).compactMap {
      if case .patching(let report) = $0 { report } else { nil }
    }
    let last = try #require(reports.last)
    // One before the first layer, one after each.
    #expect(reports.count == 5 && reports[0].rows.allSatisfy(\.isEmpty))
    #expect(reports[1].rows[3].count == 6 && reports[1].rows[0].isEmpty)
    #expect(last.sourceTokens == ["[CLS]", "i", "felt", "so", "anxious", "[SEP]"])
    let folder = Fixtures.packageRoot.appending(path: "Models/emotion-mini")
    let actor = try await ModelActor.load(ModelDirectory(path: folder.path))
    let encodings = [giving, taking].map { actor.info.tokenizer.encode($0) }
    let whole = try await actor.perform { classifier in
      try ActivationPatching.run(
        from: encodings[0], into: encodings[1], at: .residual, label: 4, of: .logit,
        gates: HeadGates(layers: 4, heads: 8), with: classifier)
    }
    #expect(abs(whole.clean - last.clean) < 1e-4 && abs(whole.corrupted - last.corrupted) < 1e-4)
    for (expected, found) in zip(whole.outputs, last.rows) {
      #expect(maximumDifference(expected, found) < 1e-4)
    }
  }

  @Test(.needsProgram) func whatTheDashboardSavesIsWhatTheCommandPrints() async throws {
    let service = try await LiveModelService.onSample()
    let (text, giving) = ("i felt so anxious in front of the crowd", "i felt so calm")
    let summary = try await service.open(
      Fixtures.packageRoot.appending(path: "Models/emotion-mini").path)
    func answer(_ question: HeadsRequest.Question) async throws -> HeadsResult {
      let all = try await answers(text, HeadsRequest(question), by: service)
      return try #require(all.last)
    }
    guard
      case .attention(let report) = try await answer(.attention(HeadThumbnails.Form(side: 4))),
      case .board(let split) = try await answer(.board(.contributions, on: .index(4), of: .logit)),
      case .board(let importance) = try await answer(
        .board(.importance, on: .index(4), of: .logit)),
      case .board(let mixing) = try await answer(.board(.mixing, on: .index(4), of: .logit)),
      case .patching(let patched) = try await answer(
        .patching(from: ModelInput(text: giving), at: .head, on: .index(4), of: .logit))
    else {
      Issue.record("no answer")
      return
    }
    let result = try #require(try await explained(text, by: service).last)
    let saved = SavedAttention(
      input: ModelInput(text: text), model: summary, encoding: result.encoding,
      prediction: result.estimate.prediction, target: 4, report: report,
      readings: [importance, split, mixing],
      patching: SavedAttention.Patching(source: giving, report: patched))
    let written = try JSONValue.parse(AttentionJSON.text(AttentionDocument(saved)))
    let printed = try Program.run([
      "attention", text, "--format", "json", "--summary", "--importance", "--split", "--rollout",
      "--flow", "--patch", giving,
    ]).json
    for member in ["version", "model", "digest", "text", "tokens", "labels", "layers", "heads"] {
      #expect(written[member] == printed[member], "\(member)")
    }
    #expect(written["headGates"] == nil && written["target"] == printed["target"])
    #expect(written["summary"] == printed["summary"])
    func numbers(_ json: JSONValue?) -> [Double] {
      json?.arrayValue?.flatMap { $0.doubleValue.map { [$0] } ?? numbers($0) } ?? []
    }
    for member in ["text", "tokens", "site"] {
      #expect(written["patch"]?[member] == printed["patch"]?[member], "\(member)")
    }
    let paths = [
      ["attention"], ["logits"], ["importance"], ["split", "heads"], ["rollout", "values"],
      ["flow", "values"], ["patch", "outputs"], ["patch", "recovered"],
    ]
    for path in paths {
      func values(_ json: JSONValue) -> [Double] {
        numbers(path.reduce(json as JSONValue?) { $0?[$1] })
      }
      let (found, expected) = (values(written), values(printed))
      #expect(found.count == expected.count && !found.isEmpty, "\(path)")
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "\(path)")
    }
  }

  @Test func closedHeadsAreSavedWithTheirAttention() async throws {
    let service = try await LiveModelService.onSample()
    let summary = try await service.open(
      Fixtures.packageRoot.appending(path: "Models/emotion-mini").path)
    var gates = HeadGates(layers: 4, heads: 8)
    gates[1, 2] = 0
    let request = HeadsRequest(.attention(HeadThumbnails.Form(side: 4)), gates: gates)
    guard case .attention(let report) = try await answers("so sad", request, by: service).last
    else {
      Issue.record("no answer")
      return
    }
    let result = try #require(try await explained("so sad", by: service).last)
    let saved = SavedAttention(
      input: ModelInput(text: "so sad"), model: summary, encoding: result.encoding,
      prediction: result.estimate.prediction, target: 0, report: report, gates: gates)
    let json = try JSONValue.parse(AttentionJSON.text(AttentionDocument(saved)))
    let layers = try #require(json["headGates"]?.arrayValue)
    #expect(layers.map { $0.arrayValue?.count } == [8, 8, 8, 8])
    #expect(layers[1].arrayValue?[2].doubleValue == 0)
    #expect(layers[1].arrayValue?[3].doubleValue == 1)
  }

  @Test func headsOfALayerTokenByTokenAreThoseOfAllLayersAtOnce() async throws {
    let service = try await LiveModelService.onSample()
    let (taking, giving) = ("i felt so happy", "i felt so anxious")
    let question = HeadsRequest(
      .patching(
        from: ModelInput(text: giving), at: .head, layer: 2, on: .index(4), of: .logit))
    let reports = try await answers(taking, question, by: service).compactMap {
      if case .patching(let report) = $0 { report } else { nil }
    }
    // One before the first of eight heads, one after each.
    #expect(reports.count == 9 && reports[1].rows[0].count == 6 && reports[1].rows[1].isEmpty)
    let folder = Fixtures.packageRoot.appending(path: "Models/emotion-mini")
    let actor = try await ModelActor.load(ModelDirectory(path: folder.path))
    let encodings = [giving, taking].map { actor.info.tokenizer.encode($0) }
    let whole = try await actor.perform { classifier in
      let texts = try ActivationPatching.Texts(
        from: encodings[0], into: encodings[1], gates: HeadGates(layers: 4, heads: 8),
        with: classifier)
      return try HeadPositionPatching.run(
        texts, at: Array(0..<6), label: 4, of: .logit, with: classifier)
    }
    let last = try #require(reports.last)
    for (expected, found) in zip(whole.outputs[2], last.rows) {
      #expect(maximumDifference(expected, found) < 1e-4)
    }
    #expect(last.layer == 2 && last.rows.joined().contains { abs($0 - last.corrupted) > 1e-3 })
  }

  @Test func aCancelledPatchingDoesNotGoOnToTheNextLayer() async throws {
    let folder = Fixtures.packageRoot.appending(path: "Models/emotion-mini")
    let model = try await LoadedModel.load(folder.path, LoadOptions())
    let encodings = ["i felt so anxious", "i felt so happy"].map {
      model.info.tokenizer.encode($0)
    }
    let told = await Task {
      var told: [Int] = []
      await #expect(throws: CancellationError.self) {
        try await model.patch(
          from: encodings[0], into: encodings[1], at: .residual, on: .index(4), of: .logit,
          gates: nil
        ) { report in
          told.append(report.rows.count { !$0.isEmpty })
          // As the service does when the dashboard no longer reads its answers.
          if told.last == 1 { withUnsafeCurrentTask { $0?.cancel() } }
        }
      }
      return told
    }.value
    #expect(told == [0, 1])
  }
}
