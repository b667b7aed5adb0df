/// Lower case and normal forms of single scalars, from the reference library's tables.
struct UnicodeMappings: Sendable {
  /// A table from a scalar to a few: keys in order, and where the values of each begin and end.
  private struct Expansions: Sendable {
    var keys: [UInt32] = []
    var values: [UInt32] = []
    var ends: [Int] = []

    /// Reads `scalar | length << 24 | flag << 31`, then the values, again and again.
    init(_ numbers: [UInt32]) {
      var place = 0
      while place < numbers.count {
        let count = Int(numbers[place] >> 24 & 0x7F)
        keys.append(numbers[place] & 0x1F_FFFF)
        values += numbers[place + 1...place + count]
        ends.append(values.count)
        place += count + 1
      }
    }

    func range(of scalar: UInt32) -> Range<Int>? {
      var low = 0
      var high = keys.count
      while low < high {
        let middle = (low + high) / 2
        if keys[middle] < scalar { low = middle + 1 } else { high = middle }
      }
      guard low < keys.count, keys[low] == scalar else { return nil }
      return (low == 0 ? 0 : ends[low - 1])..<ends[low]
    }
  }

  private static let severalLowercase = Expansions(UnicodeTables.lowercaseSeveral)
  private static let canonical = Expansions(UnicodeTables.canonical)
  private static let compatible = Expansions(UnicodeTables.compatible)

  /// Primary composites: first scalar << 32 | second, to the composed one.
  private static let compositions: [UInt64: UInt32] = {
    var pairs: [UInt64: UInt32] = [:]
    var pending: [(scalar: UInt32, parts: [UInt32])] = []
    var place = 0
    let numbers = UnicodeTables.canonical
    while place < numbers.count {
      let count = Int(numbers[place] >> 24 & 0x7F)
      if numbers[place] >> 31 == 1, count > 1 {
        pending.append((numbers[place] & 0x1F_FFFF, Array(numbers[place + 1...place + count])))
      }
      place += count + 1
    }
    // Short ones first: what a longer one begins with is then known.
    for (scalar, parts) in pending.sorted(by: { $0.parts.count < $1.parts.count }) {
      var first = parts[0]
      for second in parts[1..<parts.count - 1] {
        first = pairs[UInt64(first) << 32 | UInt64(second)] ?? 0
      }
      if first != 0, let last = parts.last { pairs[UInt64(first) << 32 | UInt64(last)] = scalar }
    }
    return pairs
  }()

  /// Calls `body` with each scalar of the lower case of `scalar`, whose class has `.lowercases`.
  static func lowercase(_ scalar: UInt32, _ body: (UInt32) -> Void) {
    if let range = severalLowercase.range(of: scalar) {
      for value in severalLowercase.values[range] { body(value) }
      return
    }
    let runs = UnicodeTables.lowercaseRuns
    let target = Int32(scalar)
    var low = 0
    var high = runs.count / 4
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[4 * middle] <= target { low = middle } else { high = middle }
    }
    let distance = target - runs[4 * low]
    let step = runs[4 * low + 2]
    if distance >= 0, distance % step == 0, distance / step < runs[4 * low + 1] {
      return body(UInt32(target + runs[4 * low + 3]))
    }
    body(scalar)
  }

  /// Calls `body` with each scalar of the full decomposition of `scalar`.
  static func decompose(
    _ scalar: UInt32, _ scalarClass: UnicodeClass, compatibly: Bool, _ body: (UInt32) -> Void
  ) {
    let syllable = scalar &- 0xAC00
    if syllable < 11172 {
      // Unicode 3.12: a syllable is lead, vowel and perhaps tail.
      body(0x1100 + syllable / 588)
      body(0x1161 + syllable % 588 / 28)
      if syllable % 28 != 0 { body(0x11A7 + syllable % 28) }
    } else if compatibly, scalarClass.contains(.decomposesCompatibly),
      let range = compatible.range(of: scalar)
    {
      for value in compatible.values[range] { body(value) }
    } else if scalarClass.contains(.decomposes), let range = canonical.range(of: scalar) {
      for value in canonical.values[range] { body(value) }
    } else {
      body(scalar)
    }
  }

  /// The scalar that the two make when they follow one another in composed text.
  static func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
    let lead = first &- 0x1100
    let vowel = second &- 0x1161
    if lead < 19, vowel < 21 { return 0xAC00 + (lead * 21 + vowel) * 28 }
    let syllable = first &- 0xAC00
    let tail = second &- 0x11A7
    if syllable < 11172, syllable % 28 == 0, tail > 0, tail < 28 { return first + tail }
    return compositions[UInt64(first) << 32 | UInt64(second)]
  }

  /// The canonical combining class; 0 for what the reference library does not know as a mark.
  static func combiningClass(_ scalar: UInt32, _ scalarClass: UnicodeClass) -> UInt8 {
    guard scalarClass.contains(.mark), let scalar = Unicode.Scalar(scalar) else { return 0 }
    return scalar.properties.canonicalCombiningClass.rawValue
  }
}
