import CKernels
import Testing

@testable import Model

/// The choice of the vector width.
@Suite struct VectorWidthTests {
  @Test func aForcedWidthHoldsInItsThreadUntilItIsLifted() {
    let own = headscope_vector_width()
    #expect(headscope_force_width(4) == 4)
    #expect(headscope_vector_width() == 4)
    #expect(headscope_force_width(0) == own)
  }

  @Test func peakIsMeasuredAndPositive() {
    #expect(headscope_fma_peak(0.001) > 0)
  }

  @Test func theBackendNamesItsWidth() {
    withVectorWidth(4) {
      #expect(NativeBackend(threads: 1).name.contains("4 floats"))
    }
  }
}
