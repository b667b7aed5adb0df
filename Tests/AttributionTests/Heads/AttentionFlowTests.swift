import Attribution
import Model
import Testing

@Suite struct AttentionFlowTests {
  @Test(arguments: AttentionGolden.cases)
  func flowIsThatOfTheReference(_ golden: AttentionGolden.Case) throws {
    let graph = try AttentionGraph(golden.maps())
    for expected in golden.flow {
      let found = try AttentionFlow(graph, to: expected.position, layer: expected.layer)
      #expect(found.values.count == expected.values.count)
      for (a, b) in zip(found.values, expected.values) { #expect(abs(a - b) < 1e-9) }
      #expect(abs(found.shares.reduce(0, +) - 1) < 1e-12)
    }
  }

  /// Edmonds and Karp's algorithm on a matrix of capacities, as textbooks have it.
  private func textbookFlow(_ graph: AttentionGraph, from source: Int, to token: Int) -> Double {
    let count = graph.tokenCount
    let nodes = (graph.layerCount + 1) * count
    var room = [[Double]](repeating: [Double](repeating: 0, count: nodes), count: nodes)
    for layer in 0..<graph.layerCount {
      for query in 0..<count {
        for key in 0..<count {
          room[(layer + 1) * count + query][layer * count + key] = graph[layer, query, key]
        }
      }
    }
    let start = graph.layerCount * count + source
    var flow = 0.0
    while true {
      var parents = [Int?](repeating: nil, count: nodes)
      var queue = [start]
      while !queue.isEmpty, parents[token] == nil {
        let node = queue.removeFirst()
        for next in 0..<nodes
        where next != start && parents[next] == nil && room[node][next] > 1e-14 {
          parents[next] = node
          queue.append(next)
        }
      }
      guard parents[token] != nil else { return flow }
      var path: [(Int, Int)] = []
      var node = token
      while let parent = parents[node] {
        path.append((parent, node))
        node = parent
      }
      let amount = path.map { room[$0.0][$0.1] }.reduce(.infinity, min)
      for (from, to) in path {
        room[from][to] -= amount
        room[to][from] += amount
      }
      flow += amount
    }
  }

  @Test(arguments: 0..<40)
  func flowIsThatOfTheTextbook(_ seed: Int) throws {
    let tokens = 2 + seed % 7
    let layers = 1 + seed % 5
    // One key takes nearly all in some of them, so that the narrowest place is in the middle.
    var planted = PlantedAttention(layers: layers, heads: 1, tokens: tokens)
    var state = UInt64(seed) &* 977 &+ 13
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for layer in 0..<layers {
      for query in 0..<tokens {
        let share = [0, 0.5, 0.9, 0.999, 1][next(5)] as Float
        planted.plant(HeadIndex(layer: layer, head: 0), query: query, [next(tokens): share])
      }
    }
    let graph = try AttentionGraph(planted.maps)
    for position in 0..<min(tokens, 3) {
      let found = try AttentionFlow(graph, to: position).values
      for token in 0..<tokens {
        #expect(abs(found[token] - textbookFlow(graph, from: position, to: token)) < 1e-9)
      }
    }
  }

  @Test func flowTakesNoLessThanRollout() throws {
    let maps = AttentionMaps.random(layers: 4, heads: 2, tokens: 23, seed: 17)
    let graph = try AttentionGraph(maps)
    let flow = try AttentionFlow(graph, to: 5).values
    for (flow, rollout) in zip(flow, AttentionRollout(graph).row(to: 5)) {
      #expect(flow >= rollout - 1e-12)
      #expect(flow <= 1 + 1e-12)
    }
  }

  @Test func aDecodersPositionGetsNothingFromBehind() throws {
    let maps = AttentionMaps.random(layers: 3, heads: 2, tokens: 6, seed: 1, isCausal: true)
    let values = try AttentionFlow(AttentionGraph(maps), to: 2).values
    #expect(values[3...].allSatisfy { $0 == 0 })
    #expect(values[..<3].allSatisfy { $0 > 0 })
  }

  @Test func progressCountsTokensAndCanEndTheWork() throws {
    struct Enough: Error {}
    let graph = try AttentionGraph(.random(layers: 2, heads: 2, tokens: 9, seed: 2))
    var done: [Int] = []
    #expect(throws: Enough.self) {
      try AttentionFlow(graph, to: 0) {
        done.append($0)
        if $0 == 4 { throw Enough() }
      }
    }
    #expect(done == [1, 2, 3, 4])
  }

  @Test func cancellationEndsTheWork() async throws {
    let graph = try AttentionGraph(.random(layers: 2, heads: 2, tokens: 9, seed: 2))
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try AttentionFlow(graph, to: 0)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
