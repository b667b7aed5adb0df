package import Model

/// A summary as a file keeps it, whole, so that those of a data set's parts can be put together later and elsewhere.
extension AttributionSummary {
  /// Writes the members `wordLimit`, `forgotten` and `cells`: all that was added up, words in order.
  ///
  /// A word is an array of its text, texts, occurrences, sum and absolute sum, for there are many.
  ///
  /// - Complexity: O(words · log words).
  package func writeMembers(to object: inout JSONWriter) {
    object.member("wordLimit", wordLimit)
    object.member("forgotten", forgottenCount)
    object.member("cells") { writer in
      writer.array(orderedCells) { writer, cell in
        guard let section = cells[cell] else { return }
        writer.object { object in
          object.member("labelled", cell.labelled)
          object.member("predicted", cell.predicted)
          object.member("undefined", section.undefinedCount)
          object.member("targets") { writer in
            writer.array(section.targetCounts.sorted { $0.key < $1.key }) { writer, entry in
              writer.array([entry.key, entry.value]) { $0.value($1) }
            }
          }
          object.member("total") { Self.write(section.total, to: &$0) }
          object.member("words") { writer in
            writer.array(section.tallies.sorted { $0.key < $1.key }) { writer, entry in
              Self.write(entry.value, of: entry.key, to: &writer)
            }
          }
        }
      }
    }
  }

  /// Reads what `writeMembers` wrote.
  ///
  /// - Parameters:
  ///   - json: An object with these members, others beside them.
  ///   - source: What it is, for messages: a file's name.
  /// - Throws: `ModelError(.damaged)` where it is something else.
  package init(json: JSONValue, source: String) throws(ModelError) {
    guard let limit = json["wordLimit"]?.intValue, limit > 0,
      let forgotten = json["forgotten"]?.intValue, Self.counts.contains(forgotten),
      let entries = json["cells"]?.arrayValue
    else { throw Self.unreadable(source) }
    var cells: [Cell: SummarySection] = [:]
    for entry in entries {
      guard let (cell, section) = Self.cell(entry), cells.updateValue(section, forKey: cell) == nil
      else { throw Self.unreadable(source) }
    }
    self.init(wordLimit: limit, forgottenCount: forgotten, cells: cells)
  }

  /// Counts that a file can have: far beyond any data set, and far below where sums of them overflow.
  private static let counts = 0...(1 << 48)

  private static func write(
    _ tally: AttributionTally, of word: String? = nil, to writer: inout JSONWriter
  ) {
    writer.array { array in
      if let word { array.value(word) }
      array.value(tally.textCount)
      array.value(tally.occurrenceCount)
      array.value(tally.sum)
      array.value(tally.absoluteSum)
    }
  }

  private static func cell(_ json: JSONValue) -> (Cell, SummarySection)? {
    guard let label = json["labelled"], let predicted = json["predicted"]?.intValue,
      label.isNull || label.intValue.map({ $0 >= 0 }) == true, predicted >= 0,
      let undefined = json["undefined"]?.intValue, self.counts.contains(undefined),
      let total = json["total"]?.arrayValue.flatMap({ tally($0[...]) }),
      let targets = json["targets"]?.arrayValue, let words = json["words"]?.arrayValue
    else { return nil }
    var section = SummarySection()
    section.total = total
    section.undefinedCount = undefined
    for target in targets {
      guard let pair = target.arrayValue, pair.count == 2, let label = pair[0].intValue,
        let count = pair[1].intValue, label >= 0, self.counts.contains(count)
      else { return nil }
      section.targetCounts[label] = count
    }
    for word in words {
      guard let parts = word.arrayValue, let text = parts.first?.stringValue,
        let tally = tally(parts.dropFirst())
      else { return nil }
      section.tallies[FoldedText.folded(text)] = tally
    }
    return (Cell(labelled: label.intValue, predicted: predicted), section)
  }

  private static func tally(_ parts: ArraySlice<JSONValue>) -> AttributionTally? {
    let numbers = parts.map(\.doubleValue)
    let counts = parts.prefix(2).compactMap(\.intValue)
    guard numbers.count == 4, counts.count == 2, counts.allSatisfy(self.counts.contains),
      let sum = numbers[2], let absoluteSum = numbers[3], sum.isFinite, absoluteSum.isFinite,
      absoluteSum >= 0
    else { return nil }
    return AttributionTally(
      textCount: counts[0], occurrenceCount: counts[1], sum: sum, absoluteSum: absoluteSum)
  }

  private static func unreadable(_ source: String) -> ModelError {
    ModelError(
      .damaged, "\(source) is no summary, or not whole.",
      advice: "Give a file that `headscope summarize --save` wrote.")
  }
}
