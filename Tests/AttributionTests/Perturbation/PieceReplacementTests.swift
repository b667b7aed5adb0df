import Attribution
import Model
import TestSupport
import Testing

/// What stands for pieces that are taken out.
@Suite struct PieceReplacementTests {
  /// Where a piece is what stands for it already, nothing is taken out.
  @Test(arguments: ["bert-tiny", "distilbert-tiny", "roberta-tiny"])
  func leavingOutAPaddingTokenChangesNothing(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let special = model.info.tokenizer.specialTokens
    let padding = try #require(special.padding)
    var encoding = model.info.tokenizer.encode("a film so good")
    let place = try #require(encoding.isSpecial.firstIndex(of: false)) + 1
    encoding.ids[place] = padding
    for method in [AttributionMethod.occlusion, .partitionSHAP, .kernelSHAP, .exactShapley] {
      var request = AttributionRequest(method: method, output: .probability)
      request.replacement = .padding
      let found = try await model.attribution(for: encoding, request)
      #expect(abs(found.values[place]) < (method == .occlusion ? .leastNormalMagnitude : 1e-6))
      #expect(largestMagnitude(found.values) > 1e-4)
    }
  }
}
