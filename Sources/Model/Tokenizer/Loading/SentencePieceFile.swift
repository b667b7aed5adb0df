/// What a SentencePiece model file says: its pieces, and how text is prepared for them.
///
/// The file is a protocol buffer (`sentencepiece_model.proto`); the few fields that matter are read by hand, every
/// length checked against what is left.
struct SentencePieceFile {
  /// What a piece is for.
  enum Kind: UInt64 {
    case normal = 1
    case unknown = 2
    case control = 3
    case userDefined = 4
    case unused = 5
    case byte = 6
  }

  /// A piece with its log probability, or its rank.
  struct Piece {
    var text: String
    var score: Float = 0
    var kind = Kind.normal
  }

  /// The pieces by id.
  private(set) var pieces: [Piece] = []
  /// Unigram is 1, byte pairs 2.
  private(set) var modelType: UInt64 = 1
  private(set) var fallsBackToBytes = false
  /// The compiled normalization rules; empty where text stays as it is.
  private(set) var characterMap: [UInt8] = []
  private var declaredUnknownID: UInt64 = 0

  /// The id of what no piece covers: the piece of that kind, or the one the trainer named.
  var unknownID: Int {
    pieces.firstIndex { $0.kind == .unknown } ?? Int(clamping: declaredUnknownID)
  }

  /// Reads a file's bytes.
  ///
  /// - Throws: `ModelError` of kind `damaged`.
  init(_ bytes: [UInt8], source: String) throws {
    var message = ProtocolBuffer(bytes[...], source: source)
    while let field = try message.next() {
      switch (field.number, field.value) {
      case (1, .bytes(let part)): pieces.append(try Self.piece(part, source))
      case (2, .bytes(let part)):
        var trainer = ProtocolBuffer(part, source: source)
        while let field = try trainer.next() {
          guard case .number(let value) = field.value else { continue }
          switch field.number {
          case 3: modelType = value
          case 35: fallsBackToBytes = value != 0
          case 40: declaredUnknownID = value
          default: break
          }
        }
      case (3, .bytes(let part)):
        var normalizer = ProtocolBuffer(part, source: source)
        while let field = try normalizer.next() {
          if field.number == 2, case .bytes(let map) = field.value { characterMap = Array(map) }
        }
      default: break
      }
    }
    guard !pieces.isEmpty else {
      throw ModelError(
        .damaged, "\(source): no pieces", advice: "The file is no SentencePiece model.")
    }
  }

  private static func piece(_ bytes: ArraySlice<UInt8>, _ source: String) throws -> Piece {
    var piece = Piece(text: "")
    var message = ProtocolBuffer(bytes, source: source)
    while let field = try message.next() {
      switch (field.number, field.value) {
      case (1, .bytes(let text)):
        guard let text = String(validating: text, as: UTF8.self) else {
          throw ModelError(.damaged, "\(source): a piece that is not UTF-8")
        }
        piece.text = text
      case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
      case (3, .number(let value)): piece.kind = Kind(rawValue: value) ?? .normal
      default: break
      }
    }
    return piece
  }
}

/// Reads the fields of one protocol buffer message.
private struct ProtocolBuffer {
  enum Value {
    case number(UInt64)
    case fixed64
    case bytes(ArraySlice<UInt8>)
    case fixed32(UInt32)
  }

  private var rest: ArraySlice<UInt8>
  private let source: String

  init(_ bytes: ArraySlice<UInt8>, source: String) {
    rest = bytes
    self.source = source
  }

  private func failure(_ what: String) -> ModelError {
    ModelError(
      .damaged, "\(source): \(what) at byte \(rest.startIndex)",
      advice: "The file is cut off or no SentencePiece model: fetch it again.")
  }

  /// The next field, or nil at the end.
  mutating func next() throws -> (number: UInt64, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let key = try number()
    switch key & 7 {
    case 0: return (key >> 3, .number(try number()))
    case 1:
      _ = try take(8)
      return (key >> 3, .fixed64)
    case 2:
      let count = try number()
      guard count <= UInt64(rest.count) else { throw failure("a field longer than the file") }
      return (key >> 3, .bytes(try take(Int(count))))
    case 5:
      let bits = try take(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return (key >> 3, .fixed32(bits))
    default: throw failure("a field of an unknown kind")
    }
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw failure("an unexpected end") }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private mutating func number() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.first, shift < 64 {
      rest = rest.dropFirst()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw failure("a number without end")
  }
}
