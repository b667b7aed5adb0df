/// One step, or a sequence of steps, that rewrites text before it is cut into words.
indirect enum Normalizer: Sendable {
  case sequence([Normalizer])
  case bert(cleansText: Bool, spacesChinese: Bool, stripsAccents: Bool?, lowercases: Bool)
  case lowercase
  case canonicalDecomposition
  case compatibilityDecomposition
  case canonicalComposition
  case compatibilityComposition
  case stripAccents
  case strip(left: Bool, right: Bool)
  case replace(SplitPattern, with: [UInt32])
  case prepend([UInt32])
  case machineTranslation
  case precompiled(PrecompiledCharacterMap)
  case byteLevel

  /// Rewrites `text`.
  ///
  /// - Complexity: O(scalars).
  func normalize(_ text: inout AlignedText) {
    switch self {
    case .sequence(let steps):
      for step in steps { step.normalize(&text) }
    case .bert(let cleansText, let spacesChinese, let stripsAccents, let lowercases):
      if cleansText { Self.clean(&text) }
      if spacesChinese { Self.spaceChinese(&text) }
      if stripsAccents ?? lowercases {
        text.decompose(compatibly: false)
        Self.remove(.nonspacingMark, from: &text)
      }
      if lowercases { Self.lowercase(&text) }
    case .lowercase: Self.lowercase(&text)
    case .canonicalDecomposition: text.decompose(compatibly: false)
    case .compatibilityDecomposition: text.decompose(compatibly: true)
    case .canonicalComposition: text.compose(compatibly: false)
    case .compatibilityComposition: text.compose(compatibly: true)
    case .stripAccents: Self.remove(.mark, from: &text)
    case .strip(let left, let right): Self.strip(&text, left: left, right: right)
    case .replace(let pattern, let content):
      text.replace(pattern.matches(in: text.scalars[...]), with: content)
    case .prepend(let content): text.prepend(content)
    case .machineTranslation: Self.cleanForTranslation(&text)
    case .precompiled(let map): map.normalize(&text)
    case .byteLevel: text.scalars = ByteLevelAlphabet.encode(text.scalars[...])
    }
  }

  private static func clean(_ text: inout AlignedText) {
    let table = UnicodeClass.Table.shared
    var kept = 0
    for place in text.scalars.indices {
      var scalar = text.scalars[place]
      if scalar.value < 0x20 || scalar.value > 0x7E {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: scalar.value = 0x20
        default:
          let scalarClass = table[scalar.value]
          if scalarClass.contains(.removed) { continue }
          if scalarClass.contains(.whitespace) { scalar.value = 0x20 }
        }
      }
      text.scalars[kept] = scalar
      kept += 1
    }
    text.scalars.removeLast(text.scalars.count - kept)
  }

  private static func isChinese(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }

  private static func spaceChinese(_ text: inout AlignedText) {
    guard text.scalars.contains(where: { $0.value >= 0x3400 && isChinese($0.value) }) else {
      return
    }
    var result: [AlignedScalar] = []
    result.reserveCapacity(3 * text.scalars.count)
    for scalar in text.scalars {
      guard isChinese(scalar.value) else {
        result.append(scalar)
        continue
      }
      let space = AlignedScalar(value: 0x20, start: scalar.start, end: scalar.end)
      result.append(space)
      result.append(scalar)
      result.append(space)
    }
    text.scalars = result
  }

  private static func remove(_ unwanted: UnicodeClass, from text: inout AlignedText) {
    let table = UnicodeClass.Table.shared
    // No mark is below U+0300.
    text.filter { $0 < 0x300 || table[$0].isDisjoint(with: unwanted) }
  }

  private static func lowercase(_ text: inout AlignedText) {
    let table = UnicodeClass.Table.shared
    var grows = false
    for place in text.scalars.indices {
      let value = text.scalars[place].value
      if value < 0x80 {
        if value >= 0x41, value <= 0x5A { text.scalars[place].value = value + 32 }
      } else if table[value].contains(.lowercases) {
        var count = 0
        var lower = value
        UnicodeMappings.lowercase(value) {
          lower = $0
          count += 1
        }
        if count == 1 { text.scalars[place].value = lower } else { grows = true }
      }
    }
    guard grows else { return }
    // What is left to lower becomes more than one scalar: İ.
    text.scalars = text.scalars.flatMap { scalar in
      var lower: [AlignedScalar] = []
      guard table[scalar.value].contains(.lowercases) else { return [scalar] }
      UnicodeMappings.lowercase(scalar.value) {
        lower.append(AlignedScalar(value: $0, start: scalar.start, end: scalar.end))
      }
      return lower
    }
  }

  private static func strip(_ text: inout AlignedText, left: Bool, right: Bool) {
    let table = UnicodeClass.Table.shared
    func isSpace(_ scalar: AlignedScalar) -> Bool { table[scalar.value].contains(.whitespace) }
    if right, let last = text.scalars.lastIndex(where: { !isSpace($0) }) {
      text.scalars.removeLast(text.scalars.count - last - 1)
    } else if right {
      text.scalars = []
    }
    if left {
      text.scalars.removeFirst(text.scalars.firstIndex { !isSpace($0) } ?? text.scalars.count)
    }
  }

  private static func cleanForTranslation(_ text: inout AlignedText) {
    text.filter {
      switch $0 {
      case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: false
      default: true
      }
    }
    for place in text.scalars.indices {
      switch text.scalars[place].value {
      case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
        text.scalars[place].value = 0x20
      default: break
      }
    }
  }
}

extension Normalizer {
  /// The same steps with lower-casing on or off.
  func with(lowercase: Bool) -> Normalizer {
    switch self {
    case .sequence(let steps):
      .sequence(steps.map { $0.with(lowercase: lowercase) })
    case .bert(let cleansText, let spacesChinese, let stripsAccents, _):
      .bert(
        cleansText: cleansText, spacesChinese: spacesChinese, stripsAccents: stripsAccents,
        lowercases: lowercase)
    case .lowercase: lowercase ? self : .sequence([])
    default: self
    }
  }
}
