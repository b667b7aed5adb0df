import Attribution
import Model
import Testing

/// What takes explanations of its own, in sentences.
@Suite struct ThoroughChecksTests {
  private func paragraphs(
    _ checks: [ExplanationCheck], _ language: ExplanationLanguage
  ) -> [String] {
    var facts = ExampleFacts.fear
    facts.checks = checks
    return ExplanationProse(facts, language: language).paragraphs
  }

  private var failing: [ExplanationCheck] {
    [
      .infidelity(Infidelity(expected: [1, 1], changes: [3, -1])), .sensitivity(1.25),
      .stability(tau: 0.31),
    ]
  }

  private var passing: [ExplanationCheck] {
    [
      .infidelity(Infidelity(expected: [1, 0, 1], changes: [1.5, 0, 0.5])), .sensitivity(0.08),
      .stability(tau: 0.9),
    ]
  }

  @Test func thoseThatFailStandFirst() {
    // β = 1: misses of 2 and 2.
    #expect(
      paragraphs(failing, .english)[1]
        == "All 3 checks failed, so read the values with care. Infidelity: the values do not "
        + "foretell what taking out random words does (mean square error 4.00 at their best scale). "
        + "Sensitivity: where the vectors hardly change, the values change by as much as 125 % of "
        + "themselves. Stability over seeds: other seeds rank the words differently (mean τ 0.31).")
    #expect(
      paragraphs(failing, .chinese)[1]
        == "3 项检验全部未通过，请谨慎看待这些数值。不忠实度：这些数值不能预示随机去掉词的效果（最佳缩放下均方误差 4.00）。"
        + "敏感度：向量几乎不变时，这些数值的变化可达自身的 125%。随机种子稳定性：换用其他随机种子，对词的排序不同（平均 τ 0.31）。")
  }

  @Test func thoseThatPassSayWhatTheyFound() {
    // β = 1: misses of 0.5, 0 and 0.5, in the mean square a sixth.
    #expect(
      paragraphs(passing, .english)[2].contains(
        "All 3 checks passed. Infidelity: the values foretell what taking out random words does "
          + "(mean square error 0.167 at their best scale). Sensitivity: where the vectors hardly "
          + "change, the values change by 8 % of themselves at most. Stability over seeds: other "
          + "seeds rank the words alike (mean τ 0.90)."))
    #expect(
      paragraphs(passing, .chinese)[2].contains(
        "3 项检验全部通过。不忠实度：这些数值能预示随机去掉词的效果（最佳缩放下均方误差 0.167）。"
          + "敏感度：向量几乎不变时，这些数值的变化至多为自身的 8%。随机种子稳定性：换用其他随机种子，对词的排序相近（平均 τ 0.90）。"))
  }

  @Test func aPromptHasALineForEach() {
    var facts = ExampleFacts.fear
    facts.checks = [failing[1], passing[2], .infidelity(nil)]
    let prompt = PromptTemplate.standard(.english).prompt(for: facts, language: .english)
    #expect(
      prompt.contains(
        """
        - Sensitivity, failed: where the vectors hardly change, the values change by as much as 125 % of themselves.
        - Stability over seeds, passed: other seeds rank the words alike (mean τ 0.90).
        - Infidelity, not checked.
        """))
    #expect(prompt.contains("- Checks failed: say so first"))
  }

  private func checks(
    _ method: AttributionMethod, isThorough: Bool, values: [Float] = [1, 0]
  ) -> [ExplanationCheck] {
    let faithfulness = FaithfulnessPlan(scores: [[1, 0]]).results(target: 0) { masks in
      masks.map { [$0[0] ? 1 : 0] }
    }
    var row = TrustReport.Row(method: method, faithfulness: faithfulness[0])
    var settings = TrustReport.Settings()
    settings.isThorough = isThorough
    if isThorough {
      row.infidelity = Infidelity(expected: [1, 0], changes: [1, 0])
      if method.isSampled {
        row.stability = SeedStability(of: [[2, 1], [2, 1]], by: .signed, topCount: 1)
      }
    }
    let report = TrustReport(
      rows: [row], agreement: MethodAgreement(of: [[1, 0]], by: .signed, topCount: 1),
      settings: settings, target: 0, evaluations: 4)
    let estimate = AttributionEstimate(
      method: method, target: 0,
      prediction: Prediction(logits: [1, 0], outputs: [0.7, 0.3], kind: .probabilities),
      values: values, outputValue: 1, steps: 1, evaluations: 1, isFinal: true)
    return ExplanationFacts(
      estimate, AttributionRequest(method: method), texts: ["a b"], ranking: [0, 1], by: .word,
      parts: [.init("a", 1), .init("b", 0)], trust: (report, 0), label: { "\($0)" }
    ).checks
  }

  @Test func aThoroughReportIsSaidAsFarAsItGoes() {
    let occlusion = checks(.occlusion, isThorough: true)
    #expect(occlusion.map(\.kind).suffix(2) == [.infidelity, .sensitivity])
    #expect(occlusion.suffix(2).map(\.result) == [.passed(0), .notRun])
    let sampled = checks(.shapleySampling, isThorough: true)
    #expect(sampled.last == ExplanationCheck(.stability, .passed(1)))
    let quick = checks(.shapleySampling, isThorough: false).map(\.kind)
    #expect(!quick.contains(.infidelity) && !quick.contains(.stability))
  }

  @Test func aRankingOfNothingIsNotChecked() {
    let kinds: [ExplanationCheck.Kind] = [.comprehensiveness, .sufficiency, .leaveOneOut]
    let found = checks(.occlusion, isThorough: false).filter { kinds.contains($0.kind) }
    #expect(found.map(\.result) == [.passed(1), .passed(0), .passed(1)])
    let none = checks(.occlusion, isThorough: false, values: [0, 0])
      .filter { kinds.contains($0.kind) }
    #expect(none == kinds.map { ExplanationCheck($0, .notRun) })
  }
}
