/// What each stage of a cleaning did to a text: every stretch of the text before it, with what became of it.
public struct CleaningTrace: Equatable, Sendable {
  /// What a stage does with a stretch of text.
  public enum Fate: Equatable, Sendable {
    /// It stays as it is.
    case kept
    /// It is taken out.
    case removed
    /// Other characters stand in its place.
    case changed
  }

  /// A stretch of text.
  public struct Part: Equatable, Sendable {
    /// Its characters, before the stage.
    public var text: String
    /// What becomes of it.
    public var fate: Fate

    /// Makes a stretch.
    public init(_ text: String, _ fate: Fate) {
      self.text = text
      self.fate = fate
    }
  }

  /// A stage.
  public struct Stage: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// The text that it was given, in pieces.
    public let parts: [Part]
    /// The text that it left.
    public let result: String

    /// Whether it left the text as it was.
    public var isIdle: Bool { parts.allSatisfy { $0.fate == .kept } }
  }

  /// The text as typed.
  public let raw: String
  /// The stages in their order.
  public let stages: [Stage]

  /// The text after all stages, which the tokenizer is given.
  public var cleaned: String { stages.last?.result ?? raw }

  /// Cleans a text, looking at each stage alone.
  ///
  /// - Complexity: O(scalars) a stage.
  public init(_ text: String, _ cleaner: TextCleaner) {
    raw = text
    var stages: [Stage] = []
    var current = text
    for stage in cleaner.stages {
      let cleaned = TextCleaner([stage]).clean(current)
      stages.append(
        Stage(
          name: stage.name, parts: Self.parts(of: current, cleaned), result: cleaned.text))
      current = cleaned.text
    }
    self.stages = stages
  }

  private static func parts(of text: String, _ cleaned: CleanedText) -> [Part] {
    let before = Array(text.unicodeScalars)
    var fates = [Fate](repeating: .removed, count: before.count)
    for (place, scalar) in cleaned.text.unicodeScalars.enumerated() {
      let source = cleaned.typedRange(place..<place + 1)
      let isBlank = scalar == " "
      // A blank stands for all that was taken out round it; anything else for what it was made of.
      if source.count == 1, before[source.lowerBound] == scalar {
        fates[source.lowerBound] = .kept
      } else if isBlank {
        if let kept = source.first(where: { before[$0] == " " }) { fates[kept] = .kept }
      } else {
        for index in source { fates[index] = .changed }
      }
    }
    var parts: [Part] = []
    var start = 0
    for index in before.indices where index + 1 == before.count || fates[index + 1] != fates[index]
    {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: before[start...index])
      parts.append(Part(String(view), fates[index]))
      start = index + 1
    }
    return parts
  }
}
