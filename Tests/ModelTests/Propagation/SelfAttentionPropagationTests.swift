import Foundation
import TestSupport
import Testing

@testable import Model

/// Softmax and products of attention under the rules of relevance, against LXT's closed forms of `tests/test_functional.py`, and DeepLIFT's sum.
///
/// One head whose query, key and value are three stretches of its input, so that what each gets can be seen.
@Suite struct SelfAttentionPropagationTests {
  private static let size = 4
  private static let hidden = 3 * size
  private static let tokens = 3
  private static let scale: Float = 0.5

  /// What an attention block makes of its input, and what a rule makes of a gradient at its output.
  private struct Propagation {
    var input: [[Double]]
    var upper: [[Double]]
    var output: [[Double]]
    var gradient: [[Double]]

    /// x·dF/dx of a stretch of a token's input: 0 the query, 1 the key, 2 the value.
    func relevance(_ token: Int, _ stretch: Int) -> [Double] {
      (stretch * size..<(stretch + 1) * size).map { gradient[token][$0] * input[token][$0] }
    }
  }

  private func attention(_ folder: TemporaryFolder) throws -> SelfAttention {
    let backend = NativeBackend(threads: 1)
    /// A matrix that takes a stretch of the input to its beginning; without a stretch the input itself.
    func weight(_ name: String, from stretch: Int?) throws -> PlainWeight {
      let path = "\(folder.path)/\(name).safetensors"
      var values = [Float](repeating: 0, count: Self.hidden * Self.hidden)
      for row in 0..<(stretch == nil ? Self.hidden : Self.size) {
        values[row * Self.hidden + row + (stretch ?? 0) * Self.size] = 1
      }
      let shape = [Self.hidden, Self.hidden]
      try SafetensorsWriter.write([.init(name: name, shape: shape) { values }], to: path)
      return try PlainWeight(
        #require(try SafetensorsFile(path: path).tensors.first), name: name, layout: .outputMajor)
    }
    let projections = try ["query", "key", "value"].enumerated().map {
      try weight($1, from: $0)
    }
    return SelfAttention(
      layer: 0,
      weights: .fused(
        try Linear(projections, biases: [], on: backend, arithmetic: .fp32, packing: .atOnce)),
      output: try Linear(
        [weight("output", from: nil)], biases: [], on: backend, arithmetic: .fp32, packing: .atOnce),
      headCount: 1, scale: Self.scale, isCausal: false)
  }

  /// - Parameter runs: how many texts go through, one after the other.
  private func propagate(by rule: PropagationRule, runs: Int = 1) throws -> Propagation {
    let folder = try TemporaryFolder()
    let attention = try attention(folder)
    var text = RaggedBatch()
    for _ in 0..<runs {
      text.append(ids: [Int32](repeating: 5, count: Self.tokens), typeIDs: [0, 0, 0])
    }
    let pass = NetworkPass(
      backend: NativeBackend(threads: 1), pool: BufferPool(), batch: text,
      pooledRows: (0..<runs).map { $0 * Self.tokens }, capture: [], intervention: .none,
      arithmetic: .fp32, recordingFor: .inputGradient, by: rule)
    var generator = SeededGenerator(seed: 7)
    func random(_ rows: Int) -> MatrixBuffer {
      let values = (0..<rows * Self.hidden).map { _ in Float(generator.uniform() * 2 - 1) }
      return pass.pool.matrix(
        Tensor(shape: [rows, Self.hidden], values: values), rows: 0..<rows)
    }
    let input = random(runs * Self.tokens)
    let upper = random(Self.tokens)
    let outputGradient = pass.pool.matrix(input.rows, Self.hidden)
    for run in 0..<runs {
      outputGradient.row(run * Self.tokens).update(from: upper.pointer, count: upper.count)
    }
    let kept = input.tensor()
    let found = try attention.forward(input, activeRows: nil, in: pass)
    let unused = pass.pool.matrix(1, 1)
    let record = Tape.Layer(
      projections: found.projections, middleNorm: .init(input: unused, statistics: unused),
      preActivation: unused)
    let gradient = try attention.backward(
      record, blockInput: nil, outputGradient: outputGradient, in: pass, parameters: nil,
      gateGradients: nil)
    func rows(_ tensor: Tensor) -> [[Double]] {
      (0..<tensor.rows).map { tensor.row($0).map(Double.init) }
    }
    return Propagation(
      input: rows(kept), upper: rows(upper.tensor()), output: rows(found.output.tensor()),
      gradient: rows(gradient.tensor()))
  }

  /// The parts of attention in double precision, and what comes down to them where the context's relevance is its gradient times itself.
  private struct ClosedForm {
    var scores: [[Double]] = []
    var probabilities: [[Double]] = []
    /// Of the scores: half of the product's relevance goes to the probabilities, and through softmax by Proposition 3.1.
    var scoreRelevance: [[Double]] = []

    init(_ found: Propagation) {
      func stretch(_ token: Int, _ index: Int) -> ArraySlice<Double> {
        found.input[token][index * size..<(index + 1) * size]
      }
      for query in 0..<tokens {
        let row = (0..<tokens).map { key in
          Double(scale)
            * zip(stretch(query, 0), stretch(key, 1)).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let powers = row.map { exp($0) }
        let share = powers.map { $0 / powers.reduce(0, +) }
        // R = p·v·g/2 of each key: half of the product, summed over the head's numbers.
        let upper = (0..<tokens).map { key in
          share[key] / 2
            * zip(stretch(key, 2), found.upper[query]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let sum = upper.reduce(0, +)
        scores.append(row)
        probabilities.append(share)
        scoreRelevance.append((0..<tokens).map { row[$0] * (upper[$0] - share[$0] * sum) })
      }
    }
  }

  @Test func valuesGetHalfOfTheProduct() throws {
    let found = try propagate(by: .attnLRP)
    let closed = ClosedForm(found)
    for key in 0..<Self.tokens {
      for (place, value) in found.relevance(key, 2).enumerated() {
        let expected = (0..<Self.tokens).reduce(0.0) {
          $0 + closed.probabilities[$1][key] * found.upper[$1][place]
        }
        #expect(abs(value - found.input[key][2 * Self.size + place] * expected / 2) < 1e-6)
      }
    }
  }

  /// Proposition 3.3 for the product of query and key: each gets half of every score's relevance, in proportion to its numbers' terms.
  @Test func queriesAndKeysGetHalfOfTheScores() throws {
    let found = try propagate(by: .attnLRP)
    let closed = ClosedForm(found)
    for query in 0..<Self.tokens {
      for (place, value) in found.relevance(query, 0).enumerated() {
        let expected = (0..<Self.tokens).reduce(0.0) { sum, key in
          let term =
            Double(Self.scale) * found.input[query][place] * found.input[key][Self.size + place]
          return sum + term * closed.scoreRelevance[query][key] / (2 * closed.scores[query][key])
        }
        #expect(abs(value - expected) < 1e-6)
      }
    }
    for key in 0..<Self.tokens {
      for (place, value) in found.relevance(key, 1).enumerated() {
        let expected = (0..<Self.tokens).reduce(0.0) { sum, query in
          let term =
            Double(Self.scale) * found.input[query][place] * found.input[key][Self.size + place]
          return sum + term * closed.scoreRelevance[query][key] / (2 * closed.scores[query][key])
        }
        #expect(abs(value - expected) < 1e-6)
      }
    }
  }

  /// Values take half of what comes, query and key together what the scores have.
  @Test func productsConserveRelevance() throws {
    let found = try propagate(by: .attnLRP)
    let closed = ClosedForm(found)
    func sum(_ stretch: Int) -> Double {
      (0..<Self.tokens).reduce(0) { $0 + found.relevance($1, stretch).reduce(0, +) }
    }
    let context = zip(found.output, found.upper).reduce(0.0) {
      $0 + zip($1.0, $1.1).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let scores = closed.scoreRelevance.joined().reduce(0, +)
    #expect(abs(sum(2) - context / 2) < 1e-6)
    #expect(abs(sum(0) - scores / 2) < 1e-6)
    #expect(abs(sum(1) - scores / 2) < 1e-6)
  }

  /// CP-LRP holds the attention weights: the values take all, which is what came.
  @Test func heldWeightsLeaveAllToTheValues() throws {
    let found = try propagate(by: .cpLRP)
    for token in 0..<Self.tokens {
      #expect(found.relevance(token, 0).allSatisfy { $0 == 0 })
      #expect(found.relevance(token, 1).allSatisfy { $0 == 0 })
    }
    let values = (0..<Self.tokens).reduce(0.0) { $0 + found.relevance($1, 2).reduce(0, +) }
    let context = zip(found.output, found.upper).reduce(0.0) {
      $0 + zip($1.0, $1.1).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(abs(values - context) < 1e-6)
  }

  /// Products and softmax share the change between two runs, with nothing left.
  @Test func multipliersAddUpToTheChange() throws {
    let found = try propagate(by: .deepLIFT, runs: 2)
    var change = 0.0
    var shared = 0.0
    for token in 0..<Self.tokens {
      let other = token + Self.tokens
      #expect(found.gradient[token] == found.gradient[other])
      for place in 0..<Self.hidden {
        let (input, output) = (found.input, found.output)
        change += found.upper[token][place] * (output[token][place] - output[other][place])
        shared += found.gradient[token][place] * (input[token][place] - input[other][place])
      }
    }
    #expect(abs(change - shared) < 1e-5)
    #expect(abs(change) > 0.01)
  }
}
