import Attribution
import Model
import TestSupport
import Testing

/// The nearest rows of a table against scikit-learn's and against a search by definition.
@Suite struct EmbeddingNeighboursTests {
  /// All other rows in double precision, nearest first, of equals the first in the table.
  private func byDefinition(_ row: Int, in table: ArrayRows) -> [Int] {
    let distances = (0..<table.rowCount).map { other in
      zip(table[row], table[other]).reduce(0.0) {
        let difference = Double($1.0) - Double($1.1)
        return $0 + difference * difference
      }
    }
    return (0..<table.rowCount).filter { $0 != row && distances[$0].isFinite }
      .sorted { (distances[$0], $0) < (distances[$1], $1) }
  }

  @Test(arguments: try PropagationGolden.paths())
  func neighboursOfTheReference(_ expected: PropagationGolden.PathCase) async throws {
    guard let discretized = expected.discretized else { return }
    let table = try await ArrayRows(GoldenModels.load(expected.model))
    let count = try #require(discretized.attributions.first).neighbours
    var neighbours = EmbeddingNeighbours(in: table, count: count)
    try neighbours.find(discretized.words.map(\.id))
    for word in discretized.words { #expect(neighbours[word.id] == word.neighbours) }
  }

  @Test func thoseOfSeveralBlocksAreThoseByDefinition() throws {
    let table = ArrayRows(seed: 1, rows: 2500, width: 7)
    var neighbours = EmbeddingNeighbours(in: table, count: 40)
    let rows = [0, 1023, 1024, 2499]
    try neighbours.find(rows)
    for row in rows {
      #expect(neighbours[row] == Array(byDefinition(row, in: table).prefix(40)))
    }
  }

  /// Far from the origin products in single precision say nothing about distances of a millionth of the vectors' length.
  @Test func nearTiesAreOrderedAsInDoublePrecision() throws {
    var table = ArrayRows(seed: 2, rows: 1500, width: 5)
    for index in table.values.indices { table.values[index] = 1000 + table.values[index] / 100 }
    var neighbours = EmbeddingNeighbours(in: table, count: 20)
    try neighbours.find([3, 700])
    for row in [3, 700] {
      #expect(neighbours[row] == Array(byDefinition(row, in: table).prefix(20)))
    }
  }

  @Test func ofEqualRowsTheFirstIsNearest() throws {
    let table = ArrayRows(width: 1, values: [5, 1, 0, 1, 0, 1])
    var neighbours = EmbeddingNeighbours(in: table, count: 3)
    try neighbours.find([2])
    #expect(neighbours[2] == [4, 1, 3])
  }

  @Test func aSmallTableGivesAllOthers() throws {
    let table = ArrayRows(seed: 3, rows: 4, width: 3)
    var neighbours = EmbeddingNeighbours(in: table, count: 50)
    try neighbours.find([1])
    #expect(neighbours[1] == byDefinition(1, in: table))
    #expect(neighbours[0] == nil, "it was not looked for")
  }

  @Test func rowsThatAreNotFiniteAreNobodysNeighbours() throws {
    let table = ArrayRows(width: 1, values: [0, .nan, 1, .infinity, 2])
    var neighbours = EmbeddingNeighbours(in: table, count: 4)
    try neighbours.find([0, 1])
    #expect(neighbours[0] == [2, 4])
    #expect(neighbours[1] == [])
  }

  @Test func aModelsProductsAreThoseOfItsRows() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let table = try await ArrayRows(model)
    let vectors = [table[3], table[76], table[0]].flatMap(\.self)
    let (found, expected) = try await model.perform { classifier in
      var found = [Float](repeating: 0, count: 3 * 20)
      var expected = found
      try classifier.withWordVectors(rows: 5..<25) { rows in
        classifier.writeProducts(of: vectors, with: rows, to: &found)
        table.writeProducts(of: vectors, with: rows, to: &expected)
      }
      return (found, expected)
    }
    #expect(relativeDifference(found, expected) < 1e-5)
  }

  @Test(arguments: ["micro", "micro-fp16", "micro-bf16", "micro-bin"])
  func blocksOfATableAreItsRows(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let (all, parts) = try await model.perform { classifier in
      let count = classifier.wordVectorCount
      let all = try classifier.withWordVectors(rows: 0..<count) { Array($0) }
      let parts = try [0..<2, 2..<3, 3..<count].flatMap { rows in
        try classifier.withWordVectors(rows: rows) { Array($0) }
      }
      return (all, parts)
    }
    #expect(all == parts)
  }

  @Test func rowsThatThereAreNotAreRefused() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    await #expect(throws: ModelError.self) {
      try await model.perform { classifier in
        let count = classifier.wordVectorCount
        try classifier.withWordVectors(rows: count - 1..<count + 1) { _ in }
      }
    }
  }
}
