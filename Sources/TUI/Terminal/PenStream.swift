/// Rewrites what ncurses sends so that styles cost no more than they must.
///
/// ncurses resets the pen between any two styles and picks every colour with a sequence of its own;
/// for a line of coloured words that is two thirds of all bytes. Here sequences that choose a style
/// (SGR, ECMA-48 8.3.117) are held back until something is drawn, and then only what differs from
/// the pen the terminal has is sent, in one sequence. A blank shows no foreground, so it waits for
/// none. Everything else passes through in its order.
struct PenStream {
  /// What SGR sequences choose, colours as their parameters.
  private struct Pen: Equatable {
    var foreground: [UInt8] = Pen.standardForeground
    var background: [UInt8] = Pen.standardBackground
    /// The parameters of the attributes that are on: 1 to 9.
    var attributes: Set<UInt8> = []

    static let standardForeground = Array("39".utf8)
    static let standardBackground = Array("49".utf8)
  }

  /// What the terminal draws with; nil: not known, because something else may have written to it.
  private var actual: Pen?
  private var wanted = Pen()
  private var isLastBlank = false
  private var output: [UInt8] = []

  /// Forgets what the terminal draws with.
  mutating func forget() { actual = nil }

  /// The same drawing in fewer bytes; the input must end between two sequences.
  ///
  /// - Complexity: O(bytes).
  mutating func rewrite(_ bytes: [UInt8]) -> [UInt8] {
    output.removeAll(keepingCapacity: true)
    var rest = bytes[...]
    while let first = rest.first {
      let used = first == 0x1B ? escape(rest) : character(rest)
      rest = rest.dropFirst(max(used, 1))
    }
    // Whatever the terminal does between frames, it does with a pen as plain as ncurses left it.
    send(wanted)
    return output
  }

  /// Passes a character on, or a control.
  private mutating func character(_ bytes: ArraySlice<UInt8>) -> Int {
    let first = bytes[bytes.startIndex]
    // Shift-in is a part of many resets, but nothing here ever shifts out.
    if first == 0x0F { return 1 }
    let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    if first >= 0x20 && first != 0x7F { prepare(isBlank: first == 0x20) }
    output += bytes.prefix(length)
    return length
  }

  /// Takes a style in, or passes another sequence on.
  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> Int {
    guard bytes.count > 1 else { return pass(bytes) }
    switch bytes[bytes.startIndex + 1] {
    case UInt8(ascii: "["): break
    // The same for the choice of the ASCII letters.
    case UInt8(ascii: "(") where bytes.count > 2 && bytes[bytes.startIndex + 2] == 0x42: return 3
    case UInt8(ascii: "("), UInt8(ascii: ")"): return pass(bytes.prefix(3))
    default: return pass(bytes.prefix(2))
    }
    guard let end = bytes.dropFirst(2).firstIndex(where: { 0x40...0x7E ~= $0 }) else {
      return pass(bytes)
    }
    let sequence = bytes[...end]
    switch bytes[end] {
    case UInt8(ascii: "m"): select(sequence.dropFirst(2).dropLast())
    case UInt8(ascii: "b"):
      prepare(isBlank: isLastBlank)
      output += sequence
    // What is erased or moved in takes the background at most.
    case UInt8(ascii: "J"), UInt8(ascii: "K"), UInt8(ascii: "X"), UInt8(ascii: "@"),
      UInt8(ascii: "P"), UInt8(ascii: "L"), UInt8(ascii: "M"):
      prepare(isBlank: true)
      output += sequence
    // Moving the cursor and switching modes need no pen.
    default: output += sequence
    }
    return sequence.count
  }

  private mutating func pass(_ bytes: ArraySlice<UInt8>) -> Int {
    send(wanted)
    output += bytes
    return bytes.count
  }

  // MARK: The pen

  /// Takes in the parameters of an SGR sequence.
  private mutating func select(_ parameters: ArraySlice<UInt8>) {
    let separator = UInt8(ascii: ";")
    var fields = parameters.split(separator: separator, omittingEmptySubsequences: false)[...]
    if fields.isEmpty { wanted = Pen() }
    while let field = fields.popFirst() {
      let number = field.prefix { 0x30...0x39 ~= $0 }.reduce(0) { min($0 * 10 + Int($1) - 48, 999) }
      switch number {
      case 0, 10: wanted = number == 0 ? Pen() : wanted
      case 1...9: wanted.attributes.insert(UInt8(number))
      case 22: wanted.attributes.subtract([1, 2])
      case 23...29: wanted.attributes.remove(UInt8(number - 20))
      case 38, 48:
        // Red, green and blue, or an entry of the palette; with colons it is one field already.
        let isWhole = field.contains(UInt8(ascii: ":"))
        let more = isWhole ? 0 : fields.first == [UInt8(ascii: "2")] ? 4 : 2
        var color = Array(field)
        for part in fields.prefix(more) { color += [separator] + part }
        fields = fields.dropFirst(more)
        if number == 38 { wanted.foreground = color } else { wanted.background = color }
      case 30...37, 39, 90...97: wanted.foreground = Array(field)
      case 40...47, 49, 100...107: wanted.background = Array(field)
      default:
        // Nothing that ncurses sends for the attributes used here; kept at its place.
        output += [0x1B, UInt8(ascii: "[")] + field + [UInt8(ascii: "m")]
      }
    }
  }

  /// Makes the pen ready for a character.
  private mutating func prepare(isBlank: Bool) {
    isLastBlank = isBlank
    // A blank shows no weight and no slant, and its foreground only with a line or reversed.
    let unseen: Set<UInt8> = [1, 2, 3]
    guard isBlank, let actual, wanted.attributes.isSubset(of: unseen) else { return send(wanted) }
    var enough = actual
    enough.attributes.formIntersection(unseen)
    enough.background = wanted.background
    send(enough)
  }

  /// Sends what brings the terminal's pen to another, the shorter way.
  private mutating func send(_ pen: Pen) {
    guard pen != actual else { return }
    let fresh = parameters(from: Pen(), to: pen)
    var best = fresh.isEmpty ? [] : [UInt8(ascii: "0"), UInt8(ascii: ";")] + fresh
    if let actual {
      let change = parameters(from: actual, to: pen)
      if change.count < best.count { best = change }
    }
    output += [0x1B, UInt8(ascii: "[")] + best + [UInt8(ascii: "m")]
    actual = pen
  }

  /// The parameters that turn one pen into another.
  private func parameters(from: Pen, to: Pen) -> [UInt8] {
    var parts: [[UInt8]] = []
    var lost = from.attributes.subtracting(to.attributes)
    var gained = to.attributes.subtracting(from.attributes)
    if !lost.isDisjoint(with: [1, 2]) {
      // One parameter ends both.
      lost.subtract([1, 2])
      gained.formUnion(to.attributes.intersection([1, 2]))
      parts.append(Array("22".utf8))
    }
    parts += lost.sorted().map { Array("2\($0)".utf8) }
    parts += gained.sorted().map { Array("\($0)".utf8) }
    if from.foreground != to.foreground { parts.append(to.foreground) }
    if from.background != to.background { parts.append(to.background) }
    return Array(parts.joined(separator: [UInt8(ascii: ";")]))
  }
}
