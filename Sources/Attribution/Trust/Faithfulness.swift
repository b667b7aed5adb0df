/// How well the scores of one method say what the model makes use of, measured by taking parts out of the text.
///
/// A `FaithfulnessPlan` makes these. F is the output for the class explained; ERASER and ferret take its probability.
public struct Faithfulness: Equatable, Sendable {
  /// The measures at one length of the rationale.
  public struct Threshold: Equatable, Sendable {
    /// The share of the text's parts that was asked for.
    public let fraction: Double
    /// The parts of the rationale.
    public let partCount: Int
    /// F(x) − F(x without the rationale): high where the rationale holds all that matters.
    public let comprehensiveness: Double
    /// F(x) − F(the rationale alone): low, or negative, where the rationale is enough.
    public let sufficiency: Double
  }

  /// What the rationales are.
  public let convention: RationaleConvention
  /// One for each rationale of the convention that counts.
  public let thresholds: [Threshold]
  /// AOPC, the area over the perturbation curve, of comprehensiveness: the plain mean over the thresholds.
  ///
  /// Samek et al. 2017, DeYoung et al. 2020. 0 where no rationale counts.
  public let comprehensiveness: Double
  /// AOPC of sufficiency; 1 where no rationale counts, as ferret has it.
  public let sufficiency: Double
  /// The output while parts are taken out of the text, those of the highest scores first.
  public let deletion: PerturbationCurve
  /// The output while parts are put into the empty text, those of the highest scores first.
  public let insertion: PerturbationCurve
  /// F(x) − F(x without the part), one number a part; the same for all methods.
  public let leaveOneOut: [Double]
  /// τ-b between scores and `leaveOneOut` (Jain and Wallace 2019; ferret's τ-LOO); nil where one of them ranks nothing.
  public let leaveOneOutTau: Double?
}
