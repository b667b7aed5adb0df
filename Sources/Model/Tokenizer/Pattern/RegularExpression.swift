/// A regular expression over scalars, in the dialect of tokenizer files (Oniguruma's).
///
/// Compiled to a short program that runs with a stack of its own for what may be tried again, so that no text, however
/// long, exhausts the thread's. Splitting rules are the only use: there are no captures.
struct RegularExpression: Sendable {
  /// One step of the program.
  enum Instruction: Sendable {
    /// Takes a scalar of the set.
    case set(ScalarSet)
    /// Takes as many scalars of the set as it can, or as few, within the bounds.
    case run(ScalarSet, atLeast: Int, atMost: Int, Greed)
    /// Goes on at the first place; at the second, should that fail.
    case fork(Int, Int)
    case jump(Int)
    /// Looks whether what follows here, up to the `accept` before `end`, matches, without taking it.
    case look(isNegative: Bool, end: Int)
    /// Takes what the part up to the `accept` before `end` matches first, for good.
    case atomic(end: Int)
    case assert(Assertion)
    case accept
  }

  /// How a repetition chooses its count.
  enum Greed: Sendable {
    case greedy
    case lazy
    case possessive
  }

  /// What must hold between two scalars.
  enum Assertion: Sendable {
    case lineStart
    case lineEnd
    case textStart
    case textEnd
    case textEndBeforeLineBreak
    case wordBoundary
    case noWordBoundary
  }

  private let program: [Instruction]

  /// Compiles a pattern.
  ///
  /// - Throws: `ModelError` of kind `unsupported` that names what is not understood.
  init(_ pattern: String, source: String) throws {
    var parser = RegularExpressionParser(pattern, source: source)
    program = try parser.parse()
  }

  /// A place to go back to: a step and the position before it, which for a greedy run may shrink to `lowest`, and for
  /// a lazy one grow to `highest`.
  private struct Choice {
    var step: Int
    var position: Int
    var lowest: Int
    var highest: Int
  }

  /// All matches in `text`, from left to right, as indices of its array.
  func matches(in text: ArraySlice<AlignedScalar>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var choices: [Choice] = []
    let table = UnicodeClass.Table.shared
    var start = text.startIndex
    while start <= text.endIndex {
      guard let end = run(from: 0, at: start, in: text, table, &choices) else {
        start += 1
        continue
      }
      // An empty match right behind another one is none.
      if end > start || result.last?.upperBound != start { result.append(start..<end) }
      start = max(end, start + 1)
    }
    return result
  }

  /// Runs the program from a step to its `accept`; where the match then ends.
  private func run(
    from first: Int, at start: Int, in text: ArraySlice<AlignedScalar>,
    _ table: UnicodeClass.Table, _ choices: inout [Choice]
  ) -> Int? {
    let floor = choices.count
    defer { choices.removeLast(choices.count - floor) }
    var step = first
    var position = start
    while true {
      var succeeds = true
      switch program[step] {
      case .accept: return position
      case .set(let set):
        succeeds = position < text.endIndex && set.contains(text[position].value, table)
        position += 1
        step += 1
      case .run(let set, let least, let most, let greed):
        var end = position
        let limit = text.endIndex - position > most ? position + most : text.endIndex
        let wanted = greed == .lazy ? min(limit, position + least) : limit
        while end < wanted, set.contains(text[end].value, table) { end += 1 }
        succeeds = end - position >= least
        if succeeds {
          let lowest = position + least
          if greed == .greedy, end > lowest {
            choices.append(
              Choice(step: step + 1, position: end - 1, lowest: lowest, highest: end - 1))
          } else if greed == .lazy, end < limit {
            choices.append(Choice(step: step, position: end, lowest: end, highest: limit))
          }
          position = end
          step += 1
        }
      case .fork(let preferred, let other):
        choices.append(
          Choice(step: other, position: position, lowest: position, highest: position))
        step = preferred
      case .jump(let target): step = target
      case .look(let isNegative, let end):
        succeeds =
          (run(from: step + 1, at: position, in: text, table, &choices) != nil) != isNegative
        step = end
      case .atomic(let end):
        if let after = run(from: step + 1, at: position, in: text, table, &choices) {
          position = after
        } else {
          succeeds = false
        }
        step = end
      case .assert(let assertion):
        succeeds = holds(assertion, at: position, in: text, table)
        step += 1
      }
      while !succeeds {
        guard choices.count > floor, var choice = choices.popLast() else { return nil }
        if choice.highest > choice.position, case .run(let set, _, _, _) = program[choice.step] {
          // A lazy run takes one more.
          guard set.contains(text[choice.position].value, table) else { continue }
          choice.position += 1
          position = choice.position
          step = choice.step + 1
          if choice.position < choice.highest { choices.append(choice) }
        } else {
          position = choice.position
          step = choice.step
          if choice.position > choice.lowest {
            choice.position -= 1
            choice.highest = choice.position
            choices.append(choice)
          }
        }
        succeeds = true
      }
    }
  }

  private func holds(
    _ assertion: Assertion, at position: Int, in text: ArraySlice<AlignedScalar>,
    _ table: UnicodeClass.Table
  ) -> Bool {
    func isWord(_ place: Int) -> Bool {
      text.indices.contains(place) && table[text[place].value].contains(.expressionWord)
    }
    switch assertion {
    case .textStart: return position == text.startIndex
    case .textEnd: return position == text.endIndex
    case .lineStart: return position == text.startIndex || text[position - 1].value == 0x0A
    case .lineEnd: return position == text.endIndex || text[position].value == 0x0A
    case .textEndBeforeLineBreak:
      return position == text.endIndex
        || (position == text.endIndex - 1 && text[position].value == 0x0A)
    case .wordBoundary: return isWord(position - 1) != isWord(position)
    case .noWordBoundary: return isWord(position - 1) == isWord(position)
    }
  }
}
