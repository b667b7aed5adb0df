internal import CKernels

/// The numbers that the products of linear layers are made of.
///
/// Gradients for attributions, and the passes recorded for them, are fp32 always; training may take either.
public enum Arithmetic: String, Hashable, Sendable, CaseIterable {
  case fp32
  /// Weights and activations of linear layers rounded to bfloat16 and their products added up in
  /// fp32; all else fp32.
  ///
  /// As under torch's `autocast(bfloat16)` this holds for all linear layers, the pooler's included,
  /// but unlike there not for the last one, whose few outputs are the logits, nor for the products
  /// of attention; embeddings, norms and softmax are fp32 in both.
  case bf16

  /// The instructions with which this CPU multiplies bfloat16 numbers, or nil where it has none.
  public static var bfloat16Instructions: String? {
    headscope_bfloat16_name().map { String(cString: $0) }
  }

  /// Whether bf16 is faster than fp32 here: the CPU has instructions for it.
  public static var supportsBFloat16: Bool { bfloat16Instructions != nil }
}

extension LoadOptions {
  /// Whether bf16 may be computed in here.
  package var allowsBFloat16: Bool { Arithmetic.supportsBFloat16 || allowsPortableBFloat16 }

  /// What forward passes are to be computed in.
  ///
  /// - Throws: `ModelError.Kind.unsupported` where bf16 is asked for and the CPU lacks it.
  var forwardArithmetic: Arithmetic {
    get throws {
      guard precision == .bf16 else { return .fp32 }
      guard allowsBFloat16 else {
        throw ModelError(
          .unsupported,
          "--precision bf16 needs a CPU with AVX512_BF16; the best this CPU offers the kernels is "
            + "\(String(cString: headscope_vector_name())).",
          advice: "Use --precision fp32, or auto, which never asks for what the CPU lacks.")
      }
      return .bf16
    }
  }

  /// What variants of methods that sample are to be computed in: bf16 where it is not ruled out and the CPU has it.
  var sampleArithmetic: Arithmetic {
    precision != .fp32 && Arithmetic.supportsBFloat16 ? .bf16 : .fp32
  }
}
