/// What came of a followed file of lines since it was told of last.
public struct LineNews: Equatable, Sendable {
  /// How the file stands.
  public enum Standing: Equatable, Sendable {
    /// It is there and may grow.
    case there
    /// It is not there, or not any more; it may come.
    case gone
    /// The pipe was closed: nothing will come.
    case closed
    /// It cannot be opened, with the system's reason.
    case unreadable(String)
  }

  /// The newest of the lines that came, without their ends; bytes that are not UTF-8 are U+FFFD.
  public var lines: [String]
  /// How many came before them that are beyond the limit.
  public var droppedCount: Int
  /// What stands behind the last line end when all of the file was read for the first time.
  ///
  /// Files that nobody writes to often end like this; later an unfinished line waits.
  public var unfinished: String?
  /// Whether the first line that came is what was told as unfinished before.
  public var completesLine: Bool
  /// Whether the lines were there when following began.
  public var wasThere: Bool
  /// Whether the file was cut short or rewritten: the lines are from its beginning, and those told before are void.
  public var isAnew: Bool
  /// Whether another file has the name now, which goes on where the old one ended.
  public var isRotated: Bool
  /// How the file stands now.
  public var standing: Standing

  /// Makes one from its parts.
  public init(
    lines: [String] = [], droppedCount: Int = 0, unfinished: String? = nil,
    completesLine: Bool = false, wasThere: Bool = false, isAnew: Bool = false,
    isRotated: Bool = false, standing: Standing = .there
  ) {
    self.lines = lines
    self.droppedCount = droppedCount
    self.unfinished = unfinished
    self.completesLine = completesLine
    self.wasThere = wasThere
    self.isAnew = isAnew
    self.isRotated = isRotated
    self.standing = standing
  }
}
