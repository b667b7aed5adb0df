import Attribution
import Foundation
import Model
import TestSupport
import Testing

/// The numbers of SmoothGrad and GradientSHAP: means over draws that are made again here, and functions whose answer is known.
@Suite struct SampledGradientTests {
  /// A text at the embeddings, and what class 1 has there.
  private struct Point: Sendable {
    let encoding: Encoding
    /// `[tokens × hidden]`.
    let vectors: [Float]
    let model: ModelActor

    init(_ model: ModelActor) async throws {
      let encoding = Encoding(try Golden("bert-tiny").text("crowd"), model.info.tokenizer)
      vectors = try await model.perform {
        try $0.embed(RaggedBatch([encoding]), at: .embeddings).values
      }
      self.model = model
      self.encoding = encoding
    }

    var width: Int { vectors.count / encoding.ids.count }

    /// ∇F at a point, from a pass of its own.
    func gradient(at point: [Float]) async throws -> [Float] {
      try await model.perform { [encoding, width] in
        try $0.gradients(
          RaggedBatch([encoding]),
          vectors: Tensor(shape: [encoding.ids.count, width], values: point), at: .embeddings,
          targets: [1], of: .logit
        ).gradient.values
      }
    }

    /// The sum of each token's numbers.
    func sums(_ values: [Float]) -> [Double] {
      stride(from: 0, to: values.count, by: width).map { start in
        values[start..<start + width].reduce(0.0) { $0 + Double($1) }
      }
    }
  }

  private func request(
    _ method: AttributionMethod, samples: Int, noise: Float = 1, seed: UInt64 = 3
  ) -> AttributionRequest {
    AttributionRequest(
      method: method, target: .index(1), baseline: .zero, samples: samples, noise: noise,
      seed: seed)
  }

  /// Every token's mean, and its standard error: s/√n, s² with n − 1 below.
  private func moments(_ samples: [[Double]]) -> (means: [Float], errors: [Float]) {
    let count = Double(samples.count)
    var means: [Float] = []
    var errors: [Float] = []
    for token in samples[0].indices {
      let mean = samples.reduce(0) { $0 + $1[token] } / count
      let squares = samples.reduce(0) { $0 + ($1[token] - mean) * ($1[token] - mean) }
      means.append(Float(mean))
      errors.append(Float((squares / (count - 1) / count).squareRoot()))
    }
    return (means, errors)
  }

  // MARK: - A real model

