/// What a pickle may name.
extension PickleReader {
  /// A function or class that makes tensors and dictionaries, or a type that these take.
  enum Global: Equatable {
    case rebuildTensor
    case rebuildTensorWithType
    case rebuildParameter
    case orderedDictionary
    case size
    /// `torch.FloatStorage` and the like; nil for `UntypedStorage`, which counts bytes.
    case storage(ScalarType?)
    /// `torch.float32` and the like.
    case scalarType(ScalarType)
  }

  /// What to do with a checkpoint that holds more than weights.
  static let resaving =
    "Save only the weights, best as safetensors: `safetensors.torch.save_file(model.state_dict(), "
    + "\"model.safetensors\")`, or `model.save_pretrained(folder)`."

  /// The allowed functions and classes; everything else is refused, which is the point of this
  /// reader.
  func global(_ module: String, _ name: String) throws -> Global {
    switch (module, name) {
    case ("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2"):
      return .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v3"): return .rebuildTensorWithType
    case ("torch._utils", "_rebuild_parameter"),
      ("torch._utils", "_rebuild_parameter_with_state"):
      return .rebuildParameter
    case ("collections", "OrderedDict"): return .orderedDictionary
    case ("torch", "Size"): return .size
    case ("torch.storage", "UntypedStorage"), ("torch", "UntypedStorage"): return .storage(nil)
    case ("torch.storage", "TypedStorage"), ("torch", "TypedStorage"): return .storage(nil)
    case ("torch", _):
      if let type = Self.storageTypes[name] { return .storage(type) }
      if let type = Self.scalarTypes[name] { return .scalarType(type) }
    default: break
    }
    let isClass = name.split(separator: ".").last?.first?.isUppercase ?? false
    let what =
      isClass
      ? "it holds a whole Python object of class `\(module).\(name)`"
      : "it asks for the function `\(module).\(name)`"
    throw ModelError(
      .unsupported, "\(source): refused, because \(what), and this program reads tensors only.",
      advice: Self.resaving)
  }

  private static let storageTypes: [String: ScalarType] = [
    "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
    "DoubleStorage": .float64, "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16,
    "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
  ]

  private static let scalarTypes: [String: ScalarType] = [
    "float32": .float32, "float": .float32, "float16": .float16, "half": .float16,
    "bfloat16": .bfloat16, "float64": .float64, "double": .float64, "int64": .int64,
    "int32": .int32,
    "int16": .int16, "int8": .int8, "uint64": .uint64, "uint32": .uint32, "uint16": .uint16,
    "uint8": .uint8, "bool": .bool, "float8_e4m3fn": .float8E4M3, "float8_e5m2": .float8E5M2,
  ]
}
