import Testing

@testable import Model

/// The choice of a backend by the environment.
@Suite struct BackendPreferenceTests {
  @Test func nothingSaidIsAutomatic() throws {
    #expect(try BackendPreference(environment: [:]) == .automatic)
    #expect(try BackendPreference(environment: ["HEADSCOPE_BACKEND": ""]) == .automatic)
  }

  @Test func namesAreReadInAnyCase() throws {
    #expect(try BackendPreference(environment: ["HEADSCOPE_BACKEND": "Native"]) == .native)
    #expect(try BackendPreference(environment: ["HEADSCOPE_BACKEND": "onednn"]) == .oneDNN)
  }

  @Test func anotherNameIsAnErrorThatQuotesIt() {
    #expect {
      try BackendPreference(environment: ["HEADSCOPE_BACKEND": "mkl"])
    } throws: { error in
      guard let error = error as? ModelError else { return false }
      return error.kind == .invalidInput && error.problem.contains("mkl")
    }
  }

  @Test func theOwnKernelsAlwaysStart() throws {
    let backend = try BackendPreference.native.makeBackend(threads: 2)
    #expect(backend.threadCount == 2)
    #expect(backend.name.contains("own kernels"))
  }

  @Test func oneDNNStartsWhereItWasBuiltInAndIsAnErrorElsewhere() throws {
    #if HEADSCOPE_ONEDNN
      #expect(try BackendPreference.oneDNN.makeBackend(threads: 2).name.contains("oneDNN"))
    #else
      #expect(throws: ModelError.self) {
        try BackendPreference.oneDNN.makeBackend(threads: 2)
      }
    #endif
  }
}
