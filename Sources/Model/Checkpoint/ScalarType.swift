/// The number formats that checkpoints store tensors in.
///
/// The raw value is the name that safetensors headers use.
public enum ScalarType: String, Sendable, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case bool = "BOOL"
  case float8E4M3 = "F8_E4M3"
  case float8E5M2 = "F8_E5M2"

  /// Bytes an element.
  public var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool, .float8E4M3, .float8E5M2: 1
    }
  }

  /// Whether elements of this type can be weights: they widen, or round, to `Float`.
  ///
  /// Integers and booleans occur in checkpoints as buffers (`position_ids`, attention masks), and
  /// as quantised weights that need scales this program does not know; eight-bit floats are of the
  /// latter sort.
  public var isWeight: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }
}
