import CKernels
import Foundation
import Model
import TestSupport
import Testing

/// One head's attention and its gradients against the definition in double precision.
@Suite struct AttentionKernelTests {
  /// A case: sizes, and what is asked for beside the plain product.
  struct Case: Sendable, CustomTestStringConvertible {
    var queries: Int
    var keys: Int
    var size: Int
    var isCausal = false
    var gate: Float = 1
    /// Positions of the queries; nil means 0, 1, 2 and on.
    var positions: [Int32]?
    var hasColumnFactor = false
    var hasColumnBias = false
    var dropsHalf = false

    var testDescription: String {
      "\(queries)×\(keys)×\(size)\(isCausal ? " causal" : "")\(gate == 1 ? "" : " gate \(gate)")"
        + "\(positions == nil ? "" : " positions")\(hasColumnFactor ? " factor" : "")"
        + "\(hasColumnBias ? " bias" : "")\(dropsHalf ? " dropout" : "")"
    }
  }

  static let cases: [Case] = [
    Case(queries: 1, keys: 1, size: 1),
    Case(queries: 5, keys: 5, size: 3),
    Case(queries: 7, keys: 7, size: 16, gate: 0.3),
    Case(queries: 34, keys: 34, size: 32),
    Case(queries: 17, keys: 17, size: 20, hasColumnFactor: true, hasColumnBias: true),
    Case(queries: 9, keys: 9, size: 8, isCausal: true),
    Case(queries: 33, keys: 33, size: 5, isCausal: true, gate: -1.5, hasColumnBias: true),
    Case(queries: 1, keys: 40, size: 64),
    Case(queries: 1, keys: 40, size: 7, isCausal: true, positions: [39]),
    Case(queries: 3, keys: 21, size: 33, isCausal: true, gate: 0, positions: [20, 0, 7]),
    Case(queries: 150, keys: 150, size: 20, isCausal: true, hasColumnFactor: true),
    Case(queries: 300, keys: 300, size: 4),
    Case(queries: 11, keys: 11, size: 6, dropsHalf: true),
    Case(queries: 1, keys: 19, size: 8, gate: 0.7, hasColumnBias: true, dropsHalf: true),
    Case(queries: 150, keys: 150, size: 12, isCausal: true, dropsHalf: true),
  ]

  /// The inputs of a case, each matrix with rows further apart than its columns.
  struct Inputs {
    var query, key, value, gradient, columnFactor, columnBias: [Float]
    var queryStride, keyStride, contextStride: Int

    init(_ c: Case) {
      var random = SeededGenerator(seed: UInt64(c.keys * 1000 + c.size))
      (queryStride, keyStride, contextStride) = (c.size + 5, c.size + 2, c.size + 3)
      query = random.floats(c.queries * queryStride).map { $0 * 2 }
      key = random.floats(c.keys * keyStride).map { $0 * 2 }
      value = random.floats(c.keys * keyStride)
      gradient = random.floats(c.queries * contextStride)
      columnFactor = random.floats(c.keys).map { 0.5 + $0 / 2 }
      columnBias = random.floats(c.keys)
    }

    static let mask = headscope_dropout_mask(key: 77, threshold: 1 << 31, factor: 2)
    static let firstRow: UInt64 = 40

    func withHead(_ c: Case, _ body: (headscope_attention) -> Void) {
      withUnsafePointer(to: Self.mask) { mask in
        withHead(c, mask: c.dropsHalf ? mask : nil, body)
      }
    }

    private func withHead(
      _ c: Case, mask: UnsafePointer<headscope_dropout_mask>?, _ body: (headscope_attention) -> Void
    ) {
      columnFactor.withUnsafeBufferPointer { factor in
        columnBias.withUnsafeBufferPointer { bias in
          (c.positions ?? []).withUnsafeBufferPointer { positions in
            query.withUnsafeBufferPointer { query in
              key.withUnsafeBufferPointer { key in
                value.withUnsafeBufferPointer { value in
                  body(
                    headscope_attention(
                      query: query.baseAddress, key: key.baseAddress, value: value.baseAddress,
                      queryStride: queryStride, keyStride: keyStride, queries: c.queries,
                      keys: c.keys, size: c.size, scale: 1 / Float(c.size).squareRoot(),
                      gate: c.gate, causal: c.isCausal,
                      positions: c.positions == nil ? nil : positions.baseAddress,
                      columnFactor: c.hasColumnFactor ? factor.baseAddress : nil,
                      columnBias: c.hasColumnBias ? bias.baseAddress : nil, dropout: mask,
                      dropoutRow: Self.firstRow))
                }
              }
            }
          }
        }
      }
    }
  }

