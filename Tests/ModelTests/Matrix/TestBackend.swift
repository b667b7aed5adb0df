import CKernels

@testable import Model

/// The backends that every matrix test runs on: the own kernels at each width, and oneDNN where it
/// was built in.
enum TestBackend: String, CaseIterable, Sendable {
  case own4
  case own8
  case own16
  #if HEADSCOPE_ONEDNN
    case oneDNN
  #endif

  /// Runs a test body on the backend, with its width in force in this thread.
  func run(threads: Int = 2, _ body: (any MatrixBackend) throws -> Void) rethrows {
    defer { headscope_force_width(0) }
    switch self {
    case .own4: headscope_force_width(4)
    case .own8: headscope_force_width(8)
    case .own16: headscope_force_width(16)
    #if HEADSCOPE_ONEDNN
      case .oneDNN:
        guard let backend = OneDNNBackend(threads: threads) else {
          preconditionFailure("oneDNN was built in but does not start.")
        }
        return try body(backend)
    #endif
    }
    try body(NativeBackend(threads: threads))
  }
}

/// Runs a test body with the kernels of one width in force in this thread.
func withVectorWidth(_ width: Int, _ body: () throws -> Void) rethrows {
  headscope_force_width(Int32(width))
  defer { headscope_force_width(0) }
  try body()
}

/// The widths that the kernels are compiled for.
let vectorWidths = [4, 8, 16]
