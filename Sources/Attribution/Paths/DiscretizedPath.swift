/// A word's way to its baseline over other words of the table, for discretized integrated gradients.
///
/// Sanyal and Ren 2021 (arXiv:2108.13654), by the rules of their code. On a straight line from a baseline most points are
/// far from every word; here each point is a word near the last one, its *anchor*, with only those coordinates changed that would
/// leave the way: the path is monotonic in every coordinate, which Riemann sums of it need.
public struct DiscretizedPath: Equatable, Sendable {
  /// How the next anchor is chosen among the neighbours of the last.
  public enum Strategy: String, Sendable, CaseIterable {
    /// The one that has to be moved least to lie on the way.
    case greedy
    /// The one of which most coordinates lie on the way as they are.
    case maximumCount = "maxcount"
  }

  /// Anchors of a path where nothing else is said.
  public static let defaultSteps = 30
  /// Neighbours of which the next anchor is chosen: the default of inseq; the authors' is 500.
  public static let defaultNeighbours = 50

  /// The word's row of the table, then one row a step.
  public let anchors: [Int]
  /// Where the path goes, `[points][width]`: the baseline's row, then a point for every anchor from the last to the first, which is
  /// the word's own row.
  public let points: [[Float]]

  /// The paths of the words of a text, in their order.
  ///
  /// - Parameters:
  ///   - words: their rows of the table.
  ///   - baselines: each word's baseline's row. A word that is its own baseline, as what the tokenizer's template added is, stands
  ///     still.
  ///   - table: the word vectors. No row is left out as an anchor, those of special pieces neither.
  ///   - strategy: how anchors are chosen.
  ///   - steps: anchors after the word itself; a path has two points more.
  ///   - neighbours: of how many the next anchor is chosen.
  ///   - progress: called before every step with how many are done.
  /// - Throws: `CancellationError`, looked for between blocks of the table; what the table and `progress` throw.
  /// - Complexity: one pass over the table a step for all words together, O(steps · words · table · width) in products of matrices;
  ///   equal words and anchors that were met before cost nothing. 20 words over a table of 30,522 × 384 in half precision: 0.3 s with
  ///   one thread of AVX-512. Memory for all points.
  public static func paths(
    of words: [Int], to baselines: [Int], in table: any EmbeddingRows, strategy: Strategy,
    steps: Int = defaultSteps, neighbours: Int = defaultNeighbours,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [DiscretizedPath] {
    precondition(words.count == baselines.count, "every word has a baseline")
    precondition(steps > 0, "a path has at least one step")
    var search = EmbeddingNeighbours(in: table, count: neighbours)
    var walks: [Walk] = []
    var places: [Ends: Int] = [:]
    let order = try zip(words, baselines).map { word, baseline in
      let ends = Ends(word: word, baseline: baseline)
      if let place = places[ends] { return place }
      places[ends] = walks.count
      walks.append(try Walk(ends, in: table))
      return walks.count - 1
    }
    for step in 0..<steps {
      try progress(step)
      try search.find(walks.lazy.filter { !$0.isDone }.map(\.last))
      for place in walks.indices {
        try walks[place].step(search, in: table, by: strategy, of: steps)
      }
    }
    let paths = try walks.map { walk in
      try Task.checkCancellation()
      return try DiscretizedPath(walk, in: table)
    }
    return order.map { paths[$0] }
  }

  private init(_ walk: Walk, in table: any EmbeddingRows) throws {
    anchors = walk.anchors
    let steps = anchors.count - 1
    // In double, as rounding would add up over the steps; the ends are the table's own numbers.
    var point = try table.row(anchors[0]).map(Double.init)
    var points = [point.map { Float($0) }]
    for anchor in anchors.dropFirst() {
      try table.withRows(anchor..<anchor + 1) { anchor in
        precondition(anchor.count == point.count, "rows of one table")
        for index in point.indices {
          point[index] = Lift(from: point[index], base: walk.base[index], steps: steps)(
            Double(anchor[index]))
        }
      }
      points.append(point.map { Float($0) })
    }
    points.append(walk.base.map { Float($0) })
    self.points = points.reversed()
  }
}

/// Where a path starts and ends, as rows of a table.
private struct Ends: Hashable {
  var word: Int
  var baseline: Int
}

/// A path while its anchors are being chosen.
private struct Walk {
  let baseline: Int
  /// The baseline's vector.
  let base: [Double]
  private(set) var anchors: [Int]
  private(set) var last: Int
  /// Nothing is left but the baseline.
  var isDone: Bool { last == baseline }

  init(_ ends: Ends, in table: any EmbeddingRows) throws {
    baseline = ends.baseline
    base = try table.row(ends.baseline).map(Double.init)
    anchors = [ends.word]
    last = ends.word
  }

  /// Chooses the next anchor: of the neighbours that were none yet the one of the least cost, the nearest of equals; the baseline
  /// where there is none.
  mutating func step(
    _ neighbours: EmbeddingNeighbours, in table: any EmbeddingRows,
    by strategy: DiscretizedPath.Strategy, of steps: Int
  ) throws {
    var best = baseline
    if !isDone {
      let lifts = zip(try table.row(last), base).map {
        Lift(from: Double($0), base: $1, steps: steps)
      }
      var least = Double.infinity
      for candidate in neighbours[last] ?? []
      where candidate != baseline && !anchors.contains(candidate) {
        let cost = try table.withRows(candidate..<candidate + 1) { row in
          Self.cost(of: row, lifts, by: strategy)
        }
        if cost < least { (least, best) = (cost, candidate) }
      }
    }
    anchors.append(best)
    last = best
  }

  /// What it takes to bring a row on the way: the square of how far it moves, or how many coordinates do.
  private static func cost(
    of row: UnsafeBufferPointer<Float>, _ lifts: [Lift], by strategy: DiscretizedPath.Strategy
  ) -> Double {
    precondition(row.count == lifts.count, "rows of one table")
    var sum = 0.0
    for (index, lift) in lifts.enumerated() {
      let value = Double(row[index])
      switch strategy {
      case .greedy:
        let change = value - lift(value)
        sum += change * change
      case .maximumCount: if !lift.isOnTheWay(value) { sum += 1 }
      }
    }
    return sum
  }
}

/// What keeps a coordinate on its way from one value to the baseline's.
private struct Lift {
  private let least, most: Double
  /// One step of the straight line, where the anchor's own value leads away.
  private let step: Double

  init(from: Double, base: Double, steps: Int) {
    least = min(from, base)
    most = max(from, base)
    step = from - (from - base) / Double(steps)
  }

  /// Whether a value lies between the two, ends included.
  func isOnTheWay(_ value: Double) -> Bool { least <= value && value <= most }

  /// The value itself where it lies on the way.
  func callAsFunction(_ value: Double) -> Double { isOnTheWay(value) ? value : step }
}
