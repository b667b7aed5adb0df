public import Foundation

/// How a model is to be loaded, apart from where it is.
public struct LoadOptions: Sendable {
  /// The arithmetic of the forward pass.
  public enum Precision: String, Sendable, CaseIterable {
    /// fp32; sampled variants in bf16 where the CPU has it.
    case auto
    case fp32
    /// Forward passes in bf16, gradients in fp32; an error where the CPU lacks bf16.
    case bf16
  }

  /// When a layer's weights are put in the order that products read fastest, which is a copy of them.
  public enum Packing: Sendable {
    /// When the model is loaded: every call is quick.
    case atOnce
    /// When a layer is used for the second time: a model that is asked once is never in memory as a whole.
    case whenUsedAgain
  }

  /// The arithmetic of the forward pass.
  public var precision: Precision
  /// Threads of the matrix kernels.
  public var threads: Int
  /// Which matrix kernels to use.
  public var backend: BackendPreference
  /// What takes the place of a missing or wrong `config.json`.
  public var overrides: ModelOverrides
  /// When weights are packed.
  public var packing = Packing.atOnce
  /// Lets bf16 run without the CPU's instructions, more slowly than fp32: for tests.
  package var allowsPortableBFloat16 = false

  /// Makes options; the defaults use every core.
  public init(
    precision: Precision = .auto, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    backend: BackendPreference = .automatic, overrides: ModelOverrides = ModelOverrides()
  ) {
    self.precision = precision
    self.threads = threads
    self.backend = backend
    self.overrides = overrides
  }
}
