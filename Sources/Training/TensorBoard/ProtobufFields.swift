/// Walks through the fields of a protocol buffers message, whatever they mean.
///
/// Event files need a dozen fields of four messages, and only a reader that believes nothing: a generated one would bring
/// a library for that. What contradicts the wire format ends the walk.
struct ProtobufFields {
  /// A field's value as the wire has it.
  enum Value {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  private let message: ArraySlice<UInt8>
  private var place: Int
  /// Whether the bytes ended in the middle of a field or named a wire type that does not exist.
  private(set) var isDamaged = false

  init(_ message: ArraySlice<UInt8>) {
    self.message = message
    place = message.startIndex
  }

  /// The next field, or nil at the end.
  mutating func next() -> (number: UInt64, value: Value)? {
    guard place < message.endIndex, !isDamaged else { return nil }
    guard let key = varint(), let value = value(ofType: key & 7) else {
      isDamaged = true
      return nil
    }
    return (key >> 3, value)
  }

  /// The numbers of a packed list of varints.
  static func varints(_ packed: ArraySlice<UInt8>) -> [UInt64] {
    var fields = ProtobufFields(packed)
    var values: [UInt64] = []
    while fields.place < packed.endIndex, let value = fields.varint() { values.append(value) }
    return values
  }

  /// The little-endian numbers of `width` bytes that `packed` holds.
  static func words(_ packed: ArraySlice<UInt8>, width: Int) -> [UInt64] {
    stride(from: packed.startIndex, through: packed.endIndex - width, by: width).map { start in
      packed[start..<start + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  private mutating func value(ofType type: UInt64) -> Value? {
    switch type {
    case 0: return varint().map { .varint($0) }
    case 1: return take(8).map { .fixed64(Self.words($0, width: 8)[0]) }
    case 2:
      guard let count = varint(), count <= UInt64(message.endIndex - place) else { return nil }
      return take(Int(count)).map { .bytes($0) }
    case 5: return take(4).map { .fixed32(UInt32(truncatingIfNeeded: Self.words($0, width: 4)[0])) }
    default: return nil
    }
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard message.endIndex - place >= count else { return nil }
    defer { place += count }
    return message[place..<place + count]
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while place < message.endIndex, shift < 64 {
      let byte = message[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