  /// The definition in double, on dense [rows, size] matrices.
  struct Reference {
    var c: Case
    var query, key, value, gradient: [Double]
    var factor, bias: [Double]
    var gate: Double
    /// What each probability is multiplied by, [queries, keys].
    var kept: [Double]

    init(_ c: Case, _ inputs: Inputs) {
      func dense(_ a: [Float], _ rows: Int, _ stride: Int) -> [Double] {
        (0..<rows).flatMap { r in (0..<c.size).map { Double(a[r * stride + $0]) } }
      }
      self.c = c
      query = dense(inputs.query, c.queries, inputs.queryStride)
      key = dense(inputs.key, c.keys, inputs.keyStride)
      value = dense(inputs.value, c.keys, inputs.keyStride)
      gradient = dense(inputs.gradient, c.queries, inputs.contextStride)
      factor = inputs.columnFactor.map { c.hasColumnFactor ? Double($0) : 1 }
      bias = inputs.columnBias.map { c.hasColumnBias ? Double($0) : 0 }
      gate = Double(c.gate)
      var mask = Inputs.mask
      kept = (0..<c.queries).flatMap { query in
        var row = [Float](repeating: 1, count: c.keys)
        if c.dropsHalf {
          headscope_dropout(&mask, Inputs.firstRow + UInt64(query), &row, c.keys)
        }
        return row.map(Double.init)
      }
    }

    func probabilities() -> [Double] {
      var p = [Double](repeating: 0, count: c.queries * c.keys)
      let scale = 1 / Double(c.size).squareRoot()
      for i in 0..<c.queries {
        let seen = c.isCausal ? Int(c.positions?[i] ?? Int32(i)) + 1 : c.keys
        var scores = [Double](repeating: 0, count: seen)
        for j in 0..<seen {
          var s = 0.0
          for k in 0..<c.size { s += query[i * c.size + k] * key[j * c.size + k] }
          scores[j] = s * scale * factor[j] + bias[j]
        }
        let largest = scores.max() ?? 0
        let total = scores.reduce(0) { $0 + exp($1 - largest) }
        for j in 0..<seen { p[i * c.keys + j] = exp(scores[j] - largest) / total }
      }
      return p
    }

    func context(_ p: [Double]) -> [Double] {
      var context = [Double](repeating: 0, count: c.queries * c.size)
      for i in 0..<c.queries {
        for j in 0..<c.keys where p[i * c.keys + j] != 0 {
          let weight = gate * p[i * c.keys + j] * kept[i * c.keys + j]
          for k in 0..<c.size { context[i * c.size + k] += weight * value[j * c.size + k] }
        }
      }
      return context
    }

    /// Σ gradient·context, whose derivatives the backward computes.
    func loss() -> Double {
      zip(context(probabilities()), gradient).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// dL/d(one number), by a central difference.
    func slope(of path: WritableKeyPath<Reference, Double>) -> Double {
      let step = 1e-5
      var (up, down) = (self, self)
      up[keyPath: path] += step
      down[keyPath: path] -= step
      return (up.loss() - down.loss()) / (2 * step)
    }
  }

  @Test(arguments: cases, vectorWidths)
  func forwardIsTheDefinition(_ c: Case, width: Int) {
    withVectorWidth(width) {
      let inputs = Inputs(c)
      let reference = Reference(c, inputs)
      let expectedP = reference.probabilities()
      let expected = reference.context(expectedP)
      inputs.withHead(c) { head in
        var head = head
        var context = [Float](repeating: .nan, count: c.queries * inputs.contextStride)
        var p = [Float](repeating: .nan, count: c.queries * c.keys)
        headscope_attention_forward(&head, &context, inputs.contextStride, &p)
        #expect(largestError(p, expectedP) < 2e-6)
        var plain = context
        headscope_attention_forward(&head, &plain, inputs.contextStride, nil)
        for i in 0..<c.queries {
          let row = Array(context[(i * inputs.contextStride)...].prefix(c.size))
          #expect(largestError(row, Array(expected[(i * c.size)...].prefix(c.size))) < 5e-6)
          #expect(row == Array(plain[(i * inputs.contextStride)...].prefix(c.size)))
          // What lies between the rows is not touched.
          #expect(
            context[(i * inputs.contextStride + c.size)...].prefix(3).allSatisfy { $0.isNaN })
        }
      }
    }
  }

  @Test(arguments: cases, vectorWidths)
  func backwardIsTheDerivative(_ c: Case, width: Int) {
    withVectorWidth(width) {
      checkBackward(c, givenProbabilities: false)
    }
  }

  @Test(arguments: cases, vectorWidths)
  func backwardFromCapturedProbabilitiesIsTheDerivative(_ c: Case, width: Int) {
    withVectorWidth(width) {
      checkBackward(c, givenProbabilities: true)
    }
  }

