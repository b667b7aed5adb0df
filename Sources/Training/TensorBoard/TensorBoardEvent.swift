/// What a record of an event file says about scalars (tensorflow/core/util/event.proto, framework/summary.proto).
struct TensorBoardEvent {
  /// What a record says about the writer's session.
  enum Session: Equatable {
    /// A writer begins, or begins again: what stands at its step and behind is written anew.
    case start
    case stop
    case running
    case success
    case failure
  }

  /// Seconds since 1970.
  var wallTime: Double = 0
  /// Zero is not written (proto3), so an event without a step has step 0.
  var step: Int64 = 0
  var session: Session?
  var scalars: [(tag: String, value: Double)] = []

  /// Reads one record.
  ///
  /// - Parameter plugins: Which TensorBoard plugin each tag belongs to: writers say so with a tag's first value alone.
  /// - Returns: nil where the bytes are no event.
  init?(_ record: [UInt8], plugins: inout [String: String]) {
    var fields = ProtobufFields(record[...])
    var summary: ArraySlice<UInt8>?
    while let (number, value) = fields.next() {
      switch (number, value) {
      case (1, .fixed64(let bits)): wallTime = Double(bitPattern: bits)
      case (2, .varint(let bits)): step = Int64(bitPattern: bits)
      case (5, .bytes(let bytes)): summary = bytes
      case (7, .bytes(let log)): session = Self.session(ofLog: log)
      default: break
      }
    }
    guard !fields.isDamaged else { return nil }
    guard let summary else { return }
    var values = ProtobufFields(summary)
    while let (number, value) = values.next() {
      if number == 1, case .bytes(let bytes) = value { read(bytes, &plugins) }
    }
    if values.isDamaged { return nil }
  }

  /// Reads a `Summary.Value`.
  private mutating func read(_ bytes: ArraySlice<UInt8>, _ plugins: inout [String: String]) {
    var tag = ""
    var number: Double?
    var plugin: String?
    var fields = ProtobufFields(bytes)
    while let (field, value) = fields.next() {
      switch (field, value) {
      case (1, .bytes(let name)): tag = String(decoding: name, as: UTF8.self)
      case (2, .fixed32(let bits)): number = Double(Float(bitPattern: bits))
      case (8, .bytes(let tensor)): number = TensorScalar.value(tensor)
      case (9, .bytes(let metadata)): plugin = readPlugin(metadata)
      default: break
      }
    }
    guard !fields.isDamaged, !tag.isEmpty else { return }
    if let plugin { plugins[tag] = plugin }
    let owner = plugins.isEmpty ? nil : plugins[tag]
    if let number, owner == nil || owner == "scalars" { scalars.append((tag, number)) }
  }

  /// The plugin's name of a `SummaryMetadata`; the hyper-parameter plugin tells how the session ended.
  private mutating func readPlugin(_ metadata: ArraySlice<UInt8>) -> String? {
    guard let plugin = Self.message(1, in: metadata) else { return nil }
    guard let name = Self.message(1, in: plugin) else { return nil }
    let text = String(decoding: name, as: UTF8.self)
    if text == "hparams", let content = Self.message(2, in: plugin),
      let end = Self.message(4, in: content)
    {
      var fields = ProtobufFields(end)
      while let (number, value) = fields.next() {
        guard number == 1, case .varint(let status) = value else { continue }
        session = [1: .success, 2: .failure, 3: .running][status]
      }
    }
    return text
  }

  private static func message(_ wanted: UInt64, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var fields = ProtobufFields(bytes)
    while let (number, value) = fields.next() {
      if number == wanted, case .bytes(let found) = value { return found }
    }
    return nil
  }

  private static func session(ofLog log: ArraySlice<UInt8>) -> Session? {
    var fields = ProtobufFields(log)
    while let (number, value) = fields.next() {
      guard number == 1, case .varint(let status) = value else { continue }
      return status == 1 ? .start : status == 2 ? .stop : nil
    }
    return nil
  }
}
