internal import CKernels

/// Which matrix backend to use: the faster one for this CPU, or a named one.
public enum BackendPreference: String, CaseIterable, Sendable {
  /// oneDNN where it was built in and the CPU has AVX-512, the own kernels elsewhere.
  ///
  /// On AVX2 the own kernels were measured 1.05 to 2 times as fast on fifteen of sixteen layer shapes (`make bench`); on
  /// AVX-512 oneDNN's plain products and its bf16 ones are the faster, which its backend takes.
  case automatic = "auto"
  case native
  case oneDNN = "onednn"

  /// The environment variable that overrides `automatic`: `auto`, `native` or `onednn`.
  public static let environmentVariable = "HEADSCOPE_BACKEND"

  /// Reads the preference from an environment; `automatic` where the variable is missing or empty.
  ///
  /// - Throws: `ModelError.Kind.invalidInput` for any other value.
  public init(environment: [String: String]) throws {
    guard let value = environment[Self.environmentVariable], !value.isEmpty else {
      self = .automatic
      return
    }
    guard let preference = Self(rawValue: value.lowercased()) else {
      throw ModelError(
        .invalidInput, "\(Self.environmentVariable) is \"\(value)\", which names no backend.",
        advice: "Set it to auto, native or onednn.")
    }
    self = preference
  }

  /// Starts the backend for the calling thread, which is then the only one that may use it.
  ///
  /// - Throws: `ModelError.Kind.unsupported` where oneDNN is asked for and absent.
  public func makeBackend(threads: Int) throws -> any MatrixBackend {
    #if HEADSCOPE_ONEDNN
      switch self {
      case .native: break
      case .automatic:
        if headscope_vector_width() >= 16, let backend = OneDNNBackend(threads: threads) {
          return backend
        }
      case .oneDNN:
        guard let backend = OneDNNBackend(threads: threads) else {
          throw ModelError(
            .unsupported, "oneDNN does not start on this machine, or does not run on OpenMP.",
            advice: "Use the own kernels: \(Self.environmentVariable)=native.")
        }
        return backend
      }
    #else
      if self == .oneDNN {
        throw ModelError(
          .unsupported, "This program was built without oneDNN.",
          advice: "Install libdnnl-dev and build again, or use the own kernels.")
      }
    #endif
    return NativeBackend(threads: threads)
  }
}
