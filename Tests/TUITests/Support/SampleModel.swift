import Attribution
import Model

@testable import TUI

/// A model made of a table: what each word does for `fear` is written down, everything else follows.
///
/// Same input, same answer, so that screens can be compared; no claim to be like any real model.
struct SampleModel {
  var name = "minilm-emotion"
  var labels = ["sadness", "joy", "love", "anger", "fear", "surprise"]
  /// Pushes of words towards the last-but-one class.
  var weights: [String: Float] = [
    "anxious": 3.12, "racing": 1.2, "crowd": 0.84, "felt": -0.22, "heart": 0.4, "standing": -0.05,
    "front": 0.31, "was": -0.31, "so": 0.18,
  ]
  var kind = Prediction.OutputKind.probabilities
  var maximumTokens = 128
  /// How it is read where it is a language model.
  var languageModel: LanguageModelReading?
  var layerCount = 6
  var headCount = 12
  var baselineTokens = ModelSummary.BaselineTokens(
    padding: "[PAD]", mask: "[MASK]", unknown: "[UNK]")
  /// What a mask in place of a piece does.
  var maskPush: Float = 0
  /// Methods that this model cannot answer, with the reason.
  var failures: [AttributionMethod: String] = [:]
  /// Splits `anxious` and other long words in two, as WordPiece might.
  var splitsLongWords = true
  /// What it says is to be done to texts; its answers do not follow it.
  var cleaner = TextCleaner()

  static let sentence =
    "i felt so anxious standing in front of the crowd that my heart was racing"

  var summary: ModelSummary {
    ModelSummary(
      name: name, path: "/models/\(name)", architecture: "bert", layerCount: layerCount,
      headCount: headCount,
      hiddenSize: 384, parameterCount: 22_000_000, precision: "fp32", backend: "onednn",
      threadCount: 2, digest: "digest-\(name)", labels: labels,
      languageModel: languageModel, maximumTokens: maximumTokens,
      baselineTokens: baselineTokens, cleaner: cleaner)
  }

  /// Words at blanks, punctuation apart, each in one piece or two.
  func encode(_ input: ModelInput) -> Encoding {
    var encoding = Encoding(
      ids: [101], typeIDs: [0], tokens: ["[CLS]"], offsets: [0..<0], sequences: [nil],
      wordIndices: [nil], isSpecial: [true], cutOffAt: [])
    for (sequence, text) in [input.text, input.pair].compactMap({ $0 }).enumerated() {
      let scalars = Array(text.unicodeScalars)
      var index = 0
      var word = 0
      var cut: Int?
      while index < scalars.count {
        if scalars[index].properties.isWhitespace {
          index += 1
          continue
        }
        var end = index + 1
        if scalars[index].properties.isAlphabetic {
          while end < scalars.count, scalars[end].properties.isAlphabetic { end += 1 }
        }
        if encoding.count + 2 > maximumTokens - 1 {
          cut = index
          break
        }
        let middle = splitsLongWords && end - index > 6 ? index + 4 : end
        for (part, range) in [index..<middle, middle..<end].enumerated() where !range.isEmpty {
          var view = String.UnicodeScalarView()
          view.append(contentsOf: scalars[range])
          encoding.ids.append(Int32(1000 + encoding.count))
          encoding.typeIDs.append(Int32(sequence))
          encoding.tokens.append((part == 0 ? "" : "##") + String(view))
          encoding.offsets.append(range)
          encoding.sequences.append(sequence)
          encoding.wordIndices.append(word)
          encoding.isSpecial.append(false)
        }
        word += 1
        index = end
      }
      encoding.cutOffAt.append(cut)
      encoding.ids.append(102)
      encoding.typeIDs.append(Int32(sequence))
      encoding.tokens.append("[SEP]")
      encoding.offsets.append(0..<0)
      encoding.sequences.append(nil)
      encoding.wordIndices.append(nil)
      encoding.isSpecial.append(true)
    }
    return encoding
  }

  /// What the pieces add to the logit of the explained class.
  func pushes(_ input: ModelInput, _ encoding: Encoding) -> [Float] {
    let texts = [input.text, input.pair ?? ""].map { Array($0.unicodeScalars) }
    return encoding.ids.indices.map { index in
      if input.removed.contains(index) { return maskPush }
      guard let sequence = encoding.sequences[index] else {
        return encoding.isSpecial[index] ? 0.02 : 0
      }
      let sameWord = encoding.ids.indices.filter {
        encoding.wordIndices[$0] == encoding.wordIndices[index]
          && encoding.sequences[$0] == sequence
      }
      let lower = encoding.offsets[sameWord[0]].lowerBound
      let upper = encoding.offsets[sameWord[sameWord.count - 1]].upperBound
      var view = String.UnicodeScalarView()
      view.append(contentsOf: texts[sequence][lower..<upper])
      return (weights[String(view)] ?? 0.01) / Float(sameWord.count)
    }
  }

