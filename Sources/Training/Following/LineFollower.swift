public import Model

/// Follows a file of lines, or a pipe, on a thread of its own, and tells of the lines that come.
public final class LineFollower: Sendable {
  private let thread: FollowerThread

  /// Starts following.
  ///
  /// - Parameters:
  ///   - path: A file, which need not exist yet; `-` is standard input.
  ///   - limit: The most lines that are told at once; of more that came together the newest.
  ///   - watchesFolders: Whether the system is asked to tell of changes; otherwise it looks as on network file systems.
  ///   - publish: Takes what came, in order; called on the follower's thread, the first time when what was there was read, or a
  ///     second's worth of it.
  /// - Throws: `ModelError` when the process has no descriptors left.
  public init(
    _ path: String, limit: Int, watchesFolders: Bool = true,
    publish: @escaping @Sendable (LineNews) -> Void
  ) throws(ModelError) {
    thread = try FollowerThread(
      watchesFolders: watchesFolders, tellInterval: 1,
      following: { FollowedLines(path, limit: limit) }, tell: { publish($0.takeNews()) })
  }

  /// Stops; nothing is told once the present look is over.
  public func stop() { thread.stop() }
}
