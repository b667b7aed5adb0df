import Testing

@testable import headscope

@Suite("A part of the work")
struct ShardTests {
  @Test("Parts share all rows out, and none twice")
  func rows() {
    let shards = (1...3).compactMap { Shard(number: $0, count: 3) }
    #expect(
      shards.map { shard in (0..<7).filter { shard.has($0) } } == [[0, 3, 6], [1, 4], [2, 5]])
  }

  @Test("I/N is read, and nothing else")
  func reading() {
    #expect(Shard(argument: "2/3") == Shard(number: 2, count: 3))
    for wrong in ["", "2", "/", "0/3", "4/3", "1/0", "1/2/3", "a/b", "-1/3"] {
      #expect(Shard(argument: wrong) == nil, "\(wrong)")
    }
  }
}
