public import Model

/// Follows the runs that paths lead to, on a thread of its own, and tells of them as they grow.
///
/// ```swift
/// let follower = RunFollower(["runs"]) { events.post(.runs($0)) }
/// ```
///
/// Big logs are read in pieces, with what is understood so far told four times a second. Each value told is a snapshot that
/// shares its points with the last one.
public final class RunFollower: Sendable {
  private let thread: FollowerThread

  /// Starts following.
  ///
  /// - Parameters:
  ///   - paths: Files and folders; `-` is standard input. What does not exist yet is waited for.
  ///   - watchesFolders: Whether the system is asked to tell of changes; otherwise it looks as on network file systems.
  ///   - publish: Takes all runs there are, whenever one has changed; called on the follower's thread, the first time when all
  ///     paths were looked at.
  /// - Throws: `ModelError` when the process has no descriptors left.
  public init(
    _ paths: [String], watchesFolders: Bool = true,
    publish: @escaping @Sendable ([FollowedRun]) -> Void
  ) throws(ModelError) {
    thread = try FollowerThread(
      watchesFolders: watchesFolders, tellInterval: 0.25, following: { FollowedSet(paths) },
      tell: { publish($0.runs) })
  }

  /// Stops; nothing is told once the present look is over.
  public func stop() { thread.stop() }
}
