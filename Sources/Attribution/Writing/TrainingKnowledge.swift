/// What the data that a model learned from has to say about a text.
public struct TrainingKnowledge: Equatable, Sendable {
  /// How many of the nearest texts sentences name; a prompt has all.
  static let namedTexts = 3
  /// How many labels of a word are named.
  static let namedLabels = 3

  /// How many labelled texts there are.
  public var textCount: Int
  /// The texts whose pooled vectors are nearest to the explained one's, the nearest first.
  public var nearest: [NearestTexts.Neighbour]
  /// How often each hot word stood with each label.
  public var words: [WordLabelCounts.Word]

  /// Makes knowledge from its parts.
  public init(
    textCount: Int, nearest: [NearestTexts.Neighbour] = [], words: [WordLabelCounts.Word] = []
  ) {
    self.textCount = textCount
    self.nearest = nearest
    self.words = words
  }

  /// The labels of the nearest texts with how many have each, the most frequent first; equal ones in order of nearness.
  var nearestLabels: [(label: String, count: Int)] {
    var order: [String] = []
    var counts: [String: Int] = [:]
    for neighbour in nearest {
      if counts[neighbour.label] == nil { order.append(neighbour.label) }
      counts[neighbour.label, default: 0] += 1
    }
    return order.enumerated()
      .map { (place: $0.offset, label: $0.element, count: counts[$0.element] ?? 0) }
      .sorted { ($1.count, $0.place) < ($0.count, $1.place) }
      .map { ($0.label, $0.count) }
  }
}
