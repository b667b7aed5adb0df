/// Sums of the gradients of every parameter, or of those that are trained, by canonical name.
///
/// Belongs to the model's thread; `tensors()` makes a copy that may leave it.
public final class ParameterGradients {
  /// A parameter, or the columns of one from `firstColumn` on where layers hold slices of a wider
  /// tensor (GPT-2's `c_attn`).
  package struct Key: Hashable {
    package var name: String
    package var firstColumn: Int

    package init(name: String, firstColumn: Int = 0) {
      self.name = name
      self.firstColumn = firstColumn
    }
  }

  /// What was summed for one parameter.
  package struct Sum {
    /// The parameter's own.
    package let shape: [Int]
    /// Row-major, as `shape` says.
    package let values: UnsafeMutableBufferPointer<Float>
    /// The rows that are not zero, in the order of their first gradient; nil for a parameter that has
    /// gradients everywhere.
    package fileprivate(set) var touchedRows: [Int32]?
    fileprivate var isTouched: [Bool] = []
    /// The sum is zero, whatever is in memory: the first product of a step writes it and reads nothing.
    fileprivate var isCleared = true

    fileprivate init(shape: [Int], hasRows: Bool) {
      self.shape = shape
      values = .allocate(capacity: shape.reduce(1, *))
      values.initialize(repeating: 0)
      guard hasRows else { return }
      isCleared = false
      touchedRows = []
      isTouched = [Bool](repeating: false, count: shape.first ?? 0)
    }

    /// Notes that rows are about to be added to; a sum that has gradients everywhere knows it already.
    fileprivate mutating func touch(_ rows: [Int32]) {
      guard touchedRows != nil else { return settle() }
      for row in rows where !isTouched[Int(row)] {
        isTouched[Int(row)] = true
        touchedRows?.append(row)
      }
    }

    /// No longer keeps which rows are not zero: a decoder that is tied to the table gives all of them gradients.
    fileprivate mutating func forgetRows() {
      touchedRows = nil
      isTouched = []
    }

    /// Calls `body` with every part that may be other than zero.
    package func forEachPart(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
      guard let touchedRows else { return body(values) }
      let width = shape.dropFirst().reduce(1, *)
      for row in touchedRows {
        body(.init(rebasing: values[Int(row) * width..<(Int(row) + 1) * width]))
      }
    }

    fileprivate mutating func clear() {
      guard let rows = touchedRows else {
        isCleared = true
        return
      }
      forEachPart { $0.update(repeating: 0) }
      for row in rows { isTouched[Int(row)] = false }
      touchedRows = []
    }

    /// Writes the zeros of a sum that was cleared.
    fileprivate mutating func settle() {
      guard isCleared else { return }
      isCleared = false
      values.update(repeating: 0)
    }
  }

  private let isTrained: (String) -> Bool
  private var sums: [Key: Sum] = [:]

  /// Makes an empty collection: every gradient is zero.
  ///
  /// - Parameter isTrained: says by its canonical name whether a parameter's gradient is wanted; the work for the others
  ///   is saved.
  public init(of isTrained: @escaping (String) -> Bool = { _ in true }) {
    self.isTrained = isTrained
  }

  deinit {
    for sum in sums.values { sum.values.deallocate() }
  }

  /// Whether a parameter's gradient is wanted.
  package func wants(_ name: String) -> Bool { isTrained(name) }

  /// Where a parameter's gradient is summed, zeros at the first call; nil where it is not wanted.
  func pointer(_ key: Key, shape: [Int]) -> UnsafeMutablePointer<Float>? {
    guard wants(key.name) else { return nil }
    let pointer = sum(key, shape: shape, hasRows: false).values.baseAddress
    sums[key]?.settle()
    return pointer
  }

  /// Where a product that fills a whole gradient goes, and whether it is added to what is there; nil where it is not wanted.
  func product(
    _ key: Key, shape: [Int]
  ) -> (pointer: UnsafeMutablePointer<Float>, accumulate: Bool)? {
    guard wants(key.name) else { return nil }
    let sum = sum(key, shape: shape, hasRows: false)
    sums[key]?.forgetRows()
    sums[key]?.isCleared = false
    return sum.values.baseAddress.map { ($0, !sum.isCleared) }
  }

  /// Where gradients of some rows of a table are about to be added; nil where they are not wanted.
  func pointer(
    _ key: Key, shape: [Int], adding rows: [Int32]
  ) -> UnsafeMutablePointer<Float>? {
    guard wants(key.name) else { return nil }
    let pointer = sum(key, shape: shape, hasRows: true).values.baseAddress
    sums[key]?.touch(rows)
    return pointer
  }

  private func sum(_ key: Key, shape: [Int], hasRows: Bool) -> Sum {
    if let sum = sums[key] {
      precondition(sum.shape == shape, "a parameter keeps its shape")
      return sum
    }
    let sum = Sum(shape: shape, hasRows: hasRows)
    sums[key] = sum
    return sum
  }

  /// What was summed for a parameter; nil where it had no gradient yet.
  package subscript(key: Key) -> Sum? {
    sums[key]?.settle()
    return sums[key]
  }

  /// Calls `body` with what was summed for every parameter, in the order of their names.
  package func forEach(_ body: (Key, Sum) -> Void) {
    let order = sums.keys.sorted { ($0.name, $0.firstColumn) < ($1.name, $1.firstColumn) }
    for key in order { if let sum = self[key] { body(key, sum) } }
  }

  /// Sets all gradients to zero and keeps their memory.
  public func clear() {
    for key in sums.keys { sums[key]?.clear() }
  }

  /// All gradients by the parameters' names, slices joined along their last dimension.
  public func tensors() -> [String: Tensor] {
    Dictionary(grouping: sums.keys, by: \.name).mapValues { keys in
      let slices = keys.sorted { $0.firstColumn < $1.firstColumn }.compactMap { self[$0] }
      return Tensor(
        joiningColumns: slices.map { Tensor(shape: $0.shape, values: Array($0.values)) })
    }
  }
}
