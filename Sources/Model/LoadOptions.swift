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

  /// The arithmetic of the forward pass.
  public var precision: Precision
  /// Threads of the matrix kernels.
  public var threads: Int
  /// Which matrix kernels to use.
  public var backend: BackendPreference
  /// What takes the place of a missing or wrong `config.json`.
  public var overrides: ModelOverrides
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