  private var fear: Int { labels.count > 4 ? 4 : 0 }

  private func prediction(_ pushes: [Float]) -> Prediction {
    var logits = labels.indices.map { -0.4 * Float($0) }
    logits[fear] = 0.44 + pushes.reduce(0, +)
    let exponentials = logits.map { Float.exp($0) }
    let total = exponentials.reduce(0, +)
    let outputs = kind == .probabilities ? exponentials.map { $0 / total } : logits
    return Prediction(logits: logits, outputs: outputs, kind: kind)
  }

  /// What taking out words does to the table's sums.
  func trust(
    _ input: ModelInput, _ subjects: [TrustReport.Subject], _ settings: TrustReport.Settings
  ) -> TrustReport {
    let encoding = encode(input)
    let pushes = pushes(input, encoding)
    let parts = settings.granularity.groups(of: encoding, in: input.text, pair: input.pair)
      .filter { !$0.isSpecial }.map(\.pieces)
    let scores = subjects.map { subject in
      parts.map { $0.reduce(0) { $0 + Double(subject.estimate.values[$1]) } }
    }
    let target = subjects[0].estimate.target
    let measured = FaithfulnessPlan(scores: scores).results(target: target) { masks in
      masks.map { mask in
        var kept = pushes
        for (part, pieces) in parts.enumerated() where !mask[part] {
          for piece in pieces { kept[piece] = 0 }
        }
        return prediction(kept).outputs.map(Double.init)
      }
    }
    var rows = zip(subjects, measured).map {
      TrustReport.Row(
        method: $0.estimate.method, faithfulness: $1, incompleteness: $0.estimate.incompleteness,
        readsVariantsAnew: $0.request.readsVariantsAnew)
    }
    if settings.isThorough {
      for index in rows.indices {
        // Sums miss what happens by 0.5, and scaled by nothing.
        rows[index].infidelity = Infidelity(expected: [1, 1], changes: [1.5, 1.5])
        if !rows[index].readsVariantsAnew {
          rows[index].sensitivity = Sensitivity(of: [3, 4], perturbed: [[3, 4.4]])
        }
        if settings.seeds(of: rows[index].method) > 0 {
          // Of six pairs of parts one is ranked otherwise: τ is (5 − 1) / 6.
          rows[index].stability = SeedStability(
            of: [[4, 3, 2, 1], [4, 3, 1, 2]], by: .signed, topCount: settings.topCount)
        }
      }
    }
    return TrustReport(
      rows: rows,
      agreement: MethodAgreement(of: scores, by: .signed, topCount: settings.topCount),
      settings: settings, target: target, evaluations: 1)
  }

  /// One estimate for each request, as a model thread would give it.
  func results(_ work: Work) -> [ModelResult] {
    let encoding = encode(work.input)
    let pushes = pushes(work.input, encoding)
    let prediction = prediction(pushes)
    let (logits, fear) = (prediction.logits, fear)
    guard case .attributions(let requests) = work.question else { return [] }
    return requests.map { request in
      let target = if case .index(let index) = request.target { index } else { prediction.best }
      let sign: Float = target == fear ? 1 : -0.3
      let isPath = request.method == .integratedGradients
      var values = pushes.enumerated().map { offset, push in
        // The one-pass methods agree roughly with the integral.
        sign * (isPath ? push : push * (0.6 + 0.1 * Float(offset % 5)))
      }
      if request.method.isUnsigned { values = values.map(abs) }
      let output = logits[target]
      let base = output - values.reduce(0, +)
      let path = isPath ? points(values, base: base, steps: request.steps) : []
      return ModelResult(
        encoding: encoding,
        estimate: AttributionEstimate(
          method: request.method, target: target, prediction: prediction, values: values,
          uncertainty: request.method == .smoothGrad ? values.map { abs($0) * 0.1 } : nil,
          baseOutput: isPath ? base : nil, outputValue: output, delta: isPath ? -3e-6 : nil,
          steps: isPath ? request.steps : 1, evaluations: isPath ? request.steps + 1 : 1,
          isFinal: true, path: path, features: features(work.input, encoding, request),
          opened: opened(features(work.input, encoding, request) ?? [], request),
          surrogate: request.method == .lime
            ? LocalSurrogate(terms: [], intercept: 0.25, score: 0.62, localPrediction: 1.5) : nil,
          partition: request.method == .partitionSHAP
            ? partition(values, work.input, encoding, request) : nil),
        seconds: isPath ? 0.08 : 0.006)
    }
  }

