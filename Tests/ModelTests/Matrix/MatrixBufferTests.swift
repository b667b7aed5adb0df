import Testing

@testable import Model

/// The memory that a matrix has.
@Suite struct MatrixBufferTests {
  @Test func theRoomIsAnEighthMoreAtMost() {
    #expect((1...17).map(MatrixBuffer.room) == Array(1...16) + [18])
    #expect(MatrixBuffer.room(for: 34) == 36)
    #expect(MatrixBuffer.room(for: 1024) == 1024)
    for rows in 1...5000 {
      let room = MatrixBuffer.room(for: rows)
      #expect(room >= rows && room * 8 < rows * 9 + 8)
    }
  }

  /// A last run that is shorter than those before it takes their memory, but a small matrix keeps no large one's.
  @Test func memoryThatComesBackServesMatricesUpToHalfItsSize() {
    let pool = BufferPool()
    let block = UnsafeRawPointer(pool.matrix(400, 1024).pointer)
    #expect(UnsafeRawPointer(pool.matrix(300, 1024).pointer) == block)
    #expect(UnsafeRawPointer(pool.matrix(400, 1024).pointer) == block)
    #expect(UnsafeRawPointer(pool.matrix(100, 1024).pointer) != block)
  }

  /// What a backend writes behind a matrix' rows belongs to nobody else.
  @Test func whatIsBehindTheRowsIsTheMatrixsOwn() {
    let pool = BufferPool()
    let matrices = [17, 34, 35, 1000].map { pool.matrix($0, 7) }
    for (index, matrix) in matrices.enumerated() {
      matrix.pointer.update(repeating: Float(index), count: matrix.room * matrix.columns)
    }
    for (index, matrix) in matrices.enumerated() {
      let numbers = UnsafeBufferPointer(start: matrix.pointer, count: matrix.room * 7)
      #expect(numbers.allSatisfy { $0 == Float(index) })
    }
  }
}
