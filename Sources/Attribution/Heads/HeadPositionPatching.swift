public import Model

/// A text's output when one head's context at one position is taken from another text: where in the text a head carries the difference.
///
/// `ActivationPatching` takes a head over at all positions together; these are the single positions of that.
public struct HeadPositionPatching: Equatable, Sendable {
  /// The positions that were taken over, one at a time.
  public var positions: [Int]
  /// F of the text that gives.
  public var clean: Float
  /// F of the text that takes.
  public var corrupted: Float
  /// F with each cell taken over, `[layers][heads][positions]`.
  public var outputs: [[[Float]]]

  /// How much of the way from `corrupted` to `clean` each cell brings; nil where the two texts have the same output.
  public var recovered: [[[Float]]]? {
    guard ActivationPatching.share(of: clean, from: corrupted, to: clean) != nil else { return nil }
    return outputs.map {
      $0.map { $0.compactMap { ActivationPatching.share(of: $0, from: corrupted, to: clean) } }
    }
  }

  /// Takes every head over at each position in turn.
  ///
  /// - Parameters:
  ///   - texts: both texts.
  ///   - positions: of both texts.
  ///   - label: the class.
  ///   - output: which number of the class F is.
  ///   - classifier: the model.
  ///   - progress: receives how many cells are done of how many.
  /// - Throws: `CancellationError` between two products of matrices.
  /// - Complexity: layers × heads × positions variants, each from its own layer on.
  public static func run(
    _ texts: ActivationPatching.Texts, at positions: [Int], label: Int, of output: OutputFunction,
    with classifier: SequenceClassifier,
    progress: (_ done: Int, _ of: Int) throws -> Void = { _, _ in }
  ) throws -> HeadPositionPatching {
    let heads = texts.headCount
    let perLayer = heads * positions.count
    let count = texts.layerCount * perLayer
    let values = try texts.headPredictions(at: positions, cells: 0..<count, with: classifier) {
      try progress($0, count)
    }.map { $0.value(of: label, output) }
    return HeadPositionPatching(
      positions: positions, clean: texts.clean.value(of: label, output),
      corrupted: texts.corrupted.value(of: label, output),
      outputs: (0..<texts.layerCount).map { layer in
        (0..<heads).map { head in
          let start = layer * perLayer + head * positions.count
          return Array(values[start..<start + positions.count])
        }
      })
  }
}
