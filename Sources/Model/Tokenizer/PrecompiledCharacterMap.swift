/// SentencePiece's compiled normalization rules: a double-array trie and the texts its values point into.
struct PrecompiledCharacterMap: Sendable {
  /// The trie's units, in the layout of the Darts-clone library.
  private let units: [UInt32]
  /// The replacements, each ended by a zero byte.
  private let replacements: [UInt8]
  /// Whether each ASCII character stays as it is, whatever stands around it.
  private var keepsASCII = [Bool](repeating: false, count: 0x80)

  /// Reads the bytes of `precompiled_charsmap`: the trie's size, the trie, the replacements.
  init(_ bytes: [UInt8], source: String) throws {
    func number(at place: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }
    guard bytes.count >= 4 else {
      throw ModelError(.damaged, "\(source): a character map of \(bytes.count) bytes")
    }
    let size = Int(number(at: 0))
    guard size % 4 == 0, size > 0, size <= bytes.count - 4 else {
      throw ModelError(
        .damaged, "\(source): a character map's trie of \(size) bytes in \(bytes.count)")
    }
    units = (0..<size / 4).map { number(at: 4 + 4 * $0) }
    replacements = Array(bytes[(4 + size)...])
    // A carriage return may be one cluster with the line feed behind it.
    for byte in 0..<0x80 as Range<UInt8> where byte != 0x0D {
      keepsASCII[Int(byte)] = replacement(of: [byte]) == nil
    }
  }

  /// The replacement of the shortest prefix of `key` that has one, as its place.
  private func replacement(of key: ArraySlice<UInt8>) -> Range<Int>? {
    var node = Self.offset(units[0])
    for byte in key {
      if byte == 0 { return nil }
      node ^= Int(byte)
      guard node < units.count else { return nil }
      let unit = units[node]
      guard unit & (1 << 31 | 0xFF) == UInt32(byte) else { return nil }
      node ^= Self.offset(unit)
      if unit >> 8 & 1 == 1 {
        guard node < units.count else { return nil }
        let start = Int(units[node] & 0x7FFF_FFFF)
        guard start <= replacements.count else { return nil }
        return start..<(replacements[start...].firstIndex(of: 0) ?? replacements.count)
      }
    }
    return nil
  }

  private static func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & 1 << 9) >> 6)) }

  /// Normalizes a text as the reference library does: cluster by cluster where a cluster is below six bytes and has a
  /// rule, else scalar by scalar.
  func normalize(_ text: inout AlignedText) {
    // Most English needs nothing.
    guard !text.scalars.allSatisfy({ $0.value < 0x80 && keepsASCII[Int($0.value)] }) else { return }
    var changes: [AlignedText.Change] = []
    changes.reserveCapacity(text.scalars.count)
    var isModified = false
    var bytes: [UInt8] = []
    var ends: [Int] = []

    func replace(_ key: ArraySlice<UInt8>, count: Int) -> Bool {
      guard let range = replacement(of: key) else { return false }
      isModified = true
      let new = String(decoding: replacements[range], as: UTF8.self).unicodeScalars
      let difference = new.count - count
      for scalar in new { changes.append((scalar.value, 0)) }
      if difference > 0 {
        for place in changes.indices.suffix(difference) { changes[place].change = 1 }
      } else if difference < 0, let last = changes.indices.last {
        changes[last].change += difference
      }
      return true
    }

    var place = 0
    for next in Self.clusterEnds(of: text.scalars) {
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      for scalar in text.scalars[place..<next] {
        UTF8Text.append(scalar.value, to: &bytes)
        ends.append(bytes.count)
      }
      if bytes.count >= 6 || !replace(bytes[...], count: next - place) {
        var start = 0
        for (index, end) in ends.enumerated() {
          if !replace(bytes[start..<end], count: 1) {
            changes.append((text.scalars[place + index].value, 0))
          }
          start = end
        }
      }
      place = next
    }
    if isModified { text.transform(changes) }
  }

  /// Where each extended grapheme cluster ends.
  private static func clusterEnds(of scalars: [AlignedScalar]) -> [Int] {
    var ends: [Int] = []
    ends.reserveCapacity(scalars.count)
    var start = 0
    while start < scalars.count {
      // Between two scalars that stand alone there is a boundary: the standard library need only see what is between.
      var end = start + 1
      while end < scalars.count,
        !(standsAlone(scalars[end - 1].value) && standsAlone(scalars[end].value))
      {
        end += 1
      }
      if end - start == 1 {
        ends.append(end)
      } else {
        var run = String.UnicodeScalarView()
        for scalar in scalars[start..<end] {
          run.append(Unicode.Scalar(scalar.value) ?? "\u{FFFD}")
        }
        var place = start
        for cluster in String(run) {
          place += cluster.unicodeScalars.count
          ends.append(place)
        }
      }
      start = end
    }
    return ends
  }

  /// Whether a scalar neither joins its neighbours nor is joined: two such in a row are always apart.
  private static func standsAlone(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0D, 0x0A: false
    case 0..<0x300: scalar != 0xA9 && scalar != 0xAE
    case 0x370..<0x483, 0x2010..<0x2028, 0x3041..<0x3099, 0x30A1..<0x30FB, 0x3400..<0xA000: true
    default: false
    }
  }
}
