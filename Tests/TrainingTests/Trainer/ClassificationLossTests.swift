import Testing

@testable import Training

/// Values and gradients of two texts, from PyTorch's modules in double precision.
@Suite("The loss")
struct ClassificationLossTests {
  private static let logits: [[Float]] = [[0.5, -1.25, 2], [1.5, 0.25, -0.75]]

  private func check(
    _ loss: ClassificationLoss, _ targets: [ClassificationLoss.Target], _ value: Double,
    _ gradient: [Double]
  ) {
    let found = zip(Self.logits, targets).map { loss($0, $1) }
    let weight = targets.reduce(0) { $0 + loss.weight(of: $1) }
    #expect(abs(found.reduce(0) { $0 + $1.loss } / weight - value) <= 1e-12)
    for (mine, theirs) in zip(found.flatMap(\.gradient), gradient) {
      #expect(abs(mine / weight - theirs) <= 1e-12)
    }
  }

  @Test("Cross-entropy")
  func crossEntropy() {
    check(
      ClassificationLoss(), [.label(2), .label(1)], 0.9066472962546284,
      [
        0.08841009105372215, 0.015363370163218216, -0.10377346121694037, 0.35922017057553246,
        -0.3970816980011742, 0.03786152742564176,
      ])
  }

  @Test("Cross-entropy with class weights and smoothed labels")
  func weightedAndSmoothed() {
    check(
      ClassificationLoss(labelSmoothing: 0.1, classWeights: [1, 2.5, 0.5]),
      [.label(2), .label(1)], 1.3995997364100232,
      [
        0.02327059096533639, -0.02180313382541514, -0.0014674571399212533, 0.5596498265811237,
        -0.6142520312685325, 0.05460220468740857,
      ])
  }

  @Test("Binary cross-entropy of several labels")
  func severalLabels() {
    check(
      ClassificationLoss(), [.labels([1, 0, 1]), .labels([0, 0, 1])], 0.7528596300908247,
      [
        -0.0629234447996909, 0.03711668980421814, -0.01986715367035295, 0.1362624126989406,
        0.09369608348096635, -0.1131964498625655,
      ])
  }

  @Test("A teacher's answers, beside a label and alone")
  func distillation() {
    var loss = ClassificationLoss()
    loss.temperature = 2
    loss.teacherWeight = 0.75
    check(
      loss, [.taught([1, 0, -1], label: 2), .taught([0.25, 0.5, 2], label: nil)],
      1.2969948530156077,
      [
        -0.14552537653617467, -0.13808444734730274, 0.28360982388347744, 0.31700732112662816,
        0.037756837514525986, -0.35476415864115424,
      ])
  }

  @Test("A teacher that is agreed with teaches nothing")
  func agreement() {
    let (value, gradient) = ClassificationLoss()([0.5, -1, 2], .taught([1.5, 0, 3], label: nil))
    #expect(abs(value) <= 1e-12)
    #expect(gradient.allSatisfy { abs($0) <= 1e-12 })
  }

  @Test("Squared error of numbers")
  func squaredError() {
    check(
      ClassificationLoss(), [.values([1, 0, 1]), .values([0, 0, 1])], 1.3645833333333333,
      [
        -0.16666666666666666, -0.41666666666666663, 0.3333333333333333, 0.5, 0.08333333333333333,
        -0.5833333333333333,
      ])
  }

  @Test("Logits far from zero overflow nothing")
  func largeLogits() {
    let (loss, gradient) = ClassificationLoss()([1e4, -1e4], .label(1))
    #expect(loss == 2e4)
    #expect(gradient == [1, -1])
    let (binary, _) = ClassificationLoss()([1e4, -1e4], .labels([0, 0]))
    #expect(binary == 5e3)
  }
}
