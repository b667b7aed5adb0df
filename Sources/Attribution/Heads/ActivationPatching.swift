public import Model

/// A text's output when one activation is taken from another text: where the difference between the two is carried.
///
/// Denoising as in Meng et al. 2022 and TransformerLens: `clean` is the text that gives activations, `corrupted` the one that takes them.
public struct ActivationPatching: Equatable, Sendable {
  /// What is taken over.
  public enum Site: String, Equatable, Sendable, CaseIterable {
    /// The state entering a layer, a cell a position.
    case residual
    /// What the attention block adds, a cell a position.
    case attention
    /// What the feed-forward block adds, a cell a position.
    case feedForward = "feed-forward"
    /// A head's context at all positions, a cell a head; at single positions see `HeadPositionPatching`.
    case head
  }

  /// What was taken over.
  public var site: Site
  /// F of the text that gives.
  public var clean: Float
  /// F of the text that takes.
  public var corrupted: Float
  /// F with each cell taken over, `[layers][positions or heads]`.
  public var outputs: [[Float]]

  /// Makes it of outputs that are known, `[layers][positions or heads]`.
  public init(site: Site, clean: Float, corrupted: Float, outputs: [[Float]]) {
    self.site = site
    self.clean = clean
    self.corrupted = corrupted
    self.outputs = outputs
  }

  /// (F − F(corrupted)) / (F(clean) − F(corrupted)): 0 changes nothing, 1 brings the other text's output; nil where the two texts have the same output.
  public var recovered: [[Float]]? {
    guard Self.share(of: clean, from: corrupted, to: clean) != nil else { return nil }
    return outputs.map {
      $0.compactMap { Self.share(of: $0, from: corrupted, to: clean) }
    }
  }

  /// How much of the way from one output to another a third is; nil where both are the same.
  public static func share(of output: Float, from corrupted: Float, to clean: Float) -> Float? {
    let whole = clean - corrupted
    return abs(whole) > .leastNormalMagnitude ? (output - corrupted) / whole : nil
  }

  /// Two texts that were computed once: cells can be taken over some at a time, so that other work gets its turn.
  public struct Texts: Sendable {
    let giving: StateVariants
    let taking: StateVariants
    /// Positions that both texts have.
    public let positions: Int
    let layerCount: Int
    let headCount: Int

    /// Computes both texts.
    ///
    /// - Parameters:
    ///   - source: the text that gives.
    ///   - encoding: the text that takes.
    ///   - gates: how open the heads are, in both.
    ///   - classifier: the model.
    /// - Throws: `CancellationError` between two products of matrices.
    public init(
      from source: Encoding, into encoding: Encoding, gates: HeadGates,
      with classifier: SequenceClassifier
    ) throws {
      giving = try StateVariants(of: source, gates: gates, capture: .blocks, with: classifier)
      taking = try StateVariants(of: encoding, gates: gates, with: classifier)
      positions = min(source.count, encoding.count)
      layerCount = classifier.configuration.layerCount
      headCount = classifier.configuration.headCount
    }

    /// What the model says of the text that gives.
    public var clean: Prediction { giving.prediction }
    /// What the model says of the text that takes.
    public var corrupted: Prediction { taking.prediction }

    /// Cells of a layer: positions or heads.
    ///
    /// Positions are matched by number; those that only one of the texts has are left alone.
    public func columns(at site: Site) -> Int { site == .head ? headCount : positions }

    /// What the model says with each cell taken over.
    ///
    /// - Parameters:
    ///   - cells: layer by layer, `columns(at:)` a layer.
    ///   - progress: receives how many are done.
    /// - Throws: `CancellationError` between two products of matrices.
    /// - Complexity: cells × the layers from the cell's own on, in runs of at most `SequenceClassifier.maximumRows` rows.
    public func predictions(
      at site: Site, cells: Range<Int>, with classifier: SequenceClassifier,
      progress: (Int) throws -> Void = { _ in }
    ) throws -> [Prediction] {
      let columns = columns(at: site)
      let variants = cells.map { cell in
        let (layer, column) = (cell / columns, cell % columns)
        return StateVariants.Variant(
          layer: layer, replacements: replacements(site, layer: layer, column: column))
      }
      return try taking.run(variants, with: classifier, progress: progress)
    }

