/// What a look at something that grows found.
struct FollowFinding {
  /// Something is new.
  var hasChanged = false
  /// There is more to read at once.
  var hasMore = false
}
