import Attribution
import Model
import TUI

/// A text as it was typed, cut into what is coloured and what stands between.
struct HeatText: Equatable {
  /// One stretch of the text.
  enum Segment: Equatable {
    /// Blanks and whatever else no piece stands for.
    case gap(String)
    case part(Explanation.Part)
    /// What the model did not see any more.
    case cut(String)
  }

  var segments: [Segment]

  /// Cuts an explanation's text, and pair, at a granularity; special tokens stand where the model reads them.
  ///
  /// Pieces that share characters (bytes of one character) become one part with the sum of their numbers, so that no
  /// character is shown twice.
  init(_ explanation: Explanation, granularity: Granularity, default: Normalization = .none) {
    let texts = [explanation.text, explanation.pair].compactMap {
      $0.map { Array($0.unicodeScalars) }
    }
    var ends = texts.map { _ in 0 }
    var segments: [Segment] = []

    func string(_ sequence: Int, _ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(texts[sequence][range]))
    }
    func appendRest(of sequence: Int) {
      let all = texts[sequence].count
      let cuts = explanation.encoding.cutOffAt
      let cut = sequence < cuts.count ? min(max(cuts[sequence] ?? all, ends[sequence]), all) : all
      if cut > ends[sequence] { segments.append(.gap(string(sequence, ends[sequence]..<cut))) }
      if cut < all { segments.append(.cut(string(sequence, cut..<all))) }
      ends[sequence] = all
    }

    var current: Int?
    for part in explanation.parts(granularity, default: `default`) {
      guard let sequence = part.sequence, sequence < texts.count else {
        if let current { appendRest(of: current) }
        if !segments.isEmpty { segments.append(.gap(" ")) }
        segments.append(.part(part))
        current = nil
        continue
      }
      if current != sequence {
        if let current { appendRest(of: current) }
        if !segments.isEmpty { segments.append(.gap(" ")) }
        current = sequence
      }
      let end = min(part.range.upperBound, texts[sequence].count)
      let start = min(max(part.range.lowerBound, ends[sequence]), end)
      if start == end, let last = segments.last, case .part(var before) = last,
        before.sequence == sequence
      {
        before.value += part.value
        before.pieces += part.pieces
        before.uncertainty = nil
        segments[segments.count - 1] = .part(before)
        continue
      }
      if start > ends[sequence] {
        segments.append(.gap(string(sequence, ends[sequence]..<start)))
      }
      var shown = part
      if start < end { shown.text = string(sequence, start..<end) }
      segments.append(.part(shown))
      ends[sequence] = max(ends[sequence], end)
    }
    if let current { appendRest(of: current) }
    // A text of which nothing became a piece is shown all the same.
    for sequence in texts.indices where ends[sequence] < texts[sequence].count {
      if !segments.isEmpty { segments.append(.gap(" ")) }
      appendRest(of: sequence)
    }
    self.segments = segments
  }

  /// The parts alone.
  var parts: [Explanation.Part] {
    segments.compactMap { if case .part(let part) = $0 { part } else { nil } }
  }

  /// The largest absolute value: the end of the colour scale.
  var scale: Float { SignMarks.scale(of: parts.map(\.value)) }
}
