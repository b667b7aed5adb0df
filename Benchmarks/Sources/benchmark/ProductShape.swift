/// A product of a model: rows of activations by a weight.
struct ProductShape: CustomStringConvertible {
  var rows: Int
  var inputSize: Int
  var outputSize: Int

  /// What the 6×384 and the 12×768 encoders multiply, for one text of 34 tokens and for a full run.
  static let all = [34, 1024].flatMap { rows in
    [
      (384, 1152), (384, 384), (384, 1536), (1536, 384), (768, 2304), (768, 768), (768, 3072),
      (3072, 768),
    ]
    .map { ProductShape(rows: rows, inputSize: $0.0, outputSize: $0.1) }
  }

  init(rows: Int, inputSize: Int, outputSize: Int) {
    self.rows = rows
    self.inputSize = inputSize
    self.outputSize = outputSize
  }

  /// Reads what `description` writes.
  init(_ text: String) throws {
    let sizes = text.split(separator: "x").compactMap { Int($0) }
    guard sizes.count == 3 else { throw BenchmarkError("\(text) is no shape.") }
    self.init(rows: sizes[0], inputSize: sizes[1], outputSize: sizes[2])
  }

  var description: String { "\(rows)x\(inputSize)x\(outputSize)" }
}
