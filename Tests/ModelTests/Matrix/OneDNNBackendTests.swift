#if HEADSCOPE_ONEDNN
  import Testing

  @testable import Model

  /// What is particular to oneDNN.
  @Suite struct OneDNNBackendTests {
    @Test func rowCountsAreRoundedUpByAnEighthAtMost() {
      #expect((1...17).map(OneDNNBackend.roundedUp) == Array(1...16) + [18])
      #expect(OneDNNBackend.roundedUp(34) == 36)
      #expect(OneDNNBackend.roundedUp(1024) == 1024)
      for rows in 1...5000 {
        let rounded = OneDNNBackend.roundedUp(rows)
        #expect(rounded >= rows && rounded * 8 < rows * 9 + 8)
      }
    }
  }
#endif
