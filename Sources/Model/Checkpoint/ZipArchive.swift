/// The directory of a zip file whose entries are stored as they are, as `torch.save` writes them.
///
/// Read after APPNOTE.TXT 6.3.9, with zip64. Entries are only located here: what they hold is read
/// from the file itself.
struct ZipArchive {
  /// Where an entry's bytes are in the file.
  struct Entry {
    var name: String
    var range: Range<Int>
  }

  /// The entries by name.
  let entries: [String: Entry]
  /// Their names, in the order of the directory.
  let names: [String]

  /// A checkpoint of thousands of tensors has thousands of entries; a directory of millions is an
  /// attack.
  private static let entryLimit = 1 << 20
  private static let directoryLimit = 256 << 20

  /// Reads the central directory of a file and finds each entry's data.
  ///
  /// - Throws: `ModelError(.damaged)` when a range leaves the file, `.unsupported` for compression
  ///   and encryption.
  init(_ file: MappedFile) throws {
    let directory = try Self.directory(of: file)
    guard directory.range.count <= Self.directoryLimit, directory.count <= Self.entryLimit else {
      throw file.damaged("has a directory of \(directory.count) entries")
    }
    let bytes = LittleEndianBytes(try file.bytes(directory.range))
    var entries: [String: Entry] = [:]
    var names: [String] = []
    var position = 0
    for _ in 0..<directory.count {
      guard bytes.uint32(position) == 0x0201_4b50, let flags = bytes.uint16(position + 8),
        let method = bytes.uint16(position + 10), let compressed = bytes.uint32(position + 20),
        let plain = bytes.uint32(position + 24), let nameLength = bytes.uint16(position + 28),
        let extraLength = bytes.uint16(position + 30),
        let commentLength = bytes.uint16(position + 32),
        let offset = bytes.uint32(position + 42),
        let nameBytes = bytes.slice(position + 46, nameLength),
        let extra = bytes.slice(position + 46 + nameLength, extraLength)
      else { throw file.damaged("has a damaged directory") }
      let name = String(decoding: nameBytes, as: UTF8.self)
      position += 46 + nameLength + extraLength + commentLength
      guard flags & 1 == 0 else {
        throw ModelError(.unsupported, "\(file.path): the entry `\(name)` is encrypted.")
      }
      guard method == 0 else {
        throw ModelError(
          .unsupported,
          "\(file.path): the entry `\(name)` is compressed (method \(method)), which "
            + "PyTorch does not do.",
          advice:
            "Load and save the checkpoint with PyTorch, or unpack it if it was zipped by hand.")
      }
      let wide = try Self.widened([plain, compressed, offset], extra: extra, file)
      guard wide[0] == wide[1] else {
        throw file.damaged("has an entry `\(name)` that is stored in a size not its own")
      }
      let entry = Entry(
        name: name, range: try Self.data(of: name, at: wide[2], size: wide[1], file))
      guard entries.updateValue(entry, forKey: name) == nil else {
        throw file.damaged("has two entries `\(name)`")
      }
      names.append(name)
    }
    self.entries = entries
    self.names = names
  }

  /// Whether a file begins like a zip file.
  static func isZip(_ file: MappedFile) throws -> Bool {
    guard file.size >= 4 else { return false }
    let start = try file.bytes(0..<4)
    return start == [0x50, 0x4b, 0x03, 0x04] || start == [0x50, 0x4b, 0x05, 0x06]
  }

  /// Where the central directory is, and how many entries it claims.
  private static func directory(of file: MappedFile) throws -> (range: Range<Int>, count: Int) {
    // The end record has 22 bytes and a comment of at most 65,535.
    let tailStart = max(0, file.size - 22 - 65_535)
    let tail = LittleEndianBytes(try file.bytes(tailStart..<file.size))
    var position = tail.count - 22
    while position >= 0, tail.uint32(position) != 0x0605_4b50 { position -= 1 }
    guard position >= 0, let shortCount = tail.uint16(position + 10),
      let shortSize = tail.uint32(position + 12), let shortOffset = tail.uint32(position + 16)
    else {
      throw file.damaged("has no zip directory at its end, so it was cut off")
    }
    var (count, size, offset) = (shortCount, shortSize, shortOffset)
    if count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff,
      tail.uint32(position - 20) == 0x0706_4b50
    {
      guard let recordOffset = tail.uint64(position - 20 + 8), recordOffset <= file.size - 56 else {
        throw file.damaged("has a damaged zip64 locator")
      }
      let record = LittleEndianBytes(try file.bytes(recordOffset..<recordOffset + 56))
      guard record.uint32(0) == 0x0606_4b50, let wideCount = record.uint64(32),
        let wideSize = record.uint64(40), let wideOffset = record.uint64(48)
      else { throw file.damaged("has a damaged zip64 record") }
      (count, size, offset) = (wideCount, wideSize, wideOffset)
    }
    guard offset <= file.size, size <= file.size - offset else {
      throw file.damaged("has a directory that leaves the file")
    }
    return (offset..<offset + size, count)
  }

  /// Plain size, compressed size and offset, with those that say so taken from the zip64 extra
  /// field.
  private static func widened(
    _ values: [Int], extra: ArraySlice<UInt8>, _ file: MappedFile
  ) throws -> [Int] {
    guard values.contains(0xffff_ffff) else { return values }
    let bytes = LittleEndianBytes(Array(extra))
    var position = 0
    while let tag = bytes.uint16(position), let size = bytes.uint16(position + 2) {
      if tag == 1 {
        var field = position + 4
        let end = field + size
        return try values.map { value in
          guard value == 0xffff_ffff else { return value }
          guard field + 8 <= end, let wide = bytes.uint64(field) else {
            throw file.damaged("has a damaged zip64 field")
          }
          field += 8
          return wide
        }
      }
      position += 4 + size
    }
    return values
  }

  /// Skips an entry's local header, whose name and padding have lengths of their own.
  private static func data(
    of name: String, at offset: Int, size: Int, _ file: MappedFile
  ) throws -> Range<Int> {
    guard offset >= 0, offset <= file.size - 30 else {
      throw file.damaged("has an entry `\(name)` outside of it")
    }
    let header = LittleEndianBytes(try file.bytes(offset..<offset + 30))
    guard header.uint32(0) == 0x0403_4b50, let nameLength = header.uint16(26),
      let extraLength = header.uint16(28)
    else { throw file.damaged("has an entry `\(name)` without a header") }
    let start = offset + 30 + nameLength + extraLength
    guard start <= file.size, size >= 0, size <= file.size - start else {
      throw file.damaged(
        "has an entry `\(name)` of \(Wording.count(size, "byte")) that leaves the file")
    }
    return start..<start + size
  }
}

/// Bytes read as little-endian numbers; nil outside of them.
struct LittleEndianBytes {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  func uint16(_ position: Int) -> Int? { number(position, 2) }

  func uint32(_ position: Int) -> Int? { number(position, 4) }

  /// Nil also when the number does not fit an `Int`: no size or offset is that large.
  func uint64(_ position: Int) -> Int? { number(position, 8) }

  func slice(_ position: Int, _ length: Int) -> ArraySlice<UInt8>? {
    guard position >= 0, length >= 0, position <= bytes.count, length <= bytes.count - position
    else {
      return nil
    }
    return bytes[position..<position + length]
  }

  private func number(_ position: Int, _ length: Int) -> Int? {
    slice(position, length).flatMap { slice in
      Int(exactly: slice.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }
}
