import Attribution
import Model
import Testing

@testable import headscope

@Suite("What explain says of trust")
struct TrustFormatTests {
  /// Two words of which leaving out the first costs 0.5, the second nothing.
  private func explanation(_ method: AttributionMethod) throws -> Explanation {
    let plan = FaithfulnessPlan(scores: [[1, 0]])
    let outputs = plan.masks.map { [$0[0] ? 0.75 : 0.25] }
    let faithfulness = try #require(plan.results(of: outputs, target: 0).first)
    let row = TrustReport.Row(method: method, faithfulness: faithfulness)
    let report = TrustReport(
      rows: [row], agreement: MethodAgreement(of: [[1, 0]], by: .signed, topCount: 3),
      settings: TrustReport.Settings(), target: 1, evaluations: 4)
    var explanation = Samples.explanation()
    explanation.estimate.method = method
    explanation.trust = Explanation.Trust(report: report, index: 0, seconds: 0.5)
    return explanation
  }

  private func measured(_ method: AttributionMethod) throws -> Explanation {
    var explanation = try explanation(method)
    explanation.trust?.report.rows[0].infidelity = Infidelity(expected: [1, 2], changes: [1, 0])
    explanation.trust?.report.rows[0].sensitivity = Sensitivity(of: [3, 4], perturbed: [[3, 5]])
    explanation.trust?.report.rows[0].stability = SeedStability(
      of: [[1, 0], [1, 0]], by: .signed, topCount: 1)
    return explanation
  }

  private func json(_ explanation: Explanation) throws -> JSONValue {
    try #require(JSONValue.parse(ExplanationJSON.line(explanation))["trust"])
  }

  @Test("What was not measured is null in the JSON, with the reason")
  func absentInJSON() throws {
    var read = try explanation(.partitionSHAP)
    read.trust?.report.rows[0].readsVariantsAnew = true
    let json = try json(read)
    for key in ["infidelity", "normalizedInfidelity", "sensitivity", "seedTau", "seedTopOverlap"] {
      #expect(json[key] == .null, "\(key)")
    }
    let reasons = try #require(json["notMeasured"])
    #expect(reasons["infidelity"] == .string("not asked for: --thorough"))
    #expect(
      reasons["sensitivity"]
        == .string("changed texts are read anew: no vectors to displace"))
    #expect(reasons["seedTau"] == .string("draws nothing: the same for every seed"))
  }

  @Test("What was measured has its numbers, and no reason")
  func presentInJSON() throws {
    let json = try json(measured(.smoothGrad))
    // ((1 − 1)² + (2 − 0)²) / 2
    #expect(json["infidelity"]?.doubleValue == 2)
    #expect(json["sensitivity"]?.doubleValue == 0.2)
    #expect(json["seedTau"]?.doubleValue == 1)
    #expect(json["notMeasured"] == nil)
  }

  @Test("The text has a line for what was not measured")
  func text() throws {
    let lines = ExplanationText.measures(try explanation(.occlusion))
    #expect(
      lines.last
        == "not measured: infidelity (not asked for: --thorough), sensitivity (not asked for: "
        + "--thorough), stability over seeds (draws nothing: the same for every seed)")
    let all = ExplanationText.measures(try measured(.smoothGrad))
    #expect(!all.contains { $0.hasPrefix("not measured") })
    #expect(all.last?.hasPrefix("infidelity 2") == true)
  }
}
