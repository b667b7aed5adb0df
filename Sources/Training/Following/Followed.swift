/// What a follower's thread follows, step by step: the part of following that has no clock and no thread.
protocol Followed: SendableMetatype {
  /// Reads what is new.
  ///
  /// - Parameter now: Seconds since 1970.
  mutating func look(now: Double) -> FollowFinding
  /// The files that are read.
  var files: [String] { get }
  /// Folders in which more to follow may appear.
  var folders: [String] { get }
  /// Whether a pipe is among the files that is still open.
  var readsPipe: Bool { get }
  /// When something is to be told though nothing comes; nil: never.
  var nextQuiet: Double? { get }
  /// Whether a file of this name may be one more to follow.
  func mayMatter(_ name: String) -> Bool
  /// Looks for what was not there before.
  mutating func scan()
}
