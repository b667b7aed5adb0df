public import Model

/// One state of an explanation: the numbers so far and how sure they are.
///
/// Methods yield a stream of these; the last one has `isFinal`.
public struct AttributionEstimate: Equatable, Sendable {
  /// F and its slope at one node of an integrated-gradients path, for the path pane.
  public struct PathPoint: Equatable, Sendable {
    /// Position on the path, 0 the baseline, 1 the text.
    public var alpha: Double
    /// The node's weight in the sum.
    public var weight: Double
    /// F at the node.
    public var output: Float
    /// dF/dα: the gradient along the path.
    public var slope: Float
    /// (x−b)·∇F at this node, per piece: the heat map at this step.
    public var attributions: [Float]

    /// Makes a point from its parts.
    public init(alpha: Double, weight: Double, output: Float, slope: Float, attributions: [Float]) {
      self.alpha = alpha
      self.weight = weight
      self.output = output
      self.slope = slope
      self.attributions = attributions
    }
  }

  /// The method these numbers come from (a gradient pass may precede the one asked for).
  public var method: AttributionMethod
  /// The class explained.
  public var target: Int
  /// What the model says of the text.
  public var prediction: Prediction
  /// One number a piece.
  public var values: [Float]
  /// One number a piece where the method samples: the standard error, which `AttributionErrors` adds up for groups of pieces.
  public var uncertainty: [Float]?
  /// Covariances of the pieces' errors, `[tokens, tokens]`, where one sample is of all pieces, which then vary together.
  public var covariance: [Float]?
  /// F at the baseline; nil for methods without one.
  public var baseOutput: Float?
  /// F at the text.
  public var outputValue: Float
  /// Σ values − (F(x) − F(b)), signed, before any L2 reduction; nil for methods whose values need not add up.
  ///
  /// Of relevance, which has no baseline, Σ values − F(x): what biases and softmax took up.
  public var delta: Float?
  /// Nodes of the integral, or samples, behind these numbers.
  public var steps: Int
  /// Model evaluations so far.
  public var evaluations: Int
  /// What the attributions were computed in; the prediction is that of the loaded model.
  public var arithmetic: Arithmetic
  /// How far F of variants is from F in fp32, the root mean square over some of them; nil where they are in fp32, and before the final estimate.
  public var arithmeticError: Float?
  /// Nothing better will follow for this request.
  public var isFinal: Bool
  /// What the user should know of these numbers: why the adaptive mode stopped, a class that is zero all along the path.
  public var message: String?
  /// The integral's nodes, in order of alpha; empty for other methods.
  public var path: [PathPoint]
  /// The parts of the text that the method leaves out, where those are not its pieces.
  public var features: [TextFeature]?
  /// Those of them whose words have values of their own.
  public var opened: Set<Int>
  /// One number a piece for every layer, where the method gives them: conductance through its output, `[layers][tokens]`.
  public var layers: [[Float]]?
  /// LIME's linear model.
  public var surrogate: LocalSurrogate?
  /// Partition SHAP's values as they hang on its tree; nil before the final estimate.
  public var partition: PartitionValues?
  /// What the same run says of every class, `[labels]`; empty where the method asks of one class, and before the final estimate.
  public var classes: [ClassAttribution]

  /// Makes an estimate from its parts.
  public init(
    method: AttributionMethod, target: Int, prediction: Prediction, values: [Float],
    uncertainty: [Float]? = nil, baseOutput: Float? = nil, outputValue: Float, delta: Float? = nil,
    steps: Int, evaluations: Int, arithmetic: Arithmetic = .fp32, arithmeticError: Float? = nil,
    isFinal: Bool, message: String? = nil, path: [PathPoint] = [],
    features: [TextFeature]? = nil, opened: Set<Int> = [], surrogate: LocalSurrogate? = nil,
    partition: PartitionValues? = nil, classes: [ClassAttribution] = []
  ) {
    self.method = method
    self.target = target
    self.prediction = prediction
    self.values = values
    self.uncertainty = uncertainty
    self.baseOutput = baseOutput
    self.outputValue = outputValue
    self.delta = delta
    self.steps = steps
    self.evaluations = evaluations
    self.arithmetic = arithmetic
    self.arithmeticError = arithmeticError
    self.isFinal = isFinal
    self.message = message
    self.path = path
    self.features = features
    self.opened = opened
    self.surrogate = surrogate
    self.partition = partition
    self.classes = classes
  }
}
