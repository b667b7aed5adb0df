internal import Model

/// Texts like a given one, for a teacher to answer: words hidden or swapped, pieces of the text alone, or its beginning before the
/// end of another text.
///
/// Tang et al. 2019, "Distilling Task-Specific Knowledge from BERT into Simple Neural Networks", section 3.3, where a swapped word is any other word
/// and not one of the same part of speech; a beginning and an end that are at odds show how the teacher weighs one against the other, which texts
/// as they are seldom do. What such a text means does not matter; what the teacher says of it does.
struct TextVariants {
  /// How likely a word is hidden.
  static let hiding = 0.1
  /// How likely a word makes room for another one.
  static let swapping = 0.1
  /// How likely another text takes over somewhere.
  static let crossing = 0.3
  /// How likely only a run of words is kept.
  static let cutting = 0.25
  /// Words of such a run at most.
  static let longestRun = 8

  /// What stands for a hidden word.
  var mask: String
  /// What may stand in a word's place; where there are none, no word is swapped.
  let words: [String]
  private var generator: SeededGenerator

  /// Starts a sequence of variants.
  ///
  /// - Parameter words: how often each word occurs; those that occur once, names and misspellings more often than not, are left out.
  init(mask: String, words: [String: Int], seed: UInt64) {
    self.mask = mask
    self.words = words.filter { $0.value > 1 }.keys.sorted()
    generator = SeededGenerator(seed: seed, stream: 7)
  }

  /// One variant of a text; the text itself where chance changes nothing.
  ///
  /// - Parameters:
  ///   - count: how many texts there are.
  ///   - other: one of them by its number.
  mutating func next(
    of text: String, among count: Int, _ other: (Int) throws -> String
  ) rethrows -> String {
    var words = Self.words(of: text)
    if chance() < Self.crossing {
      let following = Self.words(of: try other(Int.random(in: 0..<count, using: &generator)))
      words = Array(words.prefix(place(in: words)) + following.dropFirst(place(in: following)))
    }
    for index in words.indices {
      let draw = chance()
      if draw < Self.hiding {
        words[index] = mask
      } else if draw < Self.hiding + Self.swapping {
        words[index] = self.words.randomElement(using: &generator) ?? words[index]
      }
    }
    if chance() < Self.cutting, words.count > 1 {
      let length = Int.random(in: 1...min(Self.longestRun, words.count), using: &generator)
      let first = Int.random(in: 0...words.count - length, using: &generator)
      words = Array(words[first..<first + length])
    }
    return words.joined(separator: " ")
  }

  private static func words(of text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Somewhere between two words.
  private mutating func place(in words: [String]) -> Int {
    words.count > 1 ? Int.random(in: 1..<words.count, using: &generator) : words.count
  }

  private mutating func chance() -> Double { Double.random(in: 0..<1, using: &generator) }
}
