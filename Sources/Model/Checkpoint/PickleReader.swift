/// Reads the pickle of a checkpoint without running it.
///
/// A pickle is a program for a stack machine (the opcodes are those of CPython's
/// `Lib/pickletools.py`), and loading one with Python may run any function. This reader knows the
/// opcodes that `torch.save` writes (protocols 2 to 5), and of all functions only the handful that
/// make tensors and dictionaries; whatever else a pickle calls or names is refused by its name.
///
/// Containers live in one table and are referred to by index: a pickle that nests or shares them
/// without end costs one entry a container, and no recursion anywhere.
struct PickleReader {
  /// A value on the stack.
  enum Value {
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    /// Bytes, and integers beyond 64 bits: carried, never used.
    case opaque
    /// Indices into `containers`.
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    /// A function or class that is allowed to be named.
    case global(Global)
    case storage(TorchStorage)
    /// An index into `tensors`.
    case tensor(Int)
  }

  /// Elements of tuples and lists; keys and values in turn of dictionaries.
  private(set) var containers: [[Value]] = []
  /// The tensors that were built, as the pickle describes them.
  private(set) var tensors: [TorchTensor] = []

  private let bytes: [UInt8]
  let source: String
  private var position = 0
  private var stack: [Value] = []
  /// Stack heights at the marks that are still open.
  private var marks: [Int] = []
  private var memo: [Int: Value] = [:]
  /// Elements of all containers together.
  private var elementCount = 0

  /// Pickles of real checkpoints, optimizer states included, stay far below these.
  static let sizeLimit = 64 << 20
  private static let stackLimit = 1 << 20
  private static let memoLimit = 1 << 21
  private static let containerLimit = 1 << 21
  private static let markLimit = 1 << 12
  private static let elementLimit = 1 << 23
  private static let tensorLimit = 1 << 17

  /// Takes the bytes of a pickle; `source` says what they are, for messages.
  init(_ bytes: [UInt8], source: String) {
    self.bytes = bytes
    self.source = source
  }

  /// Runs the pickle to its end.
  ///
  /// - Returns: The value it leaves; containers in it are indices into `containers`.
  /// - Throws: `ModelError(.unsupported)` naming what was refused, `.damaged` for everything else.
  /// - Complexity: O(bytes) in time and memory.
  mutating func read() throws -> Value {
    while true {
      let opcode = try byte()
      if opcode == UInt8(ascii: ".") {
        guard stack.count == 1, marks.isEmpty, let value = stack.first else {
          throw damaged("ends with \(Wording.count(stack.count, "value")) on its stack")
        }
        return value
      }
      try execute(opcode)
      guard stack.count <= Self.stackLimit, memo.count <= Self.memoLimit,
        containers.count <= Self.containerLimit, marks.count <= Self.markLimit,
        elementCount <= Self.elementLimit, tensors.count <= Self.tensorLimit
      else {
        throw damaged("is not the pickle of a checkpoint: it piles up values without end")
      }
    }
  }

  /// A dictionary's pairs whose keys are strings, in order; a key that comes again replaces the one
  /// before.
  func members(_ index: Int) -> [(key: String, value: Value)] {
    let flat = containers[index]
    var members: [(key: String, value: Value)] = []
    var places: [String: Int] = [:]
    for pair in stride(from: 0, to: flat.count - 1, by: 2) {
      guard case .string(let key) = flat[pair] else { continue }
      if let place = places[key] {
        members[place].value = flat[pair + 1]
      } else {
        places[key] = members.count
        members.append((key, flat[pair + 1]))
      }
    }
    return members
  }

  // MARK: - Opcodes

  private mutating func execute(_ opcode: UInt8) throws {
    switch opcode {
    case 0x80:  // PROTO
      let version = try byte()
      guard (2...5).contains(version) else {
        throw ModelError(.unsupported, "\(source): pickle protocol \(version) is not supported.")
      }
    case 0x95: _ = try take(8)  // FRAME: a hint for readers of streams

    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88: stack.append(.bool(true))
    case 0x89: stack.append(.bool(false))
    case UInt8(ascii: "K"): stack.append(.integer(Int(try byte())))  // BININT1
    case UInt8(ascii: "M"): stack.append(.integer(try length(2)))  // BININT2
    case UInt8(ascii: "J"):  // BININT
      stack.append(.integer(Int(Int32(truncatingIfNeeded: try length(4)))))
    case 0x8a: try long(byteCount: Int(try byte()))
    case 0x8b: try long(byteCount: try length(4))
    case UInt8(ascii: "G"):  // BINFLOAT, the one big-endian number
      let pattern = try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      stack.append(.number(Double(bitPattern: pattern)))

    case UInt8(ascii: "X"): try string(byteCount: try length(4))
    case 0x8c: try string(byteCount: Int(try byte()))
    case 0x8d: try string(byteCount: try length(8))
    case UInt8(ascii: "U"), UInt8(ascii: "C"): try skip(try length(1))  // SHORT_BIN{STRING,BYTES}
    case UInt8(ascii: "T"), UInt8(ascii: "B"): try skip(try length(4))
    case 0x8e, 0x96: try skip(try length(8))

    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: ")"): push(.tuple, [])
    case UInt8(ascii: "t"): push(.tuple, try popToMark())
    case 0x85: push(.tuple, try pop(1))
    case 0x86: push(.tuple, try pop(2))
    case 0x87: push(.tuple, try pop(3))
    case UInt8(ascii: "]"), 0x8f: push(.list, [])  // EMPTY_LIST, EMPTY_SET
    case UInt8(ascii: "l"), 0x91: push(.list, try popToMark())  // LIST, FROZENSET
    case UInt8(ascii: "}"): push(.dictionary, [])
    case UInt8(ascii: "d"): push(.dictionary, try pairs(try popToMark()))
    case UInt8(ascii: "a"): try extendList(with: try pop(1))
    case UInt8(ascii: "e"), 0x90: try extendList(with: try popToMark())  // APPENDS, ADDITEMS
    case UInt8(ascii: "s"): try extendDictionary(with: try pop(2))
    case UInt8(ascii: "u"): try extendDictionary(with: try popToMark())

    case UInt8(ascii: "0"): _ = try pop(1)
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): stack.append(try top())
    case UInt8(ascii: "q"): memo[Int(try byte())] = try top()
    case UInt8(ascii: "r"): memo[try length(4)] = try top()
    case 0x94: memo[memo.count] = try top()
    case UInt8(ascii: "h"): try recall(Int(try byte()))
    case UInt8(ascii: "j"): try recall(try length(4))

