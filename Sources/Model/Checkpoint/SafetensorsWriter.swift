internal import CKernels
import Foundation

/// Writes tensors as a safetensors file, one after the other, so that a model is never in memory twice.
///
/// Format: huggingface/safetensors, README "Format": eight bytes of length, a JSON header, the numbers.
package enum SafetensorsWriter {
  /// A tensor that is asked for when its turn comes.
  package struct Entry {
    package var name: String
    package var shape: [Int]
    package var values: () throws -> [Float]

    package init(name: String, shape: [Int], values: @escaping () throws -> [Float]) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// Writes a file and waits until the disk has it.
  ///
  /// - Parameters:
  ///   - entries: in the order of the file; names differ.
  ///   - path: where nothing needs to be kept.
  ///   - isHalf: whether numbers are rounded to fp16; fp32 otherwise.
  /// - Throws: what reading an entry throws, and what the system says of the file.
  package static func write(_ entries: [Entry], to path: String, isHalf: Bool = false) throws {
    precondition(Set(entries.map(\.name)).count == entries.count, "tensors have names of their own")
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else {
      throw ModelError(
        .missing, "\(path) cannot be written.",
        advice: "Check that its folder exists, may be written to, and has room.")
    }
    defer { try? file.close() }
    var header = Array(header(of: entries, isHalf: isHalf).utf8)
    // The numbers begin at a multiple of eight.
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    let length = UInt64(header.count).littleEndian
    try withUnsafeBytes(of: length) { try file.write(contentsOf: Data($0)) }
    try file.write(contentsOf: Data(header))
    for entry in entries {
      let values = try entry.values()
      precondition(values.count == entry.shape.reduce(1, *), "values fill their shape")
      guard isHalf else {
        try values.withUnsafeBytes { try file.write(contentsOf: Data($0)) }
        continue
      }
      let halves = [UInt16](unsafeUninitializedCapacity: values.count) { buffer, count in
        if let start = buffer.baseAddress { headscope_narrow_f16(values, start, values.count) }
        count = values.count
      }
      try halves.withUnsafeBytes { try file.write(contentsOf: Data($0)) }
    }
    try file.synchronize()
  }

  private static func header(of entries: [Entry], isHalf: Bool) -> String {
    var offset = 0
    let type = isHalf ? ScalarType.float16 : .float32
    return JSONWriter.text { writer in
      writer.object { writer in
        // transformers refuses a file without it.
        writer.member("__metadata__") { $0.object { $0.member("format", "pt") } }
        for entry in entries {
          let end = offset + entry.shape.reduce(1, *) * type.size
          writer.member(entry.name) {
            $0.object {
              $0.member("dtype", type.rawValue)
              $0.member("shape") { $0.array(entry.shape) { $0.value($1) } }
              $0.member("data_offsets") { $0.array([offset, end]) { $0.value($1) } }
            }
          }
          offset = end
        }
      }
    }
  }
}
