/// Finds what the stages of a cleaning take out or replace; all ranges rise and do not overlap.
enum CleaningScanner {
  /// What a stage puts in the place of a range.
  typealias Change = (range: Range<Int>, content: [UInt32])

  /// Every scalar of a kind.
  static func scalars(_ values: [UInt32], where isTaken: (UInt32) -> Bool) -> [Range<Int>] {
    values.indices.compactMap { isTaken(values[$0]) ? $0..<$0 + 1 : nil }
  }

  private static let schemes = ["http://", "https://", "ftp://", "www."].map {
    $0.unicodeScalars.map(\.value)
  }

  /// Web addresses; punctuation that ends the sentence around them is not theirs.
  static func urls(_ values: [UInt32]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var place = 0
    while place < values.count {
      let isInside = place > 0 && ScalarGroup.isWord(values[place - 1])
      guard !isInside, let scheme = schemes.first(where: { starts(values, at: place, with: $0) })
      else {
        place += 1
        continue
      }
      var end = place + scheme.count
      while end < values.count, !ScalarGroup.isBlank(values[end]), values[end] != 0x3C,
        values[end] != 0x3E, values[end] != 0x22
      {
        end += 1
      }
      while end > place + scheme.count, isSentenceEnd(values[end - 1]) { end -= 1 }
      if end > place + scheme.count { ranges.append(place..<end) }
      place = end
    }
    return ranges
  }

  private static func isSentenceEnd(_ value: UInt32) -> Bool {
    switch Unicode.Scalar(value) {
    case ".", ",", ";", ":", "!", "?", ")", "]", "}", "'", "\u{2019}", "\u{201D}", "\u{2026}": true
    default: false
    }
  }

  private static func starts(_ values: [UInt32], at place: Int, with word: [UInt32]) -> Bool {
    guard values.count - place >= word.count else { return false }
    return word.indices.allSatisfy { index in
      let value = values[place + index]
      return ((0x41...0x5A).contains(value) ? value + 0x20 : value) == word[index]
    }
  }

  /// `@name`, where no word goes before.
  static func mentions(_ values: [UInt32]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var place = 0
    while place < values.count {
      guard values[place] == 0x40, place == 0 || !ScalarGroup.isWord(values[place - 1]) else {
        place += 1
        continue
      }
      var end = place + 1
      while end < values.count, ScalarGroup.isWord(values[end]) || values[end] == 0x5F { end += 1 }
      if end > place + 1 { ranges.append(place..<end) }
      place = end
    }
    return ranges
  }

  /// Tags and comments; a `<` that begins neither stays (`<3`).
  static func tags(_ values: [UInt32]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var place = 0
    let comment: [UInt32] = [0x3C, 0x21, 0x2D, 0x2D]
    while place < values.count {
      guard values[place] == 0x3C, place + 1 < values.count, isTagStart(values[place + 1]) else {
        place += 1
        continue
      }
      let isComment = starts(values, at: place, with: comment)
      var end = place + 1
      while end < values.count {
        let isClosed =
          values[end] == 0x3E
          && (!isComment || values[end - 1] == 0x2D && values[end - 2] == 0x2D && end >= place + 6)
        if isClosed { break }
        // A tag has no other inside.
        if !isComment, values[end] == 0x3C { break }
        end += 1
      }
      guard end < values.count else { break }
      if values[end] == 0x3E {
        ranges.append(place..<end + 1)
        end += 1
      }
      place = end
    }
    return ranges
  }

  private static func isTagStart(_ value: UInt32) -> Bool {
    (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value) || value == 0x2F || value == 0x21
  }

  /// The entities that texts of the web have; others are numbers.
  private static let named: [String: UInt32] = [
    "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "nbsp": 0x20, "hellip": 0x2026,
    "ndash": 0x2013, "mdash": 0x2014, "lsquo": 0x2018, "rsquo": 0x2019, "ldquo": 0x201C,
    "rdquo": 0x201D, "hearts": 0x2665, "copy": 0xA9, "reg": 0xAE, "trade": 0x2122, "euro": 0x20AC,
    "pound": 0xA3, "cent": 0xA2, "yen": 0xA5, "deg": 0xB0, "middot": 0xB7, "bull": 0x2022,
  ]

  /// Entities and their characters.
  static func entities(_ values: [UInt32]) -> [Change] {
    var changes: [Change] = []
    var place = 0
    while place < values.count {
      guard values[place] == 0x26 else {
        place += 1
        continue
      }
      // The longest is a number of seven digits.
      let limit = min(values.count, place + 12)
      guard let end = values[place + 1..<limit].firstIndex(of: 0x3B) else {
        place += 1
        continue
      }
      let name = String(
        String.UnicodeScalarView(values[place + 1..<end].compactMap { Unicode.Scalar($0) }))
      if let value = scalar(ofEntity: name) {
        changes.append((place..<end + 1, [value]))
        place = end + 1
      } else {
        place += 1
      }
    }
    return changes
  }

  private static func scalar(ofEntity name: String) -> UInt32? {
    guard name.hasPrefix("#") else { return named[name] }
    let digits = name.dropFirst()
    let value =
      digits.first == "x" || digits.first == "X"
      ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap { $0 > 0 && Unicode.Scalar($0) != nil ? $0 : nil }
  }

  /// Letters that have a lower case, and that.
  static func capitals(_ values: [UInt32]) -> [Change] {
    values.indices.compactMap { place in
      let value = values[place]
      if value < 0x80 {
        return (0x41...0x5A).contains(value) ? (place..<place + 1, [value + 0x20]) : nil
      }
      guard let scalar = Unicode.Scalar(value) else { return nil }
      let lower = scalar.properties.lowercaseMapping.unicodeScalars.map(\.value)
      return lower == [value] ? nil : (place..<place + 1, lower)
    }
  }

  /// Words that a list has: letters, marks, numbers, and apostrophes between them.
  static func words(_ values: [UInt32], where isTaken: (ArraySlice<UInt32>) -> Bool) -> [Range<Int>]
  {
    var ranges: [Range<Int>] = []
    var place = 0
    while place < values.count {
      guard ScalarGroup.isWord(values[place]) else {
        place += 1
        continue
      }
      var end = place + 1
      while end < values.count,
        ScalarGroup.isWord(values[end]) || ScalarGroup.isApostrophe(within: values, at: end)
      {
        end += 1
      }
      if isTaken(values[place..<end]) { ranges.append(place..<end) }
      place = end
    }
    return ranges
  }
}
