/// Reads the one number of a `TensorProto` (tensorflow/core/framework/tensor.proto), as TensorFlow 2 stores scalars.
enum TensorScalar {
  /// The value, or nil where the tensor holds text or not exactly one number.
  static func value(_ tensor: ArraySlice<UInt8>) -> Double? {
    var type: UInt64 = 0
    var elements: UInt64 = 1
    var content: ArraySlice<UInt8>?
    var numbers: [Double] = []
    var fields = ProtobufFields(tensor)
    while let (number, value) = fields.next() {
      switch (number, value) {
      case (1, .varint(let code)): type = code
      case (2, .bytes(let shape)): elements = count(ofShape: shape)
      case (4, .bytes(let bytes)) where !bytes.isEmpty: content = bytes
      default: numbers += list(number, value, type)
      }
    }
    guard !fields.isDamaged, elements == 1 else { return nil }
    if let content { return self.content(content, type) }
    // A list may leave out equal values at its end, and a zero altogether.
    if numbers.isEmpty { return width(of: type) != nil ? 0 : nil }
    return numbers.count == 1 ? numbers[0] : nil
  }

  private static func count(ofShape shape: ArraySlice<UInt8>) -> UInt64 {
    var product: UInt64 = 1
    var dimensions = ProtobufFields(shape)
    while let (number, value) = dimensions.next() {
      guard number == 2, case .bytes(let dimension) = value else { continue }
      var size: UInt64 = 0
      var fields = ProtobufFields(dimension)
      while let (number, value) = fields.next() {
        if number == 1, case .varint(let given) = value { size = given }
      }
      product = product.multipliedReportingOverflow(by: size).partialValue
    }
    return product
  }

  /// The numbers of one of the typed lists, packed or one by one.
  private static func list(
    _ field: UInt64, _ value: ProtobufFields.Value, _ type: UInt64
  ) -> [Double] {
    switch (field, value) {
    case (5, .fixed32(let bits)): [Double(Float(bitPattern: bits))]
    case (5, .bytes(let packed)):
      ProtobufFields.words(packed, width: 4).map {
        Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0)))
      }
    case (6, .fixed64(let bits)): [Double(bitPattern: bits)]
    case (6, .bytes(let packed)):
      ProtobufFields.words(packed, width: 8).map { Double(bitPattern: $0) }
    case (7, .varint(let bits)), (10, .varint(let bits)), (11, .varint(let bits)):
      [Double(Int64(bitPattern: bits))]
    case (7, .bytes(let packed)), (10, .bytes(let packed)), (11, .bytes(let packed)):
      ProtobufFields.varints(packed).map { Double(Int64(bitPattern: $0)) }
    case (16, .varint(let bits)), (17, .varint(let bits)): [Double(bits)]
    case (16, .bytes(let packed)), (17, .bytes(let packed)):
      ProtobufFields.varints(packed).map { Double($0) }
    case (13, .varint(let bits)): [number(bits, type)].compactMap(\.self)
    case (13, .bytes(let packed)):
      ProtobufFields.varints(packed).compactMap { number($0, type) }
    default: []
    }
  }

  private static func content(_ bytes: ArraySlice<UInt8>, _ type: UInt64) -> Double? {
    guard let width = width(of: type), bytes.count == width else { return nil }
    return number(ProtobufFields.words(bytes, width: width)[0], type)
  }

  /// Bytes a number of that `DataType` takes; nil for what is no number.
  private static func width(of type: UInt64) -> Int? {
    switch type {
    case 1, 3, 22: 4
    case 2, 9, 23: 8
    case 4, 6, 10: 1
    case 5, 14, 17, 19: 2
    default: nil
    }
  }

  /// The number that bits of that `DataType` (tensorflow/core/framework/types.proto) stand for.
  private static func number(_ bits: UInt64, _ type: UInt64) -> Double? {
    switch type {
    case 1: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case 2: Double(bitPattern: bits)
    case 3: Double(Int32(truncatingIfNeeded: bits))
    case 5: Double(Int16(truncatingIfNeeded: bits))
    case 6: Double(Int8(truncatingIfNeeded: bits))
    case 9: Double(Int64(bitPattern: bits))
    case 14: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits << 16)))
    case 19: half(UInt16(truncatingIfNeeded: bits))
    case 4, 10, 17, 22, 23: Double(bits)
    default: nil
    }
  }

  /// IEEE 754 binary16, which Swift has no type for on every machine.
  private static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF)
    let magnitude =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? Double.infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
      }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }
}