  /// The fields or sentences that a method takes out as one.
  private func features(
    _ input: ModelInput, _ encoding: Encoding, _ request: AttributionRequest
  ) -> [TextFeature]? {
    guard request.method.takesOutGroups, request.granularity.opensIntoWords else { return nil }
    return request.granularity.groups(
      of: encoding, in: input.text, pair: input.pair, fields: request.fields
    ).compactMap { TextFeature($0) }
  }

  /// Those of them that it is asked to open.
  private func opened(_ features: [TextFeature], _ request: AttributionRequest) -> Set<Int> {
    Set(
      features.indices.filter { index in
        features[index].pieces[0].first.map(request.openedParts.contains) == true
      })
  }

  /// What every head does: a pattern each, over and over.
  func heads(_ input: ModelInput, _ request: HeadsRequest) throws -> HeadsResult {
    let encoding = encode(input)
    let summary = self.summary
    switch request.question {
    case .attention(let form, let extras):
      let count = encoding.count
      return .attention(
        try AttentionReport(
          maps(count), roles(encoding), pieces: Array(0..<count),
          vectors: extras.contains(.vectors) ? vectors(count) : nil,
          norms: extras.contains(.norms) ? norms(count) : nil, thumbnails: form))
    case .board(let page, let target, _): return .board(reading(page, target, encoding))
    case .patching(let source, let site, let layer, let target, _):
      let label = if case .index(let index) = target { index } else { min(4, labels.count - 1) }
      let giving = encode(source)
      var report = PatchingReport(
        site: site, layer: layer, target: label, clean: 3, corrupted: 1,
        rowCount: layer == nil ? layerCount : headCount, sourceTokens: giving.tokens)
      let columns = report.hasHeadColumns ? headCount : min(giving.count, encoding.count)
      let rows = report.rows.count
      // Row r of n brings a share of r/n at the first column, nothing elsewhere.
      for row in 0..<rows {
        report.rows[row] = (0..<columns).map { $0 == 0 ? 1 + 2 * Float(row) / Float(rows) : 1 }
      }
      return .patching(report)
    case .sample(let texts, var report):
      for text in texts.dropFirst(report.textCount) {
        let encoding = encode(text)
        let (maps, roles) = (maps(encoding.count), roles(encoding))
        report.add(
          [try HeadPatternScores(maps, roles, HeadStatistics(maps, roles))], of: [encoding])
      }
      return .sample(report)
    case .effects(let target, _):
      let label = if case .index(let index) = target { index } else { min(4, labels.count - 1) }
      let closed = request.gates?.values.joined().count { $0 == 0 } ?? 0
      return .effects(
        HeadEffects(
          target: label, base: 6.21 - Float(closed),
          values: (0..<summary.layerCount * summary.headCount).map { Float($0 % 7 - 2) * 0.1 },
          layers: (0..<summary.layerCount).map { Float($0) - 1 }))
    }
  }

  private func maps(_ count: Int) -> AttentionMaps {
    AttentionMaps(
      layers: (0..<layerCount).map { layer in
        let values = (0..<headCount).flatMap { head in
          (0..<count).flatMap { query in
            weights(of: (layer + head) % 5, query: query, count: count)
          }
        }
        return Tensor(shape: [headCount, count, count], values: values)
      })
  }

  /// Every head adds a vector of length 2 from the first token, and nothing from others.
  private func norms(_ count: Int) -> NormWeightedAttention {
    var map = [Float](repeating: 0, count: count * count)
    for query in 0..<count { map[query * count] = 2 }
    let heads = Tensor(
      shape: [headCount, count, count],
      values: Array(repeating: map, count: headCount).flatMap(\.self))
    return NormWeightedAttention(
      heads: Array(repeating: heads, count: layerCount),
      layers: Array(repeating: Tensor(shape: [count, count], values: map), count: layerCount))
  }

  /// Queries of every head are 1 2 3 4, keys of token t are t 0 −1 0: q·k is t − 3, and half of it the score.
  private func vectors(_ count: Int) -> HeadVectors {
    let shape = [count, headCount * 4]
    let query: [Float] = [1, 2, 3, 4]
    let queries = (0..<count * headCount).flatMap { _ in query }
    let keys = (0..<count * headCount).flatMap { (place: Int) -> [Float] in
      [Float(place / headCount), 0, -1, 0]
    }
    return HeadVectors(
      queries: Array(repeating: Tensor(shape: shape, values: queries), count: layerCount),
      keys: Array(repeating: Tensor(shape: shape, values: keys), count: layerCount),
      scales: [Float](repeating: 0.5, count: layerCount), headCount: headCount)
  }

