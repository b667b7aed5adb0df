public import Attribution

/// Every head's map made so small that all stand beside each other.
public struct HeadThumbnails: Equatable, Sendable {
  /// What decides which pictures are made of a text's attention.
  public struct Form: Hashable, Sendable {
    /// The most blocks of keys, from left to right.
    public var width: Int
    /// The most blocks of queries, from top to bottom.
    public var height: Int
    /// Which weights of a pair of texts they show.
    public var direction: AttentionFilter.Direction

    /// Makes a form; by default all weights are shown.
    public init(width: Int, height: Int, direction: AttentionFilter.Direction = .all) {
      self.width = width
      self.height = height
      self.direction = direction
    }

    /// Makes the form of square pictures.
    public init(side: Int, direction: AttentionFilter.Direction = .all) {
      self.init(width: side, height: side, direction: direction)
    }
  }

  /// What was asked for.
  let form: Form
  /// Blocks of tokens that ask: fewer than a side has on shorter texts.
  public let rows: Int
  /// Blocks of tokens that are looked at.
  public let columns: Int
  /// Strengths 0…1, `[head][query block][key block]`.
  private let values: [Float]

  /// Reduces all maps, or what a direction leaves of them: of a pair, the tokens of the one text by those of the other.
  ///
  /// Half of a block's strength is its largest weight, which keeps a narrow stripe in sight, and half its mean, which tells a stripe
  /// from one bright weight; each over the head's largest, so that a head that spreads its attention is seen as well. These are the
  /// largest of all weights whatever the direction: a head that never looks over to the other text stays dark.
  ///
  /// - Complexity: O(layers · heads · tokens²), 30 ms for 12 × 12 heads at 512 tokens; a direction adds its share of that.
  public init(_ maps: AttentionMaps, _ roles: TokenRoles, _ form: Form) {
    self.form = form
    let selection = AttentionSelection(of: form.direction, roles)
    rows = min(form.height, selection?.queries.count ?? maps.tokenCount)
    columns = min(form.width, selection?.keys.count ?? maps.tokenCount)
    var values: [Float] = []
    values.reserveCapacity(maps.layerCount * maps.headCount * rows * columns)
    for head in maps.heads {
      let whole = maps.thumbnail(head, side: form.width, height: form.height)
      let maximum = max(whole.maximum.max() ?? 0, .leastNormalMagnitude)
      let mean = max(whole.mean.max() ?? 0, .leastNormalMagnitude)
      let part =
        selection.map {
          maps.thumbnail(head, side: form.width, height: form.height, selection: $0)
        } ?? whole
      for (largest, average) in zip(part.maximum, part.mean) {
        // Blocks of a part hold fewer tokens: their means may be larger.
        values.append((largest / maximum + min(average / mean, 1)) / 2)
      }
    }
    self.values = values
  }

  /// The strength of a block; nil beyond the last.
  public func strength(_ head: Int, row: Int, column: Int) -> Float? {
    guard row < rows, column < columns else { return nil }
    return values[(head * rows + row) * columns + column]
  }
}

extension AttentionSelection {
  /// What a direction leaves of a text; nil where all is shown, as of a single text.
  init?(of direction: AttentionFilter.Direction, _ roles: TokenRoles) {
    guard direction != .all, roles.isPair else { return nil }
    self.init(AttentionFilter(direction: direction), roles)
  }
}
