import Attribution
import Model
import TestSupport
import Testing

/// Every method on texts that are not what a method is made for: right, or refused with a sentence.
@Suite struct OddTextTests {
  /// A kind of text, made with what the tokenizer has.
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case oneWord
    case empty
    case blanks
    case punctuation
    case specialTokens
    case repeatedWord
    case emoji
    case chinese
    case control
    case asLongAsTheModelTakes

    var testDescription: String { rawValue }

    func text(_ tokenizer: Tokenizer) -> String {
      let special = tokenizer.specialTokens
      let all = [
        special.classification, special.separator, special.padding, special.mask, special.unknown,
        special.endOfText,
      ]
      return switch self {
      case .oneWord: "good"
      case .empty: ""
      case .blanks: " \n\t  "
      case .punctuation: "?!"
      case .specialTokens:
        all.compactMap { $0.flatMap(tokenizer.token(for:)) }.joined(separator: " ")
      case .repeatedWord: [String](repeating: "good", count: 12).joined(separator: " ")
      case .emoji: "🙂 👩‍💻 ❤️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿"
      case .chinese: "这部电影，真的很好看。"
      case .control: "good\u{0}\u{7F}\u{200B}film\u{FEFF}"
      case .asLongAsTheModelTakes: String(repeating: "a film so good ", count: 40)
      }
    }
  }

  private let methods = AttributionMethod.allCases

  /// As little work as shows what the method does with a text.
  private func request(_ method: AttributionMethod) -> AttributionRequest {
    var request = AttributionRequest(
      method: method, output: method.needsLogit ? .logit : .probability, steps: 3,
      samples: method.isSampled ? 12 : nil)
    request.evaluationLimit = 40
    return request
  }

  private func explained(_ text: String, _ model: ModelActor) -> ExplainedText {
    let tokenizer = model.info.tokenizer
    let limit = model.info.configuration.maximumTokens
    return ExplainedText(tokenizer.encode(text, maximumTokens: limit), texts: [text]) {
      tokenizer.encode($0, maximumTokens: limit)
    }
  }

  /// What must hold of every explanation.
  private func check(
    _ found: AttributionEstimate, of text: ExplainedText, _ request: AttributionRequest
  ) {
    let comment: Comment = "\(request.method.rawValue) of \(text.texts)"
    #expect(found.isFinal, comment)
    #expect(found.method == request.method, comment)
    #expect(found.values.count == text.encoding.count, comment)
    let areFinite = found.values.allSatisfy { $0.isFinite }
    #expect(areFinite, comment)
    #expect(found.uncertainty.map { $0.count == found.values.count } != false, comment)
    #expect(found.outputValue.isFinite, comment)
    if request.method.isUnsigned {
      #expect(found.values.allSatisfy { $0 >= 0 }, comment)
    }
    guard let delta = found.delta else { return }
    // A conductance's delta is that of the layer shown, relevance has no baseline to start from.
    let change = found.outputValue - (found.baseOutput ?? 0)
    let sum = found.values.reduce(0, +)
    let scale = max(1, largestMagnitude(found.values))
    #expect(abs(sum - change - delta) < 1e-4 * scale, comment)
    switch request.method {
    case .deepLIFT, .partitionSHAP, .kernelSHAP, .shapleySampling, .exactShapley:
      #expect(abs(delta) < 1e-4 * scale, comment)
    default: break
    }
  }

  /// A refusal says what is wrong and what to do.
  private func check(_ error: any Error, _ comment: Comment) {
    guard let error = error as? ModelError else {
      Issue.record(error, comment)
      return
    }
    #expect(error.kind == .invalidInput, comment)
    #expect(error.problem.hasSuffix("."), comment)
    #expect(error.advice?.isEmpty == false, comment)
  }

  @Test(arguments: GoldenModels.tiny + GoldenModels.small + LanguageGolden.models, Kind.allCases)
  func everyMethodExplainsOrRefuses(_ name: String, _ kind: Kind) async throws {
    let model = try await GoldenModels.load(name)
    let text = explained(kind.text(model.info.tokenizer), model)
    let parts = text.encoding.isSpecial.count { !$0 }
    for method in methods {
      var requests = [request(method)]
      if method == .lime || method == .partitionSHAP {
        requests.append(requests[0])
        requests[1].readsStrings = true
      }
      for request in requests {
        let mayRefuse = text.encoding.count == 0 || method == .exactShapley && parts > 14
        do {
          let found = try await model.attribution(for: text, request)
          #expect(!mayRefuse, "\(method.rawValue) of \(kind)")
          check(found, of: text, request)
        } catch {
          #expect(mayRefuse, "\(method.rawValue) of \(kind): \(error)")
          check(error, "\(method.rawValue) of \(kind)")
        }
      }
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func aTextTheModelDoesNotTakeIsRefusedByEveryMethod(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let text = String(repeating: "good film ", count: 40)
    let long = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    let limit = model.info.configuration.maximumTokens
    try #require(long.encoding.count > limit)
    for method in methods {
      let error = await #expect(throws: ModelError.self, "\(method.rawValue)") {
        try await model.attribution(for: long, request(method))
      }
      #expect(error?.kind == .invalidInput, "\(method.rawValue)")
    }
  }

  /// A small model with places for 512 tokens, of which the fixtures have none.
  private func withLongModel<Result>(
    _ body: (ModelActor) async throws -> Result
  ) async throws -> Result {
    let patch: [String: JSONFragment] = ["max_position_embeddings": .integer(512)]
    return try await Fixtures.withVariant(
      of: Fixtures.model("bert-tiny"), patch: patch
    ) { stored in
      guard stored.name.hasSuffix("position_embeddings.weight") else { return nil }
      let row = stored.shape[1]
      let values = try stored.floats()
      return ([512, row], (0..<512 * row).map { values[$0 % values.count] })
    } _: { folder in
      try await body(GoldenModels.load(folder))
    }
  }

  @Test(arguments: AttributionMethod.allCases)
  func aTextOf512TokensIsExplainedOrRefused(_ method: AttributionMethod) async throws {
    try await withLongModel { model in
      let words = (0..<600).map { ["good", "bad", "film", "so", "heart"][$0 * $0 % 5] }
      let text = explained(words.joined(separator: " "), model)
      try #require(text.encoding.count == 512)
      var request = request(method)
      request.steps = 2
      request.samples = method.isSampled ? (method == .shapleySampling ? 1 : 8) : nil
      // Words that are the baseline's too stay, and cost no steps of their own.
      request.baseline = .text((["bad", "good"] + words.dropFirst(2)).joined(separator: " "))
      guard method != .exactShapley else {
        await #expect(throws: ModelError.self) {
          try await model.attribution(for: text, request)
        }
        return
      }
      check(try await model.attribution(for: text, request), of: text, request)
    }
  }
}
