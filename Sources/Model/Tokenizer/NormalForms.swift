/// Unicode normal forms of aligned text (UAX #15).
extension AlignedText {
  /// NFD, or NFKD where `compatibly`.
  mutating func decompose(compatibly: Bool) {
    let table = UnicodeClass.Table.shared
    guard needsNormalForm(table, compatibly: compatibly) else { return }
    transform(decomposition(table, compatibly: compatibly))
  }

  /// NFC, or NFKC where `compatibly`.
  mutating func compose(compatibly: Bool) {
    let table = UnicodeClass.Table.shared
    guard needsNormalForm(table, compatibly: compatibly) else { return }
    var result: [Change] = []
    // The last starter, and the class of what came since: a mark behind one of its own class or a higher one is blocked.
    var starter: Int?
    var lastClass: UInt8 = 0
    for (value, change) in decomposition(table, compatibly: compatibly) {
      let combining = UnicodeMappings.combiningClass(value, table[value])
      if let starter {
        let isAdjacent = starter == result.count - 1
        if isAdjacent || (lastClass != 0 && lastClass < combining),
          let composed = UnicodeMappings.compose(result[starter].value, value)
        {
          result[starter].value = composed
          result[starter].change += change - 1
          continue
        }
      }
      if combining == 0 {
        starter = result.count
        lastClass = 0
      } else {
        lastClass = combining
      }
      result.append((value, change))
    }
    transform(result)
  }

  private func needsNormalForm(_ table: UnicodeClass.Table, compatibly: Bool) -> Bool {
    let changing: UnicodeClass =
      compatibly ? [.decomposes, .decomposesCompatibly, .mark] : [.decomposes, .mark]
    return scalars.contains { scalar in
      // Nothing below U+00A0 has a form; Hangul and its parts follow a rule.
      guard scalar.value >= 0xA0 else { return false }
      return !table[scalar.value].isDisjoint(with: changing)
        || (0xAC00..<0xAC00 + 11172).contains(scalar.value)
        || (0x1100..<0x1200).contains(scalar.value)
    }
  }

  private func decomposition(_ table: UnicodeClass.Table, compatibly: Bool) -> [Change] {
    var result: [Change] = []
    result.reserveCapacity(scalars.count)
    // Marks since the last starter, to be put in the order of their classes.
    var marks: [(Change, UInt8)] = []
    func flush() {
      if marks.count > 1 {
        let ordered = marks.enumerated().sorted {
          ($0.element.1, $0.offset) < ($1.element.1, $1.offset)
        }
        result += ordered.map(\.element.0)
      } else {
        result += marks.map(\.0)
      }
      marks.removeAll(keepingCapacity: true)
    }
    for scalar in scalars {
      if scalar.value < 0xA0 {
        if !marks.isEmpty { flush() }
        result.append((scalar.value, 0))
        continue
      }
      var change = 0
      UnicodeMappings.decompose(scalar.value, table[scalar.value], compatibly: compatibly) {
        let combining = UnicodeMappings.combiningClass($0, table[$0])
        if combining == 0 {
          if !marks.isEmpty { flush() }
          result.append(($0, change))
        } else {
          marks.append((($0, change), combining))
        }
        change = 1
      }
    }
    flush()
    return result
  }
}
