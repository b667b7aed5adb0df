/// Turns a pattern into the program of a `RegularExpression`.
struct RegularExpressionParser {
  /// What a pattern is made of.
  private indirect enum Node {
    case set(ScalarSet)
    case sequence([Node])
    case alternatives([Node])
    case repetition(Node, atLeast: Int, atMost: Int, RegularExpression.Greed)
    case look(Node, isNegative: Bool)
    case atomic(Node)
    case assert(RegularExpression.Assertion)

    /// Whether it may match nothing.
    var canBeEmpty: Bool {
      switch self {
      case .set: false
      case .sequence(let nodes): nodes.allSatisfy(\.canBeEmpty)
      case .alternatives(let nodes): nodes.contains(where: \.canBeEmpty)
      case .repetition(let node, let least, _, _): least == 0 || node.canBeEmpty
      case .look, .assert: true
      case .atomic(let node): node.canBeEmpty
      }
    }
  }

  private let pattern: [Unicode.Scalar]
  private let text: String
  private let source: String
  private var place = 0
  private var ignoresCase = false
  private var depth = 0
  private var program: [RegularExpression.Instruction] = []

  /// Deeper groups than this do not occur, and would cost the stack of the thread.
  private static let depthLimit = 64
  /// The longest counted repetition, and the longest program: both far beyond any pattern in use.
  private static let countLimit = 1_000
  private static let programLimit = 20_000

  init(_ pattern: String, source: String) {
    self.pattern = Array(pattern.unicodeScalars)
    text = pattern
    self.source = source
  }

  /// Parses all of the pattern.
  mutating func parse() throws -> [RegularExpression.Instruction] {
    let node = try parseAlternatives()
    guard place == pattern.count else { throw failure("an unmatched ')'") }
    try emit(node)
    program.append(.accept)
    return program
  }

  private func failure(_ what: String) -> ModelError {
    ModelError(
      .unsupported,
      "\(source): \(what) at character \(place) of the regular expression \(text.debugDescription)",
      advice: "Export the tokenizer with a simpler splitting rule.")
  }

  private var next: Unicode.Scalar? { place < pattern.count ? pattern[place] : nil }

  private mutating func take(_ word: String) -> Bool {
    let scalars = Array(word.unicodeScalars)
    guard pattern.count - place >= scalars.count,
      scalars.indices.allSatisfy({ pattern[place + $0] == scalars[$0] })
    else { return false }
    place += scalars.count
    return true
  }

  // MARK: - Grammar

