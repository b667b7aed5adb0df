import Model
import TestSupport
import Testing

@testable import Attribution

/// Trust measured on models: the same numbers as asking the model by hand.
@Suite struct TrustReportTests {
  private let text = "a film so good that the crowd was in front"

  private func subjects(
    _ methods: [AttributionMethod], _ model: ModelActor
  ) async throws -> (ExplainedText, [TrustReport.Subject]) {
    let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    var subjects: [TrustReport.Subject] = []
    for method in methods {
      let request = AttributionRequest(method: method, samples: method.isSampled ? 20 : nil)
      subjects.append(
        TrustReport.Subject(
          request, try await model.attribution(for: explained, request)))
    }
    return (explained, subjects)
  }

  @Test(arguments: [PieceReplacement.removal, .mask, .padding])
  func theNumbersAreTheModels(_ replacement: PieceReplacement) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let (explained, subjects) = try await subjects([.integratedGradients], model)
    var settings = TrustReport.Settings()
    settings.replacement = replacement
    let report = try await model.trust(in: subjects, of: explained, settings)
    let row = report.rows[0]
    let encoding = explained.encoding
    let words = encoding.words(in: text)
    func probability(keeping isKept: (Int) -> Bool) async throws -> Double {
      var changed = encoding
      for (index, word) in words.enumerated().reversed() where !isKept(index) {
        for piece in word.pieces.reversed() {
          switch replacement {
          case .mask: changed.ids[piece] = try #require(model.info.tokenizer.specialTokens.mask)
          case .padding:
            changed.ids[piece] = try #require(model.info.tokenizer.specialTokens.padding)
          default:
            changed.ids.remove(at: piece)
            changed.typeIDs.remove(at: piece)
          }
        }
      }
      return Double(try await model.predict(changed).outputs[report.target])
    }
    let whole = try await probability { _ in true }
    let values = subjects[0].estimate.values
    let scores = words.map { $0.pieces.reduce(Float(0)) { $0 + values[$1] } }
    let ranking = scores.indices.sorted { scores[$0] > scores[$1] }
    for threshold in row.faithfulness.thresholds {
      let strongest = Set(ranking.prefix(threshold.partCount))
      let without = try await probability { !strongest.contains($0) }
      let alone = try await probability { strongest.contains($0) }
      #expect(abs(threshold.comprehensiveness - (whole - without)) < 1e-5)
      #expect(abs(threshold.sufficiency - (whole - alone)) < 1e-5)
    }
    for index in words.indices {
      let without = try await probability { $0 != index }
      #expect(abs(row.faithfulness.leaveOneOut[index] - (whole - without)) < 1e-5)
    }
    #expect(abs(try #require(row.faithfulness.deletion.points.first).output - whole) < 1e-5)
    #expect(try #require(row.incompleteness) < 1e-3)
  }

  /// All that a row says of a method, where it says it.
  private func numbers(_ row: TrustReport.Row) -> [Double] {
    let faithfulness = row.faithfulness
    var numbers = [faithfulness.comprehensiveness, faithfulness.sufficiency]
    for threshold in faithfulness.thresholds {
      numbers += [threshold.comprehensiveness, threshold.sufficiency, Double(threshold.partCount)]
    }
    for curve in [faithfulness.deletion, faithfulness.insertion] {
      numbers += curve.points.map(\.output) + [curve.area]
    }
    return numbers + faithfulness.leaveOneOut
      + [faithfulness.leaveOneOutTau, row.incompleteness].compactMap(\.self)
  }

  @Test func methodsShareVariantsAndAreCompared() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let methods: [AttributionMethod] = [.integratedGradients, .saliency, .deepLIFT]
    let (explained, subjects) = try await subjects(methods, model)
    let together = try await model.trust(in: subjects, of: explained)
    var apart = 0
    for (index, subject) in subjects.enumerated() {
      let alone = try await model.trust(in: [subject], of: explained)
      #expect(alone.rows[0].method == together.rows[index].method)
      // The same variants among others: a sum of fp32 numbers in another order.
      let (found, expected) = (numbers(together.rows[index]), numbers(alone.rows[0]))
      #expect(found.count == expected.count && found.count > 30)
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 })
      apart += alone.evaluations
    }
    #expect(together.evaluations < apart)
    #expect(together.rows.map(\.method) == methods)
    #expect(together.agreement.kendall[0][0].map { abs($0 - 1) < 1e-12 } == true)
    #expect(together.agreement.kendall[0][1] == together.agreement.kendall[1][0])
  }

  @Test func whatNeedsExplanationsOfItsOwnIsMeasuredOnDemand() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let methods: [AttributionMethod] = [.inputTimesGradient, .smoothGrad, .shapleySampling]
    let (explained, subjects) = try await subjects(methods, model)
    let quick = try await model.trust(in: subjects, of: explained)
    #expect(quick.rows.allSatisfy { $0.infidelity == nil && $0.sensitivity == nil })
    var settings = TrustReport.Settings()
    settings.isThorough = true
    let report = try await model.trust(in: subjects, of: explained, settings)
    #expect(report.rows.allSatisfy { $0.infidelity?.sampleCount == settings.subsets })
    #expect(report.rows[0].sensitivity?.ratios.count == settings.displacements)
    #expect(try #require(report.rows[0].sensitivity).maximum > 0)
    #expect(report.rows[0].stability == nil, "nothing is drawn")
    #expect(try #require(report.rows[2].sensitivity).maximum > 0)
    for row in report.rows.dropFirst() {
      let tau = try #require(row.stability?.meanKendall)
      #expect(tau > -1 && tau < 1)
    }
    // No displacement, no change.
    settings.radius = 0
    let still = try await model.trust(in: [subjects[0]], of: explained, settings)
    #expect(still.rows[0].sensitivity?.maximum == 0)
    #expect(try await model.trust(in: subjects, of: explained, report.settings) == report)
  }

  @Test func onlyVectorsOfTheTextAreDisplacedAndOnlyMethodsThatDrawHaveSeeds() {
    let settings = TrustReport.Settings()
    for method in [AttributionMethod.integratedGradients, .lime, .attentionRollout, .smoothGrad] {
      #expect(settings.displacements(of: AttributionRequest(method: method)) == 10)
    }
    var anew = AttributionRequest(method: .lime)
    anew.followsLibrary = true
    #expect(settings.displacements(of: anew) == 0)
    #expect(settings.seeds(of: .integratedGradients) == 0)
    #expect(settings.seeds(of: .smoothGrad) == 5)
    var single = settings
    single.seeds = 1
    #expect(single.seeds(of: .lime) == 0, "one run cannot differ from itself")
  }

  @Test func oddTexts() async throws {
    for name in ["bert-tiny", "gpt2-tiny"] {
      let model = try await GoldenModels.load(name)
      for text in name == "bert-tiny" ? ["", "a", "good good good"] : ["a", "good good"] {
        let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
        let request = AttributionRequest(method: .saliency)
        let estimate = try await model.attribution(for: explained, request)
        var settings = TrustReport.Settings()
        settings.isThorough = true
        let report = try await model.trust(
          in: [TrustReport.Subject(request, estimate)], of: explained, settings)
        #expect(report.rows.count == 1)
        #expect(report.rows[0].faithfulness.comprehensiveness.isFinite)
      }
    }
  }
}
