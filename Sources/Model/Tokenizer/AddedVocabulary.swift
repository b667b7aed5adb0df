/// Tokens that are found in the text before anything else, and never cut: special ones, and those a user added.
struct AddedVocabulary: Sendable {
  /// One such token and how it is looked for.
  struct Token: Sendable {
    var content: String
    var id: Int32
    /// Only as a word of its own.
    var singleWord = false
    /// With all white space before it.
    var stripsLeft = false
    /// With all white space behind it.
    var stripsRight = false
    /// In the normalized text rather than the typed one.
    var isNormalized = false
    var isSpecial = false
  }

  /// A stretch of text that is one of the tokens, or none.
  struct Stretch {
    var range: Range<Int>
    /// The index of the token, or nil.
    var token: Int?
  }

  /// The tokens to look for in one kind of text, by their first scalar, longest first.
  private struct Matcher: Sendable {
    var candidates: [UInt32: [(scalars: [UInt32], token: Int)]] = [:]

    mutating func add(_ scalars: [UInt32], token: Int) {
      guard let first = scalars.first else { return }
      candidates[first, default: []].removeAll { $0.scalars == scalars }
      candidates[first, default: []].append((scalars, token))
      candidates[first]?.sort { $0.scalars.count > $1.scalars.count }
    }
  }

  /// All tokens.
  let tokens: [Token]
  private let idOfContent: [[UInt8]: Int32]
  private let contentOfID: [Int32: String]
  private var typed = Matcher()
  private var normalized = Matcher()

  /// Makes the tables; `normalizer` rewrites the tokens that are looked for in normalized text.
  init(_ tokens: [Token], normalizer: Normalizer?) {
    self.tokens = tokens
    var idOfContent: [[UInt8]: Int32] = [:]
    var contentOfID: [Int32: String] = [:]
    for (index, token) in tokens.enumerated() {
      idOfContent[Array(token.content.utf8)] = token.id
      contentOfID[token.id] = token.content
      let scalars = UTF8Text.scalars(of: token.content)
      if token.isNormalized {
        var text = AlignedText(scalars[...])
        normalizer?.normalize(&text)
        normalized.add(text.scalars.map(\.value), token: index)
      } else {
        typed.add(scalars, token: index)
      }
    }
    self.idOfContent = idOfContent
    self.contentOfID = contentOfID
  }

  /// The id of an added token.
  func id(of content: String) -> Int32? { idOfContent[Array(content.utf8)] }

  /// The added token of an id.
  func content(of id: Int32) -> String? { contentOfID[id] }

  /// One more than the highest id.
  var idCount: Int { Int(tokens.map(\.id).max() ?? -1) + 1 }

  /// Whether any token is looked for in normalized text.
  var hasNormalized: Bool { !normalized.candidates.isEmpty }

  /// Cuts typed text at the tokens that are looked for as typed.
  func split(_ text: [UInt32]) -> [Stretch] { split(text.indices, typed) { text[$0] } }

  /// Cuts normalized text at the tokens that are looked for in normalized text.
  func split(_ text: AlignedText) -> [Stretch] {
    split(text.scalars.indices, normalized) { text.scalars[$0].value }
  }

  /// Leftmost matches, the longest of each place, the way the reference goes on behind one.
  @inline(__always)
  private func split(
    _ indices: Range<Int>, _ matcher: Matcher, _ scalar: (Int) -> UInt32
  ) -> [Stretch] {
    guard !indices.isEmpty else { return [] }
    guard !matcher.candidates.isEmpty else { return [Stretch(range: indices, token: nil)] }
    let table = UnicodeClass.Table.shared
    func has(_ wanted: UnicodeClass, _ place: Int) -> Bool {
      table[scalar(place)].contains(wanted)
    }
    // Most first scalars are ASCII; a mask spares the dictionary.
    var asciiFirsts = (UInt64(0), UInt64(0))
    var hasOthers = false
    for first in matcher.candidates.keys {
      switch first {
      case 0..<64: asciiFirsts.0 |= 1 << UInt64(first)
      case 64..<128: asciiFirsts.1 |= 1 << UInt64(first - 64)
      default: hasOthers = true
      }
    }
    func mayStart(_ value: UInt32) -> Bool {
      switch value {
      case 0..<64: asciiFirsts.0 >> UInt64(value) & 1 == 1
      case 64..<128: asciiFirsts.1 >> UInt64(value - 64) & 1 == 1
      default: hasOthers
      }
    }

    var result: [Stretch] = []
    var done = 0
    var place = 0
    while place < indices.count {
      let value = scalar(place)
      guard mayStart(value), let candidates = matcher.candidates[value],
        let match = candidates.first(where: { candidate in
          candidate.scalars.count <= indices.count - place
            && candidate.scalars.indices.allSatisfy { candidate.scalars[$0] == scalar(place + $0) }
        })
      else {
        place += 1
        continue
      }
      var start = place
      var end = place + match.scalars.count
      place = end
      let token = tokens[match.token]
      if token.singleWord,
        (start > 0 && has(.word, start - 1)) || (end < indices.count && has(.word, end))
      {
        continue
      }
      if token.stripsLeft { while start > done, has(.whitespace, start - 1) { start -= 1 } }
      if token.stripsRight { while end < indices.count, has(.whitespace, end) { end += 1 } }
      if done < start { result.append(Stretch(range: done..<start, token: nil)) }
      result.append(Stretch(range: min(start, end)..<end, token: match.token))
      done = end
    }
    if done < indices.count { result.append(Stretch(range: done..<indices.count, token: nil)) }
    return result
  }
}