    case UInt8(ascii: "c"): stack.append(.global(try global(try line(), try line())))
    case 0x93:  // STACK_GLOBAL
      let names = try pop(2)
      guard case .string(let module) = names[0], case .string(let name) = names[1] else {
        throw damaged("names a function by something else than strings")
      }
      stack.append(.global(try global(module, name)))
    case UInt8(ascii: "R"): try reduce()
    case UInt8(ascii: "b"): try build()
    case UInt8(ascii: "Q"): try persistent()
    case UInt8(ascii: "i"):  // INST
      _ = try global(try line(), try line())
      throw damaged("makes an object by an opcode that checkpoints do not use")
    default:
      throw ModelError(
        .unsupported,
        "\(source): the pickle opcode 0x\(String(opcode, radix: 16)) at byte "
          + "\(position - 1) is not one that checkpoints use.", advice: Self.resaving)
    }
  }

  // MARK: - Stack

  enum ContainerKind {
    case tuple
    case list
    case dictionary
  }

  mutating func push(_ value: Value) { stack.append(value) }

  mutating func push(_ tensor: TorchTensor) {
    stack.append(.tensor(tensors.count))
    tensors.append(tensor)
  }

  mutating func push(_ kind: ContainerKind, _ elements: [Value]) {
    let index = containers.count
    containers.append(elements)
    elementCount += elements.count
    switch kind {
    case .tuple: stack.append(.tuple(index))
    case .list: stack.append(.list(index))
    case .dictionary: stack.append(.dictionary(index))
    }
  }

  /// Values above the last mark stay where no `pop` can reach below it.
  private var floor: Int { marks.last ?? 0 }

  func top() throws -> Value {
    guard stack.count > floor, let value = stack.last else { throw damaged("has too few values") }
    return value
  }

  mutating func pop(_ count: Int) throws -> [Value] {
    guard stack.count - count >= floor else { throw damaged("has too few values") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws -> [Value] {
    guard let mark = marks.popLast(), mark <= stack.count else { throw damaged("has no mark") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private func pairs(_ values: [Value]) throws -> [Value] {
    guard values.count.isMultiple(of: 2) else { throw damaged("has a key without a value") }
    return values
  }

  private mutating func extendList(with values: [Value]) throws {
    guard case .list(let index) = try top() else { throw damaged("appends to no list") }
    containers[index] += values
    elementCount += values.count
  }

  private mutating func extendDictionary(with values: [Value]) throws {
    guard case .dictionary(let index) = try top() else {
      throw damaged("sets an item of no dictionary")
    }
    containers[index] += try pairs(values)
    elementCount += values.count
  }

  private mutating func recall(_ index: Int) throws {
    guard let value = memo[index] else { throw damaged("recalls what it has not stored") }
    stack.append(value)
  }

  func elements(_ value: Value) -> [Value]? {
    switch value {
    case .tuple(let index), .list(let index): containers[index]
    default: nil
    }
  }

  func integers(_ value: Value) -> [Int]? {
    guard let elements = elements(value), elements.count <= 64 else { return nil }
    var integers: [Int] = []
    for element in elements {
      guard case .integer(let integer) = element else { return nil }
      integers.append(integer)
    }
    return integers
  }

  // MARK: - Bytes

  private mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw damaged("is cut off") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw damaged("is cut off") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// A little-endian number of up to eight bytes.
  private mutating func length(_ byteCount: Int) throws -> Int {
    let number = try take(byteCount).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let length = Int(exactly: number) else { throw damaged("has an impossible length") }
    return length
  }

  private mutating func skip(_ count: Int) throws {
    _ = try take(count)
    stack.append(.opaque)
  }

  private mutating func string(byteCount: Int) throws {
    stack.append(.string(String(decoding: try take(byteCount), as: UTF8.self)))
  }

  /// A little-endian two's-complement integer of any length.
  private mutating func long(byteCount: Int) throws {
    let bytes = try take(byteCount)
    guard byteCount <= 8 else {
      stack.append(.opaque)
      return
    }
    let sign: UInt64 = bytes.last.map { $0 >= 0x80 } == true ? .max : 0
    let pattern = bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) }
    stack.append(.integer(Int(bitPattern: UInt(pattern))))
  }

  private mutating func line() throws -> String {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw damaged("is cut off")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  func damaged(_ problem: String) -> ModelError {
    ModelError(
      .damaged, "\(source): the pickle \(problem) (byte \(position)).",
      advice: "Copy or download the file again.")
  }
}
