import Attribution
import Model
import TestSupport
import Testing

/// How far the numbers of groups of pieces may be off.
@Suite struct AttributionErrorsTests {
  private func estimate(
    _ errors: [Float]?, features: [TextFeature]? = nil
  ) -> AttributionEstimate {
    AttributionEstimate(
      method: .lime, target: 0,
      prediction: Prediction(logits: [0, 1], outputs: [0.3, 0.7], kind: .probabilities),
      values: errors?.map { _ in 1 } ?? [], uncertainty: errors, outputValue: 0.7, steps: 1,
      evaluations: 1, isFinal: true, features: features)
  }

  private func feature(_ pieces: [[Int]]) -> TextFeature {
    TextFeature(text: "", sequence: 0, ranges: pieces.map { _ in 0..<1 }, pieces: pieces)
  }

  @Test func aMethodThatDoesNotSampleHasNone() {
    #expect(AttributionErrors(estimate(nil)) == nil)
  }

  @Test func piecesOfTheirOwnAddUpInSquares() throws {
    let errors = try #require(AttributionErrors(estimate([3, 4, 9])))
    #expect(errors[[0, 1]] == 5)
    #expect(errors[[2]] == 9)
    #expect(errors[[]] == nil)
    #expect(errors[[7]] == nil)
  }

  @Test func aPartsErrorIsItsOwnHoweverManyPiecesShareIt() throws {
    let found = estimate([0, 0.5, 0.5, 0.5, 0], features: [feature([[1, 2, 3]])])
    let errors = try #require(AttributionErrors(found))
    #expect(errors[[1, 2, 3]] == 1.5)
    // A third of the part has a third of its number, and of its error.
    #expect(errors[[2]] == 0.5)
    #expect(errors[[1, 2]] == 1)
  }

  @Test func aWordThatStandsTwiceIsOnePart() throws {
    let errors = try #require(
      AttributionErrors(estimate([2, 0, 2], features: [feature([[0], [2]])])))
    #expect(errors[[0, 1, 2]] == 4, "its number counts twice, and so does its error")
  }

  @Test func severalPartsAddUpInSquares() throws {
    let found = estimate([1.5, 1.5, 4], features: [feature([[0, 1]]), feature([[2]])])
    #expect(try #require(AttributionErrors(found))[[0, 1, 2]] == 5)
  }

  @Test func piecesThatVaryTogetherHaveTheErrorOfTheirSum() throws {
    var found = estimate([3, 4, 1])
    // The first two move as one, the third against them: 9 + 16 + 2·12 = 49, and 9 + 1 − 2·3 = 4.
    found.covariance = [9, 12, -3, 12, 16, -4, -3, -4, 1]
    let errors = try #require(AttributionErrors(found))
    #expect(errors[[0, 1]] == 7)
    #expect(errors[[0, 2]] == 2)
    #expect(errors[[1]] == 4)
  }

  /// GradientSHAP's samples are points of one line, with which all pieces vary: the spread over seeds says what their sum's error is.
  @Test func theErrorOfAllPiecesIsTheSpreadOfTheirSum() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = model.info.tokenizer.encode("a film so good that the crowd was not in front")
    let pieces = Array(encoding.ids.indices)
    var sums: [Double] = []
    var errors: [Double] = []
    for seed in 0..<40 {
      let found = try await model.attribution(
        for: encoding,
        AttributionRequest(method: .gradientSHAP, samples: 8, seed: UInt64(seed)))
      sums.append(Double(found.values.reduce(0, +)))
      errors.append(Double(try #require(AttributionErrors(found)?[pieces])))
    }
    let mean = sums.reduce(0, +) / 40
    let spread = (sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39).squareRoot()
    // Forty seeds tell a standard deviation to a ninth, two of these and what eight samples leave open: a third.
    #expect(abs(errors.reduce(0, +) / 40 / spread - 1) < 1.0 / 3)
  }

  @Test func whatIsUnknownStaysUnknown() throws {
    let errors = try #require(
      AttributionErrors(estimate([.infinity, 1], features: [feature([[0]]), feature([[1]])])))
    #expect(errors[[0, 1]] == .infinity)
  }

  /// Whatever the parts are, a part's error is what the method says of it.
  @Test func fieldsHaveTheErrorsOfTheirTerms() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "name=crowd act=front film=good"
    let encoding = model.info.tokenizer.encode(text)
    var request = AttributionRequest(method: .lime, output: .probability, samples: 50)
    request.granularity = .field
    let found = try await model.attribution(for: ExplainedText(encoding, texts: [text]), request)
    let errors = try #require(AttributionErrors(found))
    let features = try #require(found.features)
    let fields = Granularity.field.groups(of: encoding, in: text).filter { !$0.isSpecial }
    #expect(features.map(\.text) == fields.map(\.text))
    for term in try #require(found.surrogate).terms {
      let field = fields[term.feature]
      #expect(field.pieces.count > 1)
      let error = try #require(errors[field.pieces])
      #expect(abs(Double(error) - term.standardError) <= 1e-5 * term.standardError)
    }
  }
}