  /// Round numbers for each page of the board.
  private func reading(
    _ page: BoardPage, _ target: AttributionRequest.Target, _ encoding: Encoding
  ) -> BoardReading {
    let label = if case .index(let index) = target { index } else { min(4, labels.count - 1) }
    switch page {
    case .layers, .importance, .sample:
      let values: [[Double]] = (0..<layerCount).map { layer in
        (0..<headCount).map { (head: Int) -> Double in Double((layer * 5 + head * 3) % 11) / 10 }
      }
      return .importance(values)
    case .mixing:
      let even = [Float](repeating: 1 / Float(encoding.count), count: encoding.count)
      var first = [Float](repeating: 0, count: encoding.count)
      first[0] = 1
      return .mixing(
        TokenMixing(
          position: 0,
          shares: [
            .rollout: even, .flow: even, .valueZeroing: first, .gradientAttention: first,
          ]))
    case .map:
      guard let distances = try? HeadDistances(maps(encoding.count)) else {
        return .importance([])
      }
      return .map(distances, distances.layout())
    case .lens:
      // Layer l reads the token itself with l tenths, and whatever comes after it.
      let depths: [[[PieceLens.Guess]]] = (0...layerCount).map { depth in
        encoding.tokens.map { token in
          [
            .init(text: token, probability: 1 - Float(depth) / 10),
            .init(text: "after-\(token)", probability: Float(depth) / 10),
          ]
        }
      }
      let predictions: [Prediction] = (0...layerCount).map { depth in
        let share = Float(depth) / Float(layerCount)
        var outputs = [Float](repeating: (1 - share) / Float(labels.count), count: labels.count)
        outputs[label] += share
        return Prediction(logits: outputs, outputs: outputs, kind: .probabilities)
      }
      return .lens(
        predictions, pieces: languageModel == nil ? nil : PieceLens(guesses: depths))
    case .contributions:
      var heads = [Double](repeating: 0, count: headCount)
      heads[1] = 2.5
      heads[2] = -0.5
      return .contributions(
        label: label,
        LogitContributions(
          logit: 0.5 + Float(layerCount), embeddings: 0.75,
          heads: [[Double]](repeating: heads, count: layerCount), sources: [],
          feedForward: [Double](repeating: -1, count: layerCount), biases: -0.25))
    }
  }

  private func weights(of pattern: Int, query: Int, count: Int) -> [Float] {
    let target: Int?
    switch pattern {
    case 0: target = max(query - 1, 0)
    case 1: target = min(query + 1, count - 1)
    case 2: target = 0
    case 3: target = count - 1
    default: target = nil
    }
    guard let target else { return [Float](repeating: 1 / Float(count), count: count) }
    var row = [Float](repeating: 0.2 / Float(count), count: count)
    row[target] += 0.8
    return row
  }

  private func roles(_ encoding: Encoding) -> TokenRoles {
    TokenRoles(
      encoding.ids.indices.map { index in
        let kind: TokenRoles.Kind =
          encoding.ids[index] == 101
          ? .classification : encoding.ids[index] == 102 ? .separator : .text
        let text = encoding.tokens[index]
        return TokenRoles.Token(
          id: encoding.ids[index], text: text.hasPrefix("##") ? String(text.dropFirst(2)) : text,
          kind: kind, word: kind == .text ? encoding.wordIndices[index] : nil,
          segment: encoding.typeIDs[index] == 1 ? .b : .a)
      })
  }

  /// A path that rises faster in its middle, as real ones do.
  private func points(
    _ values: [Float], base: Float, steps: Int
  ) -> [AttributionEstimate.PathPoint] {
    let sum = values.reduce(0, +)
    return (0..<steps).map { step in
      let alpha = (Double(step) + 0.5) / Double(steps)
      let shape = Float(6 * alpha * (1 - alpha))
      let grown = Float(3 * alpha * alpha - 2 * alpha * alpha * alpha)
      return AttributionEstimate.PathPoint(
        alpha: alpha, weight: 1 / Double(steps), output: base + sum * grown, slope: sum * shape,
        attributions: values.map { $0 * shape })
    }
  }
}

extension Float {
  /// e to the power, by the series of its tenth: enough for a table, and free of Foundation.
  static func exp(_ value: Float) -> Float {
    var term: Float = 1
    var sum: Float = 1
    for index in 1..<12 {
      term *= value / 16 / Float(index)
      sum += term
    }
    return (0..<4).reduce(sum) { result, _ in result * result }
  }
}
