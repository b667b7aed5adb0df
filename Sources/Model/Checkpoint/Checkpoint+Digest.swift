extension Checkpoint {
  /// Sixteen hexadecimal digits that name these weights, so that a saved picture says what it was
  /// made with.
  ///
  /// A 64-bit hash of every weight's canonical name, shape, type and bytes, in the order of the
  /// names: all bytes of tensors up to 64 kB, which covers every bias, norm and classifier, and 16
  /// evenly spread kilobytes of larger ones. It does not depend on the container, the prefix or the
  /// order of the file. Two checkpoints of one training differ in it; it is no protection against
  /// someone who wants them not to.
  ///
  /// - Complexity: about a megabyte is read for a 12-layer encoder. Computed anew at each call.
  public var digest: String {
    get throws {
      var hash = WeightHash()
      for name in names.sorted() {
        guard let tensor = try tensorIfPresent(name), tensor.scalarType.isWeight else { continue }
        hash.combine(Array("\(name) \(tensor.shape) \(tensor.scalarType.rawValue)".utf8))
        let elementSize = tensor.scalarType.size
        let total = tensor.count * elementSize
        if total <= 64 << 10 || tensor.strides != nil {
          hash.combine(try tensor.storedBytes(0..<tensor.count))
          continue
        }
        let blocks = 16
        let length = 1024 / elementSize
        for block in 0..<blocks {
          // The first block begins with the tensor, the last one ends with it.
          let start = Int(Double(tensor.count - length) * Double(block) / Double(blocks - 1))
          hash.combine(try tensor.storedBytes(start..<start + length))
        }
      }
      let digits = String(hash.value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
  }

  /// The number of trained numbers, those that tensors share counted once.
  ///
  /// Tensors of integers or booleans are buffers and not counted, nor are GPT-2's stored attention
  /// masks.
  public var parameterCount: Int {
    struct Place: Hashable {
      var file: ObjectIdentifier
      var offset: Int
    }
    var seen: Set<Place> = []
    var total = 0
    for tensor in storedTensors where tensor.scalarType.isWeight && tensor.count > 0 {
      let isMask = tensor.name.hasSuffix(".attn.bias") || tensor.name.hasSuffix(".attn.masked_bias")
      let place = Place(file: ObjectIdentifier(tensor.file), offset: tensor.byteOffset)
      if !isMask, seen.insert(place).inserted { total += tensor.count }
    }
    return total
  }
}

extension StoredTensor {
  /// A copy of elements as they are stored, in row-major order.
  fileprivate func storedBytes(_ range: Range<Int>) throws(ModelError) -> [UInt8] {
    guard !range.isEmpty else { return [] }
    var bytes = [UInt8](repeating: 0, count: range.count * scalarType.size)
    var failure: ModelError?
    bytes.withUnsafeMutableBytes { buffer in
      guard let address = buffer.baseAddress else { return }
      do throws(ModelError) {
        try readElements(range, into: address)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// A multiply-and-fold hash over eight bytes at a time (the step of FNV-1a, with the high half
/// folded in).
private struct WeightHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func combine(_ bytes: [UInt8]) {
    mix(UInt64(bytes.count))
    bytes.withUnsafeBytes { buffer in
      var position = 0
      while position + 8 <= buffer.count {
        mix(UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
        position += 8
      }
      while position < buffer.count {
        mix(UInt64(buffer[position]))
        position += 1
      }
    }
  }

  private mutating func mix(_ word: UInt64) {
    value = (value ^ word) &* 0x0000_0100_0000_01b3
    value ^= value >> 32
  }
}
