public import ArgumentParser
public import Attribution
public import Model

extension AttributionRequest.Baseline {
  /// Reads `--baseline`: one of the names in any case, a special token as BERT or the model spells it, or any other text.
  init(argument: String, tokenizer: Tokenizer) {
    let special = tokenizer.specialTokens
    func isToken(_ id: Int32?) -> Bool { id.flatMap(tokenizer.token(for:)) == argument }
    self =
      switch argument.lowercased() {
      case "pad", "[pad]": .padding
      case "mask", "[mask]": .mask
      case "zero": .zero
      case "unk", "[unk]": .unknown
      case _ where isToken(special.padding): .padding
      case _ where isToken(special.mask): .mask
      case _ where isToken(special.unknown): .unknown
      default: .text(argument)
      }
  }
}

extension PieceReplacement {
  /// Reads `--baseline` for methods that take pieces out: a name in any case, with or without brackets; nil for anything else.
  init?(argument: String) {
    let name = argument.lowercased()
    let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
    self.init(rawValue: isBracketed ? String(name.dropFirst().dropLast()) : name)
    if self == .automatic { return nil }
  }
}

extension AttributionMethod: ExpressibleByArgument {}
extension ExplainedLayer: ExpressibleByArgument {}
extension NeuronIndex: ExpressibleByArgument {
  /// Reads `LAYER.INDEX`.
  public init?(argument: String) { self.init(argument) }
}
extension AttributionRequest.Reduction: ExpressibleByArgument {}
extension Quadrature: ExpressibleByArgument {}
extension Granularity: ExpressibleByArgument {}
extension FeatureSelection: ExpressibleByArgument {}
extension CoalitionSampling: ExpressibleByArgument {}
extension ExplanationLanguage: ExpressibleByArgument {}
extension CounterfactualSettings.Kinds: ExpressibleByArgument {}
extension DiscretizedPath.Strategy: ExpressibleByArgument {}
