/// Turns a checkpoint's tensors into layers, by the names the reference library gives them.
struct WeightLoader {
  let checkpoint: Checkpoint
  let configuration: ModelConfiguration
  let backend: any MatrixBackend
  /// What forward passes will be computed in.
  let arithmetic: Arithmetic
  let packing: LoadOptions.Packing
  private let readNames = ReadNames()

  private final class ReadNames {
    var all: Set<String> = []
  }

  /// The canonical names of the tensors that were taken so far.
  var read: Set<String> { readNames.all }

  /// `name.weight` and `name.bias` of an `nn.Linear`; several that read the same input become one.
  func linear(_ names: String..., layout: WeightLayout = .outputMajor, hasBias: Bool = true)
    throws -> Linear
  {
    try Linear(
      names.map {
        try PlainWeight(tensor("\($0).weight"), name: "\($0).weight", layout: layout)
      },
      biases: hasBias ? names.map { try vector("\($0).bias") } : [], on: backend,
      arithmetic: arithmetic, packing: packing)
  }

  /// Columns of a `Conv1D` that holds several projections side by side.
  func slice(_ name: String, columns: Range<Int>) throws -> Linear {
    let (biasName, bias) = try vector("\(name).bias")
    guard columns.upperBound <= bias.count else {
      throw ModelError(
        .mismatch,
        "\(biasName): expected at least \(columns.upperBound) numbers, found \(bias.count).",
        advice: "Check that config.json belongs to these weights.")
    }
    let weight = try PlainWeight(
      tensor("\(name).weight"), name: "\(name).weight", columns: columns)
    return try Linear(
      [weight], biases: [(biasName, Array(bias[columns]))], on: backend, arithmetic: arithmetic,
      packing: packing)
  }

  /// Rows of a matrix, as the layer that has an output for each of them; all rows where `rows` is nil.
  ///
  /// - Parameter table: what the matrix is, where it is the network's own table of word vectors.
  func linear(
    _ weightName: String, rows: [Int32]?, bias biasName: String?, tiedTo table: EmbeddingTable?
  ) throws -> Linear {
    let matrix = try tensor(weightName)
    var biases = try biasName.map { [try vector($0)] } ?? []
    var weight =
      try table.map { PlainWeight(tiedTo: $0) }
      ?? PlainWeight(matrix, name: weightName, layout: .outputMajor)
    if let rows {
      let counts = [weight.outputSize] + biases.map(\.values.count)
      if let row = rows.first(where: { row in counts.contains { !(0..<$0).contains(Int(row)) } }) {
        throw ModelError(
          .mismatch,
          "\(weightName): row \(row) was asked for, but it has \(Wording.count(weight.outputSize, "row")).",
          advice: "The tokenizer's vocabulary and the model's do not belong together.")
      }
      weight = try PlainWeight(matrix, name: weightName, rows: rows)
      biases = biases.map { bias in (bias.name, rows.map { bias.values[Int($0)] }) }
    }
    return try Linear(
      [weight], biases: biases, on: backend, arithmetic: arithmetic,
      packing: packing)
  }

  /// `name.weight` and `name.bias` of a layer norm.
  func norm(_ name: String) throws -> LayerNorm {
    let weight = try vector("\(name).weight").values
    let bias = try vector("\(name).bias").values
    guard weight.count == configuration.hiddenSize, bias.count == weight.count else {
      throw ModelError(
        .mismatch,
        "\(name): expected \(configuration.hiddenSize) weights and biases, found \(weight.count) "
          + "and \(bias.count).",
        advice: "Check that config.json belongs to these weights.")
    }
    return LayerNorm(
      name: name, weight: weight, bias: bias, epsilon: configuration.layerNormEpsilon)
  }

  /// `name.weight` of an embedding table.
  func table(_ name: String, rows: Int) throws -> EmbeddingTable {
    try EmbeddingTable(
      tensor("\(name).weight"), name: "\(name).weight", rows: rows,
      width: configuration.hiddenSize)
  }

  /// The function a config names, over this backend.
  func activation(_ kind: ModelConfiguration.Activation) -> ActivationFunction {
    ActivationFunction(kind: kind, backend: backend)
  }

  private func tensor(_ name: String) throws -> StoredTensor {
    let tensor = try checkpoint.tensor(name)
    readNames.all.insert(name)
    return tensor
  }

  private func vector(_ name: String) throws -> (name: String, values: [Float]) {
    let tensor = try tensor(name)
    guard tensor.shape.count == 1 else {
      throw ModelError(
        .mismatch, "\(name): expected a vector, found the shape \(tensor.shape).",
        advice: "Check that config.json belongs to these weights.")
    }
    return (name, try tensor.floats())
  }
}
