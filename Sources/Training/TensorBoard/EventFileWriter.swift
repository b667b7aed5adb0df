import Foundation

/// Writes scalars as a TensorBoard event file.
///
/// The records are tensorflow's `Event` messages (event.proto, summary.proto) in TFRecord framing, written by hand because the three
/// fields of a scalar are all there is to them.
final class EventFileWriter {
  private let file: FileHandle

  /// Begins a file in a folder, called as TensorBoard expects: `events.out.tfevents.` and the time.
  ///
  /// A run that is resumed begins another: readers take the files of a folder in order.
  init(folder: String, time: Date = Date()) throws {
    let name = "events.out.tfevents.\(Int(time.timeIntervalSince1970)).headscope.\(getpid())"
    let path = (folder as NSString).appendingPathComponent(name)
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else {
      throw TrainingError.run("\(path) cannot be written.", advice: nil)
    }
    self.file = file
    var version = Message()
    version.double(1, time.timeIntervalSince1970)
    version.bytes(3, Array("brain.Event:2".utf8))
    try append(version)
  }

  deinit { try? file.close() }

  /// Writes the scalars of a step.
  func write(step: Int, _ scalars: [(tag: String, value: Double)], time: Date = Date()) throws {
    var event = Message()
    event.double(1, time.timeIntervalSince1970)
    event.integer(2, UInt64(step))
    var summary = Message()
    for (tag, value) in scalars {
      var scalar = Message()
      scalar.bytes(1, Array(tag.utf8))
      scalar.float(2, Float(value))
      summary.bytes(1, scalar.encoded)
    }
    event.bytes(5, summary.encoded)
    try append(event)
  }

  private func append(_ message: Message) throws {
    let body = message.encoded
    let length = Self.littleEndian(UInt64(body.count))
    var record = length
    record += Self.littleEndian(CRC32C.masked(length[...]))
    record += body
    record += Self.littleEndian(CRC32C.masked(body[...]))
    try file.write(contentsOf: Data(record))
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }

  /// A protobuf message while its fields are added.
  private struct Message {
    private(set) var encoded: [UInt8] = []

    mutating func integer(_ field: Int, _ value: UInt64) {
      key(field, 0)
      varint(value)
    }

    mutating func double(_ field: Int, _ value: Double) {
      key(field, 1)
      encoded += EventFileWriter.littleEndian(value.bitPattern)
    }

    mutating func bytes(_ field: Int, _ value: [UInt8]) {
      key(field, 2)
      varint(UInt64(value.count))
      encoded += value
    }

    mutating func float(_ field: Int, _ value: Float) {
      key(field, 5)
      encoded += EventFileWriter.littleEndian(value.bitPattern)
    }

    private mutating func key(_ field: Int, _ type: UInt64) { varint(UInt64(field) << 3 | type) }

    private mutating func varint(_ value: UInt64) {
      var rest = value
      while rest >= 0x80 {
        encoded.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      encoded.append(UInt8(rest))
    }
  }
}
