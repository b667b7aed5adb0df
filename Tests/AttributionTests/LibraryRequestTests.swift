import Attribution
import Testing

/// Whose way of computing a request asks for.
@Suite struct LibraryRequestTests {
  private func request(_ method: AttributionMethod) -> AttributionRequest {
    var request = AttributionRequest(method: method)
    request.followsLibrary = true
    return request
  }

  @Test func theLibraryIsNamedWhereItComputesOtherwise() {
    for method in AttributionMethod.allCases {
      let expected: String? =
        switch method {
        case .lime: "lime"
        case .partitionSHAP, .kernelSHAP: "shap"
        default: nil
        }
      #expect(request(method).library == expected, "\(method)")
      #expect(method.hasLibraryForm == (expected != nil), "\(method)")
      #expect(AttributionRequest(method: method).library == nil)
    }
    var captum = request(.kernelSHAP)
    captum.coalitionSampling = .captum
    #expect(captum.library == "captum")
  }

  @Test func limeAndPartitionSHAPReadVariantsAnew() {
    let methods = AttributionMethod.allCases.filter { request($0).readsVariantsAnew }
    #expect(methods == [.lime, .partitionSHAP])
    #expect(AttributionMethod.allCases.filter { request($0).usesLibraryMasker } == [.partitionSHAP])
  }

  @Test func kernelSHAPChoosesPartsAsItsLibraryDoes() {
    var request = request(.kernelSHAP)
    #expect(request.regularization == nil)
    request.followsLibrary = false
    #expect(request.regularization == .all)
  }
}