    /// What the model says with each head's context taken over at one position alone.
    ///
    /// - Parameters:
    ///   - cells: layer by layer, head by head, a cell a position.
    ///   - positions: of both texts.
    ///   - progress: receives how many are done.
    /// - Throws: `CancellationError` between two products of matrices.
    /// - Complexity: as `predictions(at:cells:with:progress:)`.
    public func headPredictions(
      at positions: [Int], cells: Range<Int>, with classifier: SequenceClassifier,
      progress: (Int) throws -> Void = { _ in }
    ) throws -> [Prediction] {
      precondition(
        positions.allSatisfy((0..<self.positions).contains), "both texts have the positions")
      let variants = cells.map { cell in
        let (head, position) = (cell / positions.count, positions[cell % positions.count])
        let layer = head / headCount
        return StateVariants.Variant(
          layer: layer, replacements: [context(of: head % headCount, in: layer, at: position)])
      }
      return try taking.run(variants, with: classifier, progress: progress)
    }

    private func replacements(
      _ site: Site, layer: Int, column: Int
    ) -> [Intervention.Replacement] {
      let blocks = giving.capture.layers[layer]
      func replacement(
        _ site: Intervention.Site, _ tensor: Tensor?
      ) -> [Intervention.Replacement] {
        let values = tensor.map { Array($0.row(column)) } ?? []
        return [.init(site: site, sequence: 0, position: column, values: values)]
      }
      return switch site {
      case .residual: replacement(.residual(layer), giving.states[layer])
      case .attention: replacement(.attention(layer), blocks.attentionOutput)
      case .feedForward: replacement(.feedForward(layer), blocks.feedForwardOutput)
      case .head: (0..<positions).map { context(of: column, in: layer, at: $0) }
      }
    }

    private func context(
      of head: Int, in layer: Int, at position: Int
    ) -> Intervention.Replacement {
      let context = giving.capture.layers[layer].context.map { Array($0.row(position)) } ?? []
      let size = context.count / headCount
      return .init(
        site: .head(layer: layer, head: head), sequence: 0, position: position,
        values: Array(context[head * size..<(head + 1) * size]))
    }
  }

  /// Takes every cell over in turn.
  ///
  /// - Parameters:
  ///   - source: the text that gives.
  ///   - encoding: the text that takes.
  ///   - site: what is taken over.
  ///   - label: the class.
  ///   - output: which number of the class F is.
  ///   - gates: how open the heads are, in both texts.
  ///   - classifier: the model.
  ///   - progress: receives how many cells are done of how many.
  /// - Throws: `CancellationError` between two products of matrices.
  public static func run(
    from source: Encoding, into encoding: Encoding, at site: Site, label: Int,
    of output: OutputFunction, gates: HeadGates, with classifier: SequenceClassifier,
    progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> ActivationPatching {
    try run(
      Texts(from: source, into: encoding, gates: gates, with: classifier), at: site, label: label,
      of: output, with: classifier, progress: progress)
  }

  /// Takes every cell over in turn, between two texts that were computed.
  ///
  /// - Throws: `CancellationError` between two products of matrices.
  public static func run(
    _ texts: Texts, at site: Site, label: Int, of output: OutputFunction,
    with classifier: SequenceClassifier,
    progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> ActivationPatching {
    let columns = texts.columns(at: site)
    let count = texts.layerCount * columns
    let values = try texts.predictions(at: site, cells: 0..<count, with: classifier) {
      try progress($0, count)
    }.map { $0.value(of: label, output) }
    return ActivationPatching(
      site: site, clean: texts.clean.value(of: label, output),
      corrupted: texts.corrupted.value(of: label, output),
      outputs: (0..<texts.layerCount).map { Array(values[$0 * columns..<($0 + 1) * columns]) })
  }
}
