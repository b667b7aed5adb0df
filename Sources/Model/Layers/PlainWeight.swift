/// A linear layer's weight as the checkpoint stores it, which is the layout the backward products want.
///
/// Float32 weights are read where the file is mapped; half-precision ones are widened at the first
/// backward pass and kept, so a model that only predicts never pays for them.
final class PlainWeight {
  /// The canonical name of the tensor, for errors and for parameter gradients.
  let name: String
  let inputSize: Int
  let outputSize: Int
  let layout: WeightLayout
  /// The first output of this weight within the stored tensor, where it is a slice of a wider one
  /// (GPT-2's `c_attn`).
  let firstColumn: Int
  /// Where the weights are stored; nil for a slice, which has none of its own, and for a table's.
  private let tensor: StoredTensor?
  /// The table of word vectors that the weights are; nil for weights of their own.
  private let table: EmbeddingTable?
  /// The weights, where they are a copy: widened, a slice, or trained.
  private var values: [Float]?

  /// A whole tensor.
  init(_ tensor: StoredTensor, name: String, layout: WeightLayout) throws {
    guard tensor.shape.count == 2 else {
      throw ModelError(
        .mismatch, "\(name): expected a matrix, found the shape \(tensor.shape).",
        advice: "Check that config.json belongs to these weights.")
    }
    self.name = name
    self.layout = layout
    outputSize = layout == .outputMajor ? tensor.shape[0] : tensor.shape[1]
    inputSize = layout == .outputMajor ? tensor.shape[1] : tensor.shape[0]
    firstColumn = 0
    self.tensor = tensor
    table = nil
  }

  /// A language model's last matrix where it is its table of word vectors (Press & Wolf 2017).
  ///
  /// The table lends itself out to be changed; here it is only read, so that both are one whatever training does.
  init(tiedTo table: EmbeddingTable) {
    name = table.name
    layout = .outputMajor
    inputSize = table.width
    outputSize = table.rowCount
    firstColumn = 0
    tensor = nil
    self.table = table
  }

  /// Columns `columns` of an `[in, out]` tensor, copied.
  init(_ tensor: StoredTensor, name: String, columns: Range<Int>) throws {
    guard tensor.shape.count == 2, columns.upperBound <= tensor.shape[1] else {
      throw ModelError(
        .mismatch,
        "\(name): expected a matrix of at least \(columns.upperBound) columns, "
          + "found the shape \(tensor.shape).",
        advice: "Check that config.json belongs to these weights.")
    }
    self.name = name
    layout = .inputMajor
    inputSize = tensor.shape[0]
    outputSize = columns.count
    firstColumn = columns.lowerBound
    let width = tensor.shape[1]
    let all = try tensor.floats()
    var slice: [Float] = []
    slice.reserveCapacity(inputSize * columns.count)
    for row in 0..<tensor.shape[0] {
      slice += all[row * width + columns.lowerBound..<row * width + columns.upperBound]
    }
    values = slice
    self.tensor = nil
    table = nil
  }

  /// Rows of an `[out, in]` tensor, copied.
  ///
  /// - Precondition: the tensor is a matrix that has them.
  init(_ tensor: StoredTensor, name: String, rows: [Int32]) throws {
    self.name = name
    layout = .outputMajor
    inputSize = tensor.rowSize
    outputSize = rows.count
    firstColumn = 0
    var values = [Float](repeating: 0, count: rows.count * inputSize)
    try values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      try tensor.gather(rows: rows.lazy.map(Int.init), into: start)
    }
    self.values = values
    self.tensor = nil
    table = nil
  }

  /// Calls `body` with the weights for packing; widened copies do not outlive the call.
  func withTransientPointer<Result>(
    _ body: (UnsafePointer<Float>) throws -> Result
  ) throws -> Result {
    if let values { return try values.withUnsafeBufferPointer { try body(Self.start(of: $0)) } }
    if let table {
      return try table.withFloats(keepingCopy: false) { try body(Self.start(of: $0)) }
    }
    guard let tensor else { preconditionFailure("a weight is stored or a copy") }
    return try tensor.withFloats { try body(Self.start(of: $0)) }
  }

  /// Calls `body` with the weights; widened copies are kept for the next call.
  func withPointer<Result>(_ body: (UnsafePointer<Float>) throws -> Result) throws -> Result {
    if let table {
      return try table.withFloats(keepingCopy: true) { try body(Self.start(of: $0)) }
    }
    if values == nil, let tensor, !tensor.isMappable { values = try tensor.floats() }
    return try withTransientPointer(body)
  }

  /// Calls `body` with the weights, to be changed in place; not with a table's, which lends itself out.
  ///
  /// - Throws: as `body`, and `ModelError` where the weights can no longer be read.
  func update(_ body: (ParameterSlice) throws -> Void) throws {
    guard table == nil else { return }
    var values = try values ?? tensor?.floats() ?? []
    self.values = nil
    defer { self.values = values }
    try ParameterSlice.lend(
      &values, as: name, firstColumn: firstColumn,
      shape: layout == .outputMajor ? [outputSize, inputSize] : [inputSize, outputSize], to: body)
  }

  /// Lets the system have the mapped pages back once the weight is packed.
  func releasePages() {
    tensor?.releasePages()
    table?.releasePages()
  }

  private static func start(of values: UnsafeBufferPointer<Float>) throws -> UnsafePointer<Float> {
    guard let start = values.baseAddress else {
      throw ModelError(.damaged, "A weight has no elements.")
    }
    return start
  }
}
