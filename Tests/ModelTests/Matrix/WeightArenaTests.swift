import CKernels
import Testing

/// Memory that lies side by side must never be the same memory.
@Suite struct WeightArenaTests {
  @Test func blocksKeepWhatWasWrittenToThem() throws {
    var generator = SystemRandomNumberGenerator()
    var blocks: [(pointer: UnsafeMutablePointer<UInt8>, count: Int, mark: UInt8)] = []
    func check() {
      for block in blocks {
        #expect(block.pointer[0] == block.mark)
        #expect(block.pointer[block.count - 1] == block.mark)
      }
    }
    for round in 0..<400 {
      if round % 3 == 2, let index = blocks.indices.randomElement(using: &generator) {
        let block = blocks.remove(at: index)
        #expect(block.pointer[block.count - 1] == block.mark)
        headscope_arena_free(block.pointer)
        continue
      }
      // Some of more than a chunk.
      let count = round % 97 == 0 ? 40 << 20 : Int.random(in: 1...3_000_000, using: &generator)
      let pointer = try #require(headscope_arena_allocate(count))
      #expect(Int(bitPattern: pointer) % 64 == 0)
      let bytes = pointer.assumingMemoryBound(to: UInt8.self)
      let mark = UInt8(truncatingIfNeeded: round)
      bytes[0] = mark
      bytes[count - 1] = mark
      blocks.append((bytes, count, mark))
      if round % 50 == 0 { check() }
    }
    check()
    for block in blocks { headscope_arena_free(block.pointer) }
  }

  @Test func sizesBeyondReasonAreRefused() {
    #expect(headscope_arena_allocate(Int.max) == nil)
    headscope_arena_free(nil)
  }

  @Test func blocksOfNothingAreBlocks() throws {
    let first = try #require(headscope_arena_allocate(0))
    let second = try #require(headscope_arena_allocate(0))
    #expect(first != second)
    headscope_arena_free(second)
    headscope_arena_free(first)
  }
}
