/// What is remarkable about a row of a data set.
public struct RowMarks: OptionSet, Hashable, Sendable {
  /// A bit a mark.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Another row has the same text.
  public static let repeated = RowMarks(rawValue: 1)
  /// Another row has the same text and other labels.
  public static let conflicting = RowMarks(rawValue: 2)
  /// A row of another file has the same text.
  public static let shared = RowMarks(rawValue: 4)
  /// It has more tokens than the model takes.
  public static let long = RowMarks(rawValue: 8)
  /// It has pieces that the model's vocabulary does not know.
  public static let unknown = RowMarks(rawValue: 16)
}

extension LabeledDataset {
  /// Which rows have the text of others, and whether they agree.
  ///
  /// - Parameter overlay: Changes of labels that hold; a row that is left out contradicts none.
  /// - Complexity: O(rows); no text is read.
  public func repeatMarks(_ overlay: LabelOverlay? = nil) -> [RowMarks] {
    func names(_ row: Int) -> Set<String>? {
      switch overlay?[line(row)] {
      case .excluded: nil
      case .relabelled(let names): Set(names)
      case nil: Set(labels(row).map { labels[$0] })
      }
    }
    var marks = [RowMarks](repeating: [], count: count)
    var first: [UInt64: Int32] = [:]
    first.reserveCapacity(count)
    var conflicting = Set<UInt64>()
    var agreed: [UInt64: Set<String>] = [:]
    for row in 0..<count {
      let digest = digest(row)
      if let earlier = first[digest].map(Int.init) {
        marks[earlier].insert(.repeated)
        marks[row].insert(.repeated)
        for other in [earlier, row] {
          guard let names = names(other) else { continue }
          if agreed[digest, default: names] != names { conflicting.insert(digest) }
          agreed[digest] = names
        }
      } else {
        first[digest] = Int32(truncatingIfNeeded: row)
      }
    }
    guard !conflicting.isEmpty else { return marks }
    for row in marks.indices
    where marks[row].contains(.repeated) && conflicting.contains(digest(row)) {
      marks[row].insert(.conflicting)
    }
    return marks
  }

  /// The rows whose text another set has as well, rising.
  ///
  /// - Complexity: O(rows of both).
  public func rows(sharedWith other: LabeledDataset) -> [Int] {
    let theirs = Set((0..<other.count).lazy.map(other.digest))
    return (0..<count).filter { theirs.contains(digest($0)) }
  }

  /// The first rows that have a row's text, itself among them.
  ///
  /// - Complexity: O(rows); no text is read.
  public func rows(like row: Int, most: Int) -> [Int] {
    let digest = digest(row)
    return Array((0..<count).lazy.filter { self.digest($0) == digest }.prefix(most))
  }
}
