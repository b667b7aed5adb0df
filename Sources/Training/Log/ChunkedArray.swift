/// A list that grows at its end, and of which a copy is a snapshot that stays cheap.
///
/// The elements stand in chunks. Who appends after a copy was taken copies the last chunk once and the list of chunks, never all
/// elements: a follower can show a log of a million points twice a second while it grows.
public struct ChunkedArray<Element: Sendable>: Sendable {
  /// Elements of a chunk; a power of two.
  static var chunkSize: Int { 1 << shift }
  private static var shift: Int { 12 }

  private var chunks: [[Element]] = []
  /// How many elements there are.
  public private(set) var count = 0

  /// Makes an empty list.
  public init() {}

  /// Makes a list of equal elements.
  init(repeating element: Element, count: Int) {
    for _ in 0..<count { append(element) }
  }

  /// Adds an element.
  ///
  /// - Complexity: O(1) on average.
  mutating func append(_ element: Element) {
    if count & (Self.chunkSize - 1) == 0 {
      chunks.append([])
      // The first chunk grows as it must: most series of most logs are short.
      if count > 0 { chunks[chunks.count - 1].reserveCapacity(Self.chunkSize) }
    }
    chunks[chunks.count - 1].append(element)
    count += 1
  }

  /// Takes the elements from `start` on away, and gives them back.
  mutating func split(from start: Int) -> ChunkedArray {
    var rest = ChunkedArray()
    guard start < count else { return rest }
    for index in start..<count { rest.append(self[index]) }
    let whole = start >> Self.shift
    let partial = start & (Self.chunkSize - 1)
    if partial > 0 {
      chunks[whole].removeSubrange(partial...)
      chunks.removeSubrange((whole + 1)...)
    } else {
      chunks.removeSubrange(whole...)
    }
    count = start
    return rest
  }
}

extension ChunkedArray: RandomAccessCollection {
  /// The first place.
  public var startIndex: Int { 0 }
  /// The place behind the last one.
  public var endIndex: Int { count }

  /// The element at a place.
  public subscript(index: Int) -> Element {
    chunks[index >> Self.shift][index & (Self.chunkSize - 1)]
  }
}

extension ChunkedArray: ExpressibleByArrayLiteral {
  /// Makes a list of the elements written.
  public init(arrayLiteral elements: Element...) {
    for element in elements { append(element) }
  }
}

extension ChunkedArray: Equatable where Element: Equatable {
  /// Whether both hold equal elements in the same order.
  public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }
}