  @Test func withoutNoiseSmoothGradIsTheGradient() async throws {
    let point = try await Point(GoldenModels.load("bert-tiny"))
    let gradient = try await point.gradient(at: point.vectors)
    let found = try await point.model.attribution(
      for: point.encoding, request(.smoothGrad, samples: 5, noise: 0))
    let sums = point.sums(gradient).map { Float($0) }
    #expect(sums.contains { $0 < 0 }, "signs are kept, where saliency drops them")
    #expect(relativeDifference(found.values, sums) <= 1e-5)
    #expect(largestMagnitude(try #require(found.uncertainty)) <= 1e-6 * largestMagnitude(sums))

    var norms = request(.smoothGrad, samples: 5, noise: 0)
    norms.reduction = .l2
    let squares = point.sums(gradient.map { $0 * $0 })
    #expect(
      relativeDifference(
        try await point.model.attribution(for: point.encoding, norms).values,
        squares.map { Float($0.squareRoot()) }) <= 1e-5)
  }

  @Test func theLessNoiseTheNearerSmoothGradIsToTheGradient() async throws {
    let point = try await Point(GoldenModels.load("bert-tiny"))
    let sums = try await point.sums(point.gradient(at: point.vectors)).map { Float($0) }
    func distance(_ noise: Float) async throws -> Float {
      relativeDifference(
        try await point.model.attribution(
          for: point.encoding, request(.smoothGrad, samples: 20, noise: noise)
        ).values, sums)
    }
    // The same draws, a hundredth as large: what is left is of first order in them.
    let (near, far) = (try await distance(1e-3), try await distance(1e-1))
    #expect(near > 0)
    #expect(near < far / 50)
  }

  @Test func smoothGradIsTheMeanOverItsDraws() async throws {
    let point = try await Point(GoldenModels.load("bert-tiny"))
    var noise = GaussianNoise(seed: 3)
    var samples: [[Double]] = []
    for _ in 0..<7 {
      var moved = point.vectors
      for index in moved.indices { moved[index] += Float(0.25 * noise.next()) }
      samples.append(point.sums(try await point.gradient(at: moved)))
    }
    let expected = moments(samples)
    let found = try await point.model.attribution(
      for: point.encoding, request(.smoothGrad, samples: 7, noise: 0.25))
    #expect(relativeDifference(found.values, expected.means) <= 1e-4)
    #expect(relativeDifference(try #require(found.uncertainty), expected.errors) <= 1e-4)
    #expect(found.steps == 7)
    // The text itself, and the draws.
    #expect(found.evaluations == 8)
  }

  @Test func gradientSHAPIsTheMeanOverItsDraws() async throws {
    let point = try await Point(GoldenModels.load("bert-tiny"))
    var generator = SeededGenerator(seed: 3)
    var samples: [[Double]] = []
    for _ in 0..<7 {
      let share = Float(generator.uniform())
      // The baseline is the zero vector.
      let gradient = try await point.gradient(at: point.vectors.map { share * $0 })
      samples.append(point.sums(zip(point.vectors, gradient).map { $0 * $1 }))
    }
    let expected = moments(samples)
    let found = try await point.model.attribution(
      for: point.encoding, request(.gradientSHAP, samples: 7))
    #expect(relativeDifference(found.values, expected.means) <= 1e-4)
    #expect(relativeDifference(try #require(found.uncertainty), expected.errors) <= 1e-4)
    #expect(found.evaluations == 9)
  }

  // MARK: - Functions of one vector

  /// What a method says of the first token, which alone the function reads.
  private func explain(
    _ function: HeadFunction, _ request: AttributionRequest
  ) async throws -> (value: Float, error: Float, estimate: AttributionEstimate) {
    var request = request
    request.target = .index(0)
    request.layer = HeadFunction.layer
    let found = try await function.withModel { [request] model in
      try await model.attribution(for: model.info.tokenizer.encode("good"), request)
    }
    #expect(found.values.dropFirst().allSatisfy { $0 == 0 })
    return (found.values[0], try #require(found.uncertainty)[0], found)
  }

  /// 3a − 2b + 100, all of it in the open part of a ReLU: whatever is drawn, the gradient is (3, −2).
  private static let linear = HeadFunction(
    .relu, at: [4, 1.5], inner: [[3, -2]], bias: [100], outer: [[1]], outerBias: [0])

  @Test(arguments: [0.5, 1, 2] as [Float])
  func everyNoiseGivesTheGradientOfALinearFunction(_ noise: Float) async throws {
    let found = try await explain(Self.linear, request(.smoothGrad, samples: 40, noise: noise))
    #expect(found.value == 1)
    #expect(found.error == 0)
  }

  @Test func everyDrawOfGradientSHAPGivesTheShareOfALinearFunction() async throws {
    // (x − b)·∇F = 4·3 − 1.5·2 with b = 0, which is F(x) − F(b).
    let found = try await explain(Self.linear, request(.gradientSHAP, samples: 40))
    #expect(abs(found.value - 9) <= 1e-5)
    #expect(found.error <= 1e-5)
    #expect(found.estimate.baseOutput == 100)
    #expect(abs(found.estimate.outputValue - 109) <= 1e-4)
    #expect(abs(try #require(found.estimate.delta)) <= 1e-4)
  }

  /// relu(a): the gradient is 1 where a + σ·n > 0, which has the probability Φ(a/σ), and 0 elsewhere.
  @Test(arguments: [(1, 2, 0.691_462), (2, 4, 0.691_462), (1, 1, 0.841_345), (-1, 2, 0.308_538)])
  func theNoiseOfSmoothGradIsAStandardDeviation(
    _ input: Float, _ noise: Float, _ probability: Double
  ) async throws {
    let ramp = HeadFunction(
      .relu, at: [input], inner: [[1]], bias: [0], outer: [[1]], outerBias: [0])
    let count = 3000
    let found = try await explain(ramp, request(.smoothGrad, samples: count, noise: noise))
    let share = Double(found.value)
    let deviation = (probability * (1 - probability) / Double(count)).squareRoot()
    // Five standard errors, and the seed is fixed.
    #expect(abs(share - probability) <= 5 * deviation)
    // Of zeros and ones: s² = n/(n − 1) · p·(1 − p).
    let error = (share * (1 - share) / Double(count - 1)).squareRoot()
    #expect(abs(Double(found.error) - error) <= 1e-5 * error)
  }

  @Test(arguments: [AttributionMethod.smoothGrad, .gradientSHAP])
  func sixteenTimesTheSamplesHaveAQuarterOfTheError(_ method: AttributionMethod) async throws {
    let ramp = HeadFunction(
      .relu, at: [20], inner: [[1]], bias: [-10], outer: [[1]], outerBias: [0])
    let few = try await explain(ramp, request(method, samples: 200, noise: 20))
    let many = try await explain(ramp, request(method, samples: 3200, noise: 20))
    #expect(abs(few.error / many.error - 4) <= 0.4)
  }

  /// relu(a − 10) from 0 to 40: the gradient is 1 on the last three quarters of the way, and 40·¾ = 30 = F(x) − F(b).
  @Test func gradientSHAPOfARampIsTheShareOfItsDrawsThatAreOnIt() async throws {
    let ramp = HeadFunction(
      .relu, at: [40], inner: [[1]], bias: [-10], outer: [[1]], outerBias: [0])
    let count = 1000
    var generator = SeededGenerator(seed: 3)
    let hits = (0..<count).count { _ in 40 * Float(generator.uniform()) > 10 }
    let found = try await explain(ramp, request(.gradientSHAP, samples: count))
    let share = Double(hits) / Double(count)
    #expect(abs(Double(found.value) - 40 * share) <= 1e-4)
    #expect(abs(Double(try #require(found.estimate.delta)) - (40 * share - 30)) <= 1e-4)
    let error = 40 * (share * (1 - share) / Double(count - 1)).squareRoot()
    #expect(abs(Double(found.error) - error) <= 1e-4 * error)
    #expect(abs(Double(found.value) - 30) <= 5 * error)
  }

  /// A layer norm gives the same for x and x + c: the gradient of what reads it is at right angles to (1, 1, …, 1).
  @Test(
    "Sums that are nothing but rounding are said to be so",
    arguments: [
      ("gpt2-tiny", AttributionRequest.Layer.embeddings, true),
      ("bert-tiny", .wordEmbeddings, true), ("bert-tiny", .embeddings, false),
    ])
  func vanishingSums(name: String, layer: AttributionRequest.Layer, isNothing: Bool) async throws {
    let model = try await GoldenModels.load(name)
    let encoding = model.info.tokenizer.encode("people love this film")
    for reduction in [AttributionRequest.Reduction.sum, .l2] {
      let found = try await model.attribution(
        for: encoding,
        AttributionRequest(method: .smoothGrad, layer: layer, reduction: reduction, samples: 4))
      let isSaid = found.message?.contains("rounding") ?? false
      #expect(isSaid == (isNothing && reduction == .sum), "\(reduction)")
    }
  }
}
