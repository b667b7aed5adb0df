/// Which head of which layer, both counted from 0; written `L.H`.
public struct HeadIndex: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The layer.
  public var layer: Int
  /// The head within its layer.
  public var head: Int

  /// Makes an index.
  public init(layer: Int, head: Int) {
    self.layer = layer
    self.head = head
  }

  /// By layer, then by head.
  public static func < (left: HeadIndex, right: HeadIndex) -> Bool {
    (left.layer, left.head) < (right.layer, right.head)
  }

  /// `L.H`, as the command line takes it.
  public var description: String { "\(layer).\(head)" }
}
