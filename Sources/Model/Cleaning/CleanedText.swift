/// A text before, between and after the stages of a cleaning, which knows for each of its characters where it was typed.
public struct CleanedText: Sendable {
  /// The text as typed.
  public let raw: String
  /// What a stage left.
  public struct Step: Equatable, Sendable {
    /// The stage's name.
    public let stage: String
    /// The text after it.
    public let text: String
  }
  /// The text after each stage, in their order.
  public private(set) var steps: [Step] = []
  private var aligned: AlignedText
  private let rawCount: Int

  /// Starts with a text as typed.
  init(raw: String) {
    self.raw = raw
    let scalars = UTF8Text.scalars(of: raw)
    rawCount = scalars.count
    aligned = AlignedText(scalars[...])
  }

  /// The text after all stages.
  public var text: String { steps.last?.text ?? raw }

  /// Where a stretch of the cleaned text was typed: from its first scalar's beginning to its last one's end, with what was taken out between.
  ///
  /// - Parameter range: Unicode scalars of `text`; what lies outside is left out.
  /// - Returns: Unicode scalars of `raw`. An empty range is where the scalar that follows was typed.
  /// - Complexity: O(1).
  public func typedRange(_ range: Range<Int>) -> Range<Int> {
    let scalars = aligned.scalars
    let start = min(max(range.lowerBound, 0), scalars.count)
    let end = min(max(range.upperBound, start), scalars.count)
    let first = start < scalars.count ? Int(scalars[start].start) : rawCount
    return first..<(end > start ? max(first, Int(scalars[end - 1].end)) : first)
  }

  mutating func apply(_ stage: CleaningStage) {
    switch stage {
    case .urls: aligned.remove(CleaningScanner.urls(aligned.values))
    case .mentions: aligned.remove(CleaningScanner.mentions(aligned.values))
    case .html:
      aligned.remove(CleaningScanner.tags(aligned.values))
      aligned.replace(CleaningScanner.entities(aligned.values))
    case .punctuation:
      let values = aligned.values
      aligned.remove(
        CleaningScanner.scalars(values, where: ScalarGroup.isPunctuation),
        joining: { ScalarGroup.isApostrophe(within: values, at: $0) })
    case .symbols:
      aligned.remove(CleaningScanner.scalars(aligned.values, where: ScalarGroup.isSymbol))
    case .digits:
      aligned.remove(CleaningScanner.scalars(aligned.values, where: ScalarGroup.isNumber))
    case .lowercase:
      aligned.replace(CleaningScanner.capitals(aligned.values))
    case .stopwords(let words):
      let words = words.map { StopwordList($0) } ?? .english
      aligned.remove(CleaningScanner.words(aligned.values) { words.contains($0) })
    }
    steps.append(Step(stage: stage.name, text: aligned.text))
  }
}

extension AlignedText {
  /// The scalars' values.
  fileprivate var values: [UInt32] { scalars.map(\.value) }

  /// The text as a string.
  fileprivate var text: String {
    var result = String.UnicodeScalarView()
    for scalar in scalars { result.append(Unicode.Scalar(scalar.value) ?? "\u{FFFD}") }
    return String(result)
  }

  /// Takes rising ranges out.
  ///
  /// Each leaves a blank in its place, if `joining` does not say of its first scalar that none is wanted; then runs of blanks become one, and
  /// none is left at the ends.
  fileprivate mutating func remove(
    _ ranges: [Range<Int>], joining: (Int) -> Bool = { _ in false }
  ) {
    guard !ranges.isEmpty else { return }
    replace(ranges.map { (range: $0, content: joining($0.lowerBound) ? [] : [0x20]) })
    collapseBlanks()
  }

  /// Puts `content` in the place of each range; it stands for all that was typed there.
  fileprivate mutating func replace(_ changes: [(range: Range<Int>, content: [UInt32])]) {
    guard !changes.isEmpty else { return }
    var result: [AlignedScalar] = []
    result.reserveCapacity(scalars.count)
    var last = 0
    for (range, content) in changes where !range.isEmpty {
      result += scalars[last..<range.lowerBound]
      let start = scalars[range.lowerBound].start
      let end = scalars[range.upperBound - 1].end
      for value in content { result.append(AlignedScalar(value: value, start: start, end: end)) }
      last = range.upperBound
    }
    result += scalars[last...]
    scalars = result
  }

  private mutating func collapseBlanks() {
    var result: [AlignedScalar] = []
    result.reserveCapacity(scalars.count)
    for scalar in scalars {
      guard ScalarGroup.isBlank(scalar.value) else {
        result.append(scalar)
        continue
      }
      guard let previous = result.last else { continue }
      if ScalarGroup.isBlank(previous.value) {
        result[result.count - 1].end = scalar.end
      } else {
        result.append(AlignedScalar(value: 0x20, start: scalar.start, end: scalar.end))
      }
    }
    if let last = result.last, ScalarGroup.isBlank(last.value) { result.removeLast() }
    scalars = result
  }
}
