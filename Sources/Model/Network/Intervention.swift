/// What a forward pass changes inside the network, by value.
public struct Intervention: Equatable, Sendable {
  /// A place whose vectors can be replaced.
  public enum Site: Hashable, Sendable {
    /// The state entering layer `i`; `i` = layer count is the state after the last one.
    case residual(Int)
    /// What the attention block of a layer adds to the residual stream.
    case attention(Int)
    /// What the feed-forward block of a layer adds to the residual stream.
    case feedForward(Int)
    /// One head's context vector, before the output projection.
    case head(layer: Int, head: Int)
  }

  /// A vector put in the place of the one the network computed.
  public struct Replacement: Equatable, Sendable {
    /// Where in the network.
    public var site: Site
    /// Which sequence of the batch.
    public var sequence: Int
    /// Which token of the sequence.
    public var position: Int
    /// `[hidden]`, or `[head size]` for a head.
    public var values: [Float]

    /// Makes a replacement.
    public init(site: Site, sequence: Int, position: Int, values: [Float]) {
      self.site = site
      self.sequence = sequence
      self.position = position
      self.values = values
    }
  }

  /// What is added to the states that enter the first layer: how far an explanation follows is its sensitivity.
  public struct Displacement: Equatable, Sendable {
    /// A row for each token of a text, `[tokens, hidden]`.
    public var changes: Tensor
    /// For each sequence named, which of the rows is added at each of its positions; nil: none.
    public var rows: [Int: [Int?]]

    /// Makes a displacement of a text as it is, alone in its batch, or of sequences that keep some of its tokens.
    public init(_ changes: Tensor, rows: [Int: [Int?]]? = nil) {
      self.changes = changes
      self.rows = rows ?? [0: (0..<changes.rows).map { $0 }]
    }
  }

  /// Factors on each head's context, `[layers][heads]`, for all sequences; nil leaves all heads open.
  public var headGates: [[Float]]?
  /// As `headGates`, for single sequences; these win over `headGates`.
  public var sequenceHeadGates: [Int: [[Float]]]
  /// Vectors to put in place of computed ones.
  public var replacements: [Replacement]
  /// For each sequence named, a factor on the pre-softmax attention score of every key position, `[tokens]` (AtMan).
  public var keyFactors: [Int: [Float]]
  /// What is added to the states that enter the first layer; replacements come behind it.
  public var displacement: Displacement?

  /// No intervention.
  public static let none = Intervention()

  /// Makes an intervention from its parts.
  public init(
    headGates: [[Float]]? = nil, sequenceHeadGates: [Int: [[Float]]] = [:],
    replacements: [Replacement] = [], keyFactors: [Int: [Float]] = [:],
    displacement: Displacement? = nil
  ) {
    self.headGates = headGates
    self.sequenceHeadGates = sequenceHeadGates
    self.replacements = replacements
    self.keyFactors = keyFactors
    self.displacement = displacement
  }

  /// The gate of one head in one sequence; 1 is open.
  func gate(sequence: Int, layer: Int, head: Int) -> Float {
    (sequenceHeadGates[sequence] ?? headGates)?[layer][head] ?? 1
  }

  /// The same intervention seen from a run of the sequences that is computed as a batch of its own.
  func slice(_ sequences: Range<Int>) -> Intervention {
    guard self != .none else { return self }
    let shift = sequences.lowerBound
    func renumbered<Value>(_ values: [Int: Value]) -> [Int: Value] {
      Dictionary(
        uniqueKeysWithValues: values.filter { sequences.contains($0.key) }
          .map { ($0.key - shift, $0.value) })
    }
    return Intervention(
      headGates: headGates, sequenceHeadGates: renumbered(sequenceHeadGates),
      replacements: replacements.filter { sequences.contains($0.sequence) }.map {
        Replacement(
          site: $0.site, sequence: $0.sequence - shift, position: $0.position, values: $0.values)
      },
      keyFactors: renumbered(keyFactors),
      displacement: displacement.map {
        Displacement($0.changes, rows: renumbered($0.rows))
      })
  }
}
