/// One `.safetensors` file: a JSON header that names tensors and their byte ranges, then their
/// bytes.
///
/// The format is described at https://huggingface.co/docs/safetensors. Everything the header claims
/// is checked when the file is opened, as strictly as the reference reader does: the ranges must
/// tile the data without hole or overlap, so a tensor that was handed out can be read without
/// further thought. Data that is not aligned to its element size (old writers did not pad the
/// header) is valid and only costs the zero-copy access.
package struct SafetensorsFile: Sendable {
  /// The mapped file.
  let file: MappedFile
  /// All tensors, in the order of their data.
  package let tensors: [StoredTensor]
  /// The header's free-form `__metadata__`.
  let metadata: [String: String]

  /// The largest header the reference reader accepts.
  private static let headerLimit = 100_000_000

  /// Opens a file and checks its header.
  ///
  /// - Throws: `ModelError`: `.missing`, `.damaged`, or `.unsupported` for an element type this
  ///   program has no name for.
  /// - Complexity: O(header); no tensor is read.
  package init(path: String) throws {
    let file = try MappedFile(path: path)
    try file.refuseGitPointer()
    guard file.size >= 8 else {
      throw file.damaged(
        "has \(Wording.count(file.size, "byte")), fewer than a safetensors header needs")
    }
    let length = try file.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= Self.headerLimit else {
      throw file.damaged("claims a header of \(length) bytes, expected at most \(Self.headerLimit)")
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= file.size else {
      throw file.damaged(
        "claims a header of \(Wording.count(Int(length), "byte")), but has \(file.size) in all")
    }
    let header = try JSONValue.parse(
      file.bytes(8..<dataStart), source: "\(path): header", rejectingDuplicateKeys: true)
    guard let members = header.objectValue?.members else {
      throw file.damaged("has \(header.kindDescription) for a header, expected an object")
    }

    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    entries.reserveCapacity(members.count)
    for member in members {
      if member.key == "__metadata__" {
        metadata = try Self.metadata(member.value, file)
      } else {
        entries.append(try Entry(member, dataSize: file.size - dataStart, file))
      }
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    var previous = "the header"
    for entry in entries {
      guard entry.range.lowerBound == end else {
        let fault = entry.range.lowerBound < end ? "overlaps" : "leaves a hole behind"
        throw file.damaged(
          "is damaged: tensor `\(entry.name)` begins at data byte \(entry.range.lowerBound) and "
            + "\(fault) \(previous), which ends at \(end)")
      }
      end = entry.range.upperBound
      previous = "`\(entry.name)`"
    }
    guard end == file.size - dataStart else {
      throw file.damaged(
        "has \(Wording.count(file.size - dataStart, "byte")) of data, but its tensors end at \(end)"
      )
    }
    self.file = file
    self.metadata = metadata
    tensors = entries.map {
      StoredTensor(
        name: $0.name, shape: $0.shape, count: $0.count, scalarType: $0.scalarType, file: file,
        byteOffset: dataStart + $0.range.lowerBound)
    }
  }

  /// One member of the header, with its claims checked against each other and the file's size.
  private struct Entry {
    var name: String
    var shape: [Int]
    var count: Int
    var scalarType: ScalarType
    /// Within the data section.
    var range: Range<Int>

    init(_ member: JSONObject.Member, dataSize: Int, _ file: MappedFile) throws {
      name = member.key
      let fields = member.value
      guard let typeName = fields["dtype"]?.stringValue else {
        throw file.damaged("is damaged: tensor `\(name)` has no `dtype`")
      }
      guard let type = ScalarType(rawValue: typeName) else {
        throw ModelError(
          .unsupported,
          "\(file.path): tensor `\(name)` has the unknown element type `\(typeName)`.",
          advice: "Save the model in float32, float16 or bfloat16.")
      }
      scalarType = type
      guard let sizes = fields["shape"]?.arrayValue else {
        throw file.damaged("is damaged: tensor `\(name)` has no `shape`")
      }
      shape = []
      for value in sizes {
        guard let size = value.intValue, size >= 0 else {
          throw file.damaged(
            "is damaged: tensor `\(name)` has a size in its `shape` that is no whole number")
        }
        shape.append(size)
      }
      guard let offsets = fields["data_offsets"]?.arrayValue, offsets.count == 2,
        let begin = offsets[0].intValue, let end = offsets[1].intValue
      else {
        throw file.damaged(
          "is damaged: tensor `\(name)` has no `data_offsets` of two whole numbers")
      }
      guard 0 <= begin, begin <= end, end <= dataSize else {
        throw file.damaged(
          "is damaged: tensor `\(name)` claims data bytes \(begin) to \(end) of \(dataSize)")
      }
      range = begin..<end
      guard let count = StoredTensor.elementCount(shape) else {
        throw file.damaged("is damaged: tensor `\(name)` has the impossible shape \(shape)")
      }
      let (bytes, overflow) = count.multipliedReportingOverflow(by: type.size)
      guard !overflow, bytes == range.count else {
        throw file.damaged(
          "is damaged: tensor `\(name)` of shape \(shape) and type \(typeName) claims \(Wording.count(range.count, "byte"))"
        )
      }
      self.count = count
    }
  }

  private static func metadata(_ value: JSONValue, _ file: MappedFile) throws -> [String: String] {
    guard let members = value.objectValue?.members else {
      throw file.damaged("has \(value.kindDescription) for `__metadata__`, expected an object")
    }
    var metadata: [String: String] = [:]
    for member in members {
      guard let text = member.value.stringValue else {
        throw file.damaged(
          "has \(member.value.kindDescription) for `\(member.key)` in `__metadata__`, "
            + "expected a string")
      }
      metadata[member.key] = text
    }
    return metadata
  }
}
