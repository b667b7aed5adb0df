/// Methods computed to the letter as the Python library does that users compare numbers with.
extension AttributionMethod {
  /// Whether a library computes the method otherwise than this program does by itself.
  public var hasLibraryForm: Bool { readsStringsAsLibrary || self == .kernelSHAP }

  /// Whether the library puts every variant of a text together as a string and has the model read it anew.
  var readsStringsAsLibrary: Bool { self == .lime || self == .partitionSHAP }

  /// Whether the library takes out what its own masker does, tokens with the mask in their place, whatever else is wished for: shap's.
  public var hasLibraryMasker: Bool { self == .partitionSHAP }
}

extension AttributionRequest {
  /// Whether methods that a Python library has too are computed to the letter as it does: LIME and Partition SHAP read every variant's text
  /// anew, in fp32, and Kernel SHAP chooses as many parts as its library does when it is not told.
  public var followsLibrary: Bool {
    get { readsStrings }
    set {
      readsStrings = newValue
      // The libraries' own selection of parts is not Shapley's values.
      regularization = newValue ? nil : .all
    }
  }

  /// The Python library by which the numbers are computed; nil where the method is computed as this program does by itself.
  public var library: String? {
    guard followsLibrary else { return nil }
    return switch method {
    case .lime: "lime"
    case .partitionSHAP: CoalitionSampling.shap.rawValue
    case .kernelSHAP: coalitionSampling.rawValue
    default: nil
    }
  }

  /// Whether variants are strings that are read anew, which needs the text as it was typed, with nothing taken out.
  public var readsVariantsAnew: Bool { readsStrings && method.readsStringsAsLibrary }

  /// Whether the library's masker says what is taken out, and what stands for it.
  public var usesLibraryMasker: Bool { readsStrings && method.hasLibraryMasker }
}