  private func checkBackward(_ c: Case, givenProbabilities: Bool) {
    let inputs = Inputs(c)
    let reference = Reference(c, inputs)
    var dQuery = [Float](repeating: .nan, count: c.queries * inputs.queryStride)
    var dKey = [Float](repeating: .nan, count: c.keys * inputs.keyStride)
    var dValue = dKey
    var dP = [Float](repeating: .nan, count: c.queries * c.keys)
    var dGate: Float = 1
    inputs.withHead(c) { head in
      var head = head
      var p = dP
      var context = [Float](repeating: 0, count: c.queries * inputs.contextStride)
      headscope_attention_forward(&head, &context, inputs.contextStride, &p)
      dQuery.withUnsafeMutableBufferPointer { dQuery in
        dKey.withUnsafeMutableBufferPointer { dKey in
          dValue.withUnsafeMutableBufferPointer { dValue in
            dP.withUnsafeMutableBufferPointer { dP in
              withUnsafeMutablePointer(to: &dGate) { dGate in
                inputs.gradient.withUnsafeBufferPointer { dContext in
                  p.withUnsafeBufferPointer { p in
                    var gradient = headscope_attention_gradient(
                      dContext: dContext.baseAddress, contextStride: inputs.contextStride,
                      probabilities: givenProbabilities ? p.baseAddress : nil,
                      dQuery: dQuery.baseAddress, dKey: dKey.baseAddress,
                      dValue: dValue.baseAddress, dQueryStride: inputs.queryStride,
                      dKeyStride: inputs.keyStride, dProbabilities: dP.baseAddress, dGate: dGate)
                    headscope_attention_backward(&head, &gradient)
                  }
                }
              }
            }
          }
        }
      }
    }
    func agrees(_ value: Float, _ path: WritableKeyPath<Reference, Double>) -> Bool {
      let exact = reference.slope(of: path)
      return abs(Double(value) - exact) <= 2e-5 * (1 + abs(exact))
    }
    // Every number of a small case, a sample of a large one.
    let work = c.queries * c.keys * c.size
    let sample = work < 4000 ? Int.max : work < 100_000 ? 12 : 3
    for n in Self.sampled(c.queries * c.size, sample) {
      #expect(agrees(dQuery[n / c.size * inputs.queryStride + n % c.size], \.query[n]))
    }
    for n in Self.sampled(c.keys * c.size, sample) {
      let at = n / c.size * inputs.keyStride + n % c.size
      #expect(agrees(dKey[at], \.key[n]))
      #expect(agrees(dValue[at], \.value[n]))
    }
    #expect(agrees(dGate - 1, \.gate))
    // dL/dP = gate·gradient·v, for the keys that are seen.
    let seen = reference.probabilities()
    for n in Self.sampled(c.queries * c.keys, sample) {
      let (i, j) = (n / c.keys, n % c.keys)
      let exact =
        seen[n] == 0
        ? 0
        : (0..<c.size).reduce(0) {
          $0 + reference.gate * reference.kept[n] * reference.gradient[i * c.size + $1]
            * reference.value[j * c.size + $1]
        }
      #expect(abs(Double(dP[n]) - exact) < 1e-5)
    }
  }

  /// Indices spread over 0..<count, `limit` of them or all.
  private static func sampled(_ count: Int, _ limit: Int) -> [Int] {
    count <= limit ? Array(0..<count) : (0..<limit).map { $0 * (count - 1) / (limit - 1) }
  }

  @Test(arguments: vectorWidths)
  func whatIsNotAskedForIsNotComputed(width: Int) {
    withVectorWidth(width) {
      let c = Case(queries: 6, keys: 6, size: 4)
      let inputs = Inputs(c)
      let reference = Reference(c, inputs)
      var dValue = [Float](repeating: 0, count: c.keys * inputs.keyStride)
      inputs.withHead(c) { head in
        var head = head
        inputs.gradient.withUnsafeBufferPointer { dContext in
          dValue.withUnsafeMutableBufferPointer { dValue in
            var gradient = headscope_attention_gradient(
              dContext: dContext.baseAddress, contextStride: inputs.contextStride,
              probabilities: nil, dQuery: nil, dKey: nil, dValue: dValue.baseAddress,
              dQueryStride: 0, dKeyStride: inputs.keyStride, dProbabilities: nil, dGate: nil)
            headscope_attention_backward(&head, &gradient)
          }
        }
      }
      for n in 0..<(c.keys * c.size) {
        let value = Double(dValue[n / c.size * inputs.keyStride + n % c.size])
        #expect(abs(value - reference.slope(of: \.value[n])) < 1e-5)
      }
    }
  }
}
