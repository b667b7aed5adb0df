import Attribution
import Model
import TUI

/// What the heads do over many texts.
extension LoadedModel {
  /// Texts put together into goes, each of at most so much work, or of one text.
  static func goes(
    _ encodings: [Encoding], upTo most: Int, by cost: (Encoding) -> Int
  ) -> [[Encoding]] {
    var goes: [[Encoding]] = []
    var sum = 0
    for encoding in encodings {
      sum += cost(encoding)
      if goes.isEmpty || sum > most {
        goes.append([encoding])
        sum = cost(encoding)
      } else {
        goes[goes.count - 1].append(encoding)
      }
    }
    return goes
  }

  /// What every head does on each of a few texts, which are run in one go.
  ///
  /// - Throws: `CancellationError` between two products of matrices.
  func patternScores(
    of encodings: [Encoding], gates: HeadGates? = nil
  ) async throws -> [HeadPatternScores] {
    let roles = encodings.map { TokenRoles($0, info.tokenizer) }
    return try await actor.perform { classifier in
      let captures = try classifier.forward(
        RaggedBatch(encodings), capture: .attention,
        intervention: Intervention(headGates: gates?.values)
      ).captures
      return try zip(captures, roles).map { capture, roles in
        let maps = AttentionMaps(capture, of: classifier.configuration.architecture)
        return try HeadPatternScores(maps, roles, HeadStatistics(maps, roles))
      }
    }
  }

  /// Counts what every head does over texts, so few at a time that other work gets its turn soon.
  ///
  /// - Parameters:
  ///   - start: What is counted of the first of them.
  ///   - report: Receives what is counted after every go.
  /// - Throws: `CancellationError` between two products of matrices, `ModelError` for a text that cannot be read.
  func count(
    _ texts: [ModelInput], after start: PatternSampleReport, gates: HeadGates?,
    maximumLength: Int?, report: (PatternSampleReport) -> Void
  ) async throws {
    let encodings = try texts.dropFirst(start.textCount).map { text in
      try Task.checkCancellation()
      return try encode(
        InputText(text: text.text, pair: text.pair), maximumLength: maximumLength)
    }
    var result = start
    for go in Self.goes(encodings, upTo: Self.tokensAtOnce, by: \.count) {
      result.add(try await patternScores(of: go, gates: gates), of: go)
      report(result)
    }
  }
}
