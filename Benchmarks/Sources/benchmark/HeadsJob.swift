import Attribution
import Foundation
import Model
import TUI

/// What the Heads screen has the model thread do, timed in two parts.
enum HeadsJob {
  private static let warmUps = 1

  /// The attention of a long text and, behind the forward pass, the picture of all heads; the memory of both.
  static func view(_ model: ModelActor, text: String) async throws -> JobResult {
    let long = Array(repeating: text, count: 20).joined(separator: " ")
    let encoding = model.info.tokenizer.encode(
      long, maximumTokens: min(512, model.info.configuration.maximumTokens))
    let roles = TokenRoles(encoding, model.info.tokenizer)
    let loaded = peakBytes
    var best = [Double.infinity, Double.infinity]
    for _ in 0..<warmUps + 3 {
      let seconds = try await model.perform { classifier in
        let start = ContinuousClock.now
        let result = try classifier.forward(RaggedBatch([encoding]), capture: .attention)
        let passed = ContinuousClock.now
        let report = try AttentionReport(
          AttentionMaps(result.captures[0], of: classifier.configuration.architecture), roles,
          pieces: Array(0..<encoding.count), thumbnails: HeadThumbnails.Form(side: 8))
        precondition(report.patterns.count > 0)
        return [start.duration(to: passed).seconds, passed.duration(to: .now).seconds]
      }
      best = zip(best, seconds).map { min($0, $1) }
    }
    return JobResult(seconds: best, tokens: encoding.count, bytes: peakBytes - loaded)
  }

  /// From a closed head to the coarse estimate of the integral, and to that of 50 steps.
  static func gate(_ model: ModelActor, text: String) async throws -> JobResult {
    let encoding = model.info.tokenizer.encode(text)
    let configuration = model.info.configuration
    var best = [Double.infinity, Double.infinity]
    for round in 0..<warmUps + 5 {
      var gates = HeadGates.open(in: configuration)
      gates[round % configuration.layerCount, round % configuration.headCount] = 0
      let request = AttributionRequest(steps: 50, headGates: gates)
      let start = ContinuousClock.now
      var seconds: [Double] = []
      // Before them comes the gradient pass, with the new prediction.
      for try await estimate in model.attributions(
        for: ExplainedText(encoding, texts: []), request)
      where estimate.method == .integratedGradients {
        seconds.append(start.duration(to: .now).seconds)
      }
      best[0] = min(best[0], seconds.first ?? .infinity)
      best[1] = min(best[1], seconds.last ?? .infinity)
    }
    return JobResult(seconds: best, tokens: encoding.count)
  }

  /// Every head's context of one text taken over into another, of 20 tokens each.
  static func patch(_ model: ModelActor, text: String) async throws -> JobResult {
    let encoding = model.info.tokenizer.encode(text, maximumTokens: 20)
    var source = encoding
    source.ids.swapAt(1, encoding.count / 2)
    let (giving, configuration) = (source, model.info.configuration)
    let open = HeadGates.open(in: configuration)
    var best = [Double.infinity, Double.infinity]
    for _ in 0..<warmUps + 2 {
      let seconds = try await model.perform { classifier in
        let start = ContinuousClock.now
        let texts = try ActivationPatching.Texts(
          from: giving, into: encoding, gates: open, with: classifier)
        let passed = ContinuousClock.now
        let cells = 0..<configuration.layerCount * configuration.headCount
        let predictions = try texts.predictions(at: .head, cells: cells, with: classifier)
        precondition(predictions.count == cells.count)
        return [start.duration(to: passed).seconds, passed.duration(to: .now).seconds]
      }
      best = zip(best, seconds).map { min($0, $1) }
    }
    return JobResult(seconds: best, tokens: encoding.count)
  }

  /// The most memory this process had at any time, as the kernel tells it; 0 where it does not.
  private static var peakBytes: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(separator: " ").compactMap { Int($0) }.first
    return (kilobytes ?? 0) * 1024
  }
}
