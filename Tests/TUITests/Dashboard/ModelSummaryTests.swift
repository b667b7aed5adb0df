import TUI
import Testing

/// What the dashboard says of a model.
@Suite struct ModelSummaryTests {
  @Test func bf16IsSaidToLeaveExplanationsInFP32() {
    var model = SampleModel().summary
    #expect(model.precisionText == "fp32")
    model.precision = "bf16"
    #expect(model.precisionText == "bf16, explanations fp32")
  }
}
