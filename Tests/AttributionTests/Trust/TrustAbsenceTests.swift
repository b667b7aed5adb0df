import Model
import TestSupport
import Testing

@testable import Attribution

/// What a report has no number for, and why.
@Suite struct TrustAbsenceTests {
  private func absences(
    _ method: AttributionMethod, text: String = "a film so good", followsLibrary: Bool = false,
    isThorough: Bool
  ) async throws -> [TrustAbsence] {
    let model = try await GoldenModels.load("bert-tiny")
    let tokenizer = model.info.tokenizer
    let explained = ExplainedText(tokenizer.encode(text), texts: [text]) { tokenizer.encode($0) }
    var request = AttributionRequest(method: method, samples: method.isSampled ? 20 : nil)
    if followsLibrary { request.followsLibrary = true }
    let estimate = try await model.attribution(for: explained, request)
    var settings = TrustReport.Settings()
    settings.isThorough = isThorough
    (settings.displacements, settings.seeds) = (2, 2)
    let report = try await model.trust(
      in: [TrustReport.Subject(request, estimate)], of: explained, settings)
    return report.absences(from: report.rows[0])
  }

  @Test(arguments: AttributionMethod.allCases)
  func ofEveryMethodAllIsMeasuredOrSaysWhyNot(_ method: AttributionMethod) async throws {
    let absences = try await absences(method, isThorough: true)
    let seeds = TrustAbsence(measure: .stability, reason: .drawsNothing)
    #expect(absences == (method.isSampled ? [] : [seeds]))
  }

  @Test(arguments: [AttributionMethod.lime, .partitionSHAP, .kernelSHAP])
  func textsThatAreReadAnewHaveNoVectorsToDisplace(_ method: AttributionMethod) async throws {
    for isThorough in [true, false] {
      let absences = try await absences(method, followsLibrary: true, isThorough: isThorough)
      let reason = absences.first { $0.measure == .sensitivity }?.reason
      // Kernel SHAP takes tokens out as its library does without reading strings.
      let expected: TrustAbsence.Reason? =
        method != .kernelSHAP ? .readsVariantsAnew : isThorough ? nil : .notAskedFor
      #expect(reason == expected)
    }
  }

  @Test func whatWasNotAskedForIsToldFromWhatCannotBe() async throws {
    let smooth = try await absences(.smoothGrad, isThorough: false)
    #expect(smooth.map(\.reason) == [.notAskedFor, .notAskedFor, .notAskedFor])
    #expect(smooth.map(\.measure) == TrustAbsence.Measure.allCases)
    let occlusion = try await absences(.occlusion, isThorough: false)
    #expect(occlusion.map(\.reason) == [.notAskedFor, .notAskedFor, .drawsNothing])
  }

  @Test func aTextWithoutPartsHasNoInfidelity() async throws {
    let absences = try await absences(.saliency, text: "", isThorough: true)
    #expect(absences.first?.measure == .infidelity)
    #expect(absences.first?.reason == .nothingToTakeOut)
  }
}
