public import Attribution

/// What is asked about the heads of a model.
public struct HeadsRequest: Equatable, Sendable {
  /// The parts of the answer, which take very different times.
  public enum Question: Equatable, Sendable {
    /// Where every head looks, with small pictures of a form, and what a drawing wants beside the weights: one
    /// forward pass.
    case attention(HeadThumbnails.Form, extras: AttentionReport.Extras = [])
    /// What a page of the board shows, for an output of a class.
    case board(BoardPage, on: AttributionRequest.Target, of: AttributionRequest.Output)
    /// What each activation of another text brings; of a layer, what each of its heads brings at single positions.
    case patching(
      from: ModelInput, at: ActivationPatching.Site, layer: Int? = nil,
      on: AttributionRequest.Target, of: AttributionRequest.Output)
    /// What every head does over texts, of which the first may be counted already.
    case sample([ModelInput], after: PatternSampleReport)
    /// What closing each head does to an output of a class: up to a forward pass a head.
    case effects(on: AttributionRequest.Target, of: AttributionRequest.Output)
  }

  /// What is asked.
  public var question: Question
  /// How far the heads are open; nil: all of them.
  public var gates: HeadGates?

  /// Makes a request.
  public init(_ question: Question, gates: HeadGates? = nil) {
    self.question = question
    self.gates = gates
  }
}

/// One answer about the heads.
public enum HeadsResult: Equatable, Sendable {
  /// Where they look.
  case attention(AttentionReport)
  /// What a page of the board shows, as far as it is found out.
  case board(BoardReading)
  /// What another text's activations bring, as far as it is measured.
  case patching(PatchingReport)
  /// What they do over texts, as far as these are counted.
  case sample(PatternSampleReport)
  /// What closing them does, as far as it is measured.
  case effects(HeadEffects)
}

/// What one head after the other does to an output of a class, measured by closing it, or opening it where it is closed: the
/// causal measure.
public struct HeadEffects: Equatable, Sendable {
  /// The class.
  public var target: Int
  /// The output with the heads as they are.
  public var base: Float
  /// The output with the head less the output without it, in the order of `AttentionMaps.heads`: positive speaks for the class.
  ///
  /// Those measured so far.
  public var values: [Float]

  /// The same of all heads of a layer at once, by layer; those measured so far.
  public var layers: [Float]

  /// Makes effects from their parts.
  public init(target: Int, base: Float, values: [Float], layers: [Float] = []) {
    self.target = target
    self.base = base
    self.values = values
    self.layers = layers
  }

  /// The effect of a head; nil while it is not measured.
  func value(_ offset: Int) -> Float? {
    values.indices.contains(offset) ? values[offset] : nil
  }

  /// The effect of all heads of a layer; nil while it is not measured.
  func value(ofLayer layer: Int) -> Float? {
    layers.indices.contains(layer) ? layers[layer] : nil
  }

  /// The largest magnitude: the end of the scale.
  var scale: Float { values.lazy.map(abs).max() ?? 0 }
}