  private mutating func parseAlternatives() throws -> Node {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw failure("groups nested too deeply") }
    let outerCase = ignoresCase
    defer { ignoresCase = outerCase }
    var alternatives = [try parseSequence()]
    while take("|") { alternatives.append(try parseSequence()) }
    return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
  }

  private mutating func parseSequence() throws -> Node {
    var nodes: [Node] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      guard let atom = try parseAtom() else { continue }
      nodes.append(try parseQuantifiers(of: atom))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func parseQuantifiers(of atom: Node) throws -> Node {
    var node = atom
    while true {
      let least: Int
      let most: Int
      var isCounted = false
      if take("*") {
        (least, most) = (0, .max)
      } else if take("+") {
        (least, most) = (1, .max)
      } else if take("?") {
        (least, most) = (0, 1)
      } else if let bounds = parseBounds() {
        (least, most) = bounds
        isCounted = true
      } else {
        return node
      }
      guard least <= Self.countLimit, most == .max || most <= Self.countLimit, least <= most else {
        throw failure("a repetition beyond \(Self.countLimit)")
      }
      var greed = RegularExpression.Greed.greedy
      if take("?") {
        greed = .lazy
      } else if !isCounted, take("+") {
        greed = .possessive
      }
      if node.canBeEmpty, most == .max {
        throw failure("an endless repetition of what may be empty")
      }
      node = .repetition(node, atLeast: least, atMost: most, greed)
    }
  }

  /// `{n}`, `{n,}`, `{,m}` or `{n,m}`; anything else in braces is literal.
  private mutating func parseBounds() -> (Int, Int)? {
    let start = place
    guard take("{") else { return nil }
    let least = parseNumber()
    var most = least
    if take(",") { most = parseNumber() ?? .max }
    guard take("}"), least != nil || most != nil, let most else {
      place = start
      return nil
    }
    return (least ?? 0, most)
  }

  private mutating func parseNumber() -> Int? {
    var value: Int?
    while let scalar = next, let digit = Int(String(scalar)), scalar.isASCII {
      value = min((value ?? 0) * 10 + digit, 1_000_000)
      place += 1
    }
    return value
  }

  private mutating func parseAtom() throws -> Node? {
    guard let scalar = next else { throw failure("an unexpected end") }
    switch scalar {
    case "(": return try parseGroup()
    case "[":
      place += 1
      return .set(cased(try parseClass()))
    case ".":
      place += 1
      return .set(.complement(.range(0x0A...0x0A)))
    case "^":
      place += 1
      return .assert(.lineStart)
    case "$":
      place += 1
      return .assert(.lineEnd)
    case "*", "+", "?": throw failure("a repetition of nothing")
    case "\\":
      place += 1
      if let assertion = takeAssertion() { return .assert(assertion) }
      return .set(cased(try parseEscape()))
    default:
      // A brace that no bounds follow is a literal one; parseQuantifiers has seen the others.
      place += 1
      return .set(cased(.range(scalar.value...scalar.value)))
    }
  }

  private func cased(_ set: ScalarSet) -> ScalarSet { ignoresCase ? .anyCase(set) : set }

  private mutating func takeAssertion() -> RegularExpression.Assertion? {
    let assertions: [(String, RegularExpression.Assertion)] = [
      ("A", .textStart), ("z", .textEnd), ("Z", .textEndBeforeLineBreak), ("b", .wordBoundary),
      ("B", .noWordBoundary),
    ]
    for (name, assertion) in assertions where take(name) { return assertion }
    return nil
  }

  private mutating func parseGroup() throws -> Node? {
    place += 1
    let wrap: (Node) -> Node
    if take("?=") {
      wrap = { .look($0, isNegative: false) }
    } else if take("?!") {
      wrap = { .look($0, isNegative: true) }
    } else if take("?>") {
      wrap = { .atomic($0) }
    } else if take("?:") {
      wrap = { $0 }
    } else if take("?i:") {
      let outer = ignoresCase
      ignoresCase = true
      defer { ignoresCase = outer }
      return try close(parseAlternatives())
    } else if take("?i)") {
      ignoresCase = true
      return nil
    } else if next == "?" {
      throw failure("an unknown kind of group")
    } else {
      wrap = { $0 }
    }
    return wrap(try close(parseAlternatives()))
  }

  private mutating func close(_ node: Node) throws -> Node {
    guard take(")") else { throw failure("a group without end") }
    return node
  }

  // MARK: - Classes and escapes

  private mutating func parseClass() throws -> ScalarSet {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw failure("classes nested too deeply") }
    let isNegated = take("^")
    var members: [ScalarSet] = []
    var factors: [ScalarSet] = []
    var isFirst = true
    while isFirst || next != "]" {
      guard let scalar = next else { throw failure("a class without end") }
      isFirst = false
      if take("[:") {
        members.append(try parsePosixClass())
      } else if take("[") {
        members.append(try parseClass())
      } else if take("&&") {
        factors.append(.union(members))
        members = []
      } else {
        place += 1
        var low = ScalarSet.range(scalar.value...scalar.value)
        if scalar == "\\" { low = try parseEscape() }
        guard case .range(let first) = low, first.count == 1, next == "-",
          place + 1 < pattern.count, pattern[place + 1] != "]"
        else {
          members.append(low)
          continue
        }
        place += 1
        guard let end = next else { throw failure("a class without end") }
        place += 1
        var high = ScalarSet.range(end.value...end.value)
        if end == "\\" { high = try parseEscape() }
        guard case .range(let last) = high, first.lowerBound <= last.upperBound else {
          throw failure("a range that runs backwards")
        }
        members.append(.range(first.lowerBound...last.upperBound))
      }
    }
    place += 1
    let set: ScalarSet =
      factors.isEmpty ? .union(members) : .intersection(factors + [.union(members)])
    return isNegated ? .complement(set) : set
  }

  private mutating func parsePosixClass() throws -> ScalarSet {
    let isNegated = take("^")
    let names: [(String, ScalarSet?)] = [
      ("alpha:]", .properties(.letter)), ("digit:]", .property(named: "nd")),
      ("space:]", .properties(.whitespace)), ("word:]", .properties(.expressionWord)),
      ("punct:]", .property(named: "p")), ("upper:]", .property(named: "lu")),
      ("lower:]", .property(named: "ll")), ("cntrl:]", .property(named: "cc")),
      ("alnum:]", .union([.properties(.letter), .categories([.decimalNumber])])),
    ]
    for case (let name, let set?) in names where take(name) {
      return isNegated ? .complement(set) : set
    }
    throw failure("an unknown class in brackets")
  }

  private mutating func parseEscape() throws -> ScalarSet {
    guard let scalar = next else { throw failure("a lone backslash") }
    place += 1
    func one(_ value: UInt32) -> ScalarSet { .range(value...value) }
    switch scalar {
    case "n": return one(0x0A)
    case "r": return one(0x0D)
    case "t": return one(0x09)
    case "f": return one(0x0C)
    case "v": return one(0x0B)
    case "a": return one(0x07)
    case "e": return one(0x1B)
    case "s": return .properties(.whitespace)
    case "S": return .complement(.properties(.whitespace))
    case "d": return .categories([.decimalNumber])
    case "D": return .complement(.categories([.decimalNumber]))
    case "w": return .properties(.expressionWord)
    case "W": return .complement(.properties(.expressionWord))
    case "p", "P": return try parseProperty(isNegated: scalar == "P")
    case "x":
      if take("{") {
        let value = parseHexadecimal(atMost: 8)
        guard let value, take("}") else { throw failure("a bad \\x escape") }
        return one(value)
      }
      guard let value = parseHexadecimal(atMost: 2) else { throw failure("a bad \\x escape") }
      return one(value)
    case "u":
      guard let value = parseHexadecimal(atMost: 4) else { throw failure("a bad \\u escape") }
      return one(value)
    default:
      let isPlain = scalar.properties.isAlphabetic || (scalar.value >= 0x30 && scalar.value <= 0x39)
      guard !isPlain else { throw failure("the unknown escape \\\(scalar)") }
      return one(scalar.value)
    }
  }

  private mutating func parseHexadecimal(atMost count: Int) -> UInt32? {
    var digits = ""
    while digits.count < count, let scalar = next, scalar.properties.isASCIIHexDigit {
      digits.unicodeScalars.append(scalar)
      place += 1
    }
    return UInt32(digits, radix: 16)
  }

  private mutating func parseProperty(isNegated: Bool) throws -> ScalarSet {
    var name = ""
    if take("{") {
      while let scalar = next, scalar != "}" {
        name.unicodeScalars.append(scalar)
        place += 1
      }
      guard take("}") else { throw failure("a property without end") }
    } else if let scalar = next {
      name.unicodeScalars.append(scalar)
      place += 1
    }
    var isNegated = isNegated
    if name.hasPrefix("^") {
      name.removeFirst()
      isNegated.toggle()
    }
    guard let set = ScalarSet.property(named: name) else {
      throw failure("the unknown property \\p{\(name)}")
    }
    return isNegated ? .complement(set) : set
  }

  // MARK: - Program

  private mutating func emit(_ node: Node) throws {
    guard program.count < Self.programLimit else { throw failure("too long a pattern") }
    switch node {
    case .set(let set): program.append(.set(set))
    case .sequence(let nodes): for node in nodes { try emit(node) }
    case .assert(let assertion): program.append(.assert(assertion))
    case .alternatives(let nodes):
      var exits: [Int] = []
      for (index, node) in nodes.enumerated() {
        guard index < nodes.count - 1 else {
          try emit(node)
          break
        }
        let fork = program.count
        program.append(.accept)
        try emit(node)
        exits.append(program.count)
        program.append(.accept)
        program[fork] = .fork(fork + 1, program.count)
      }
      for exit in exits { program[exit] = .jump(program.count) }
    case .look(let node, let isNegative):
      let start = program.count
      program.append(.accept)
      try emit(node)
      program.append(.accept)
      program[start] = .look(isNegative: isNegative, end: program.count)
    case .atomic(let node): try emitAtomic(node)
    case .repetition(.set(let set), let least, let most, let greed):
      program.append(.run(set, atLeast: least, atMost: most, greed))
    case .repetition(let node, let least, let most, .possessive):
      try emitAtomic(.repetition(node, atLeast: least, atMost: most, .greedy))
    case .repetition(let node, let least, let most, let greed):
      for _ in 0..<least { try emit(node) }
      if most == .max {
        let fork = program.count
        program.append(.accept)
        try emit(node)
        program.append(.jump(fork))
        program[fork] = forked(greed, into: fork + 1, out: program.count)
      } else {
        var forks: [Int] = []
        for _ in least..<most {
          forks.append(program.count)
          program.append(.accept)
          try emit(node)
        }
        for fork in forks { program[fork] = forked(greed, into: fork + 1, out: program.count) }
      }
    }
  }

  private func forked(
    _ greed: RegularExpression.Greed, into inside: Int, out outside: Int
  ) -> RegularExpression.Instruction {
    greed == .lazy ? .fork(outside, inside) : .fork(inside, outside)
  }

  private mutating func emitAtomic(_ node: Node) throws {
    let start = program.count
    program.append(.accept)
    try emit(node)
    program.append(.accept)
    program[start] = .atomic(end: program.count)
  }
}
