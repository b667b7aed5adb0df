internal import Model
internal import Training

/// The file of texts, or the pipe, that the list follows.
struct FollowedTexts: Equatable, Sendable {
  /// The newest texts of it that are listed: a screen is no place for more.
  static let limit = 5_000
  /// Of texts that came, the newest that wait for an explanation: who looks wants to see what is new.
  static let mostWaiting = 200

  /// What messages call it.
  var name: String
  /// Which of all that were followed it is.
  var source: Int
  /// How many texts of it are listed no more.
  var olderCount = 0
  /// Whether the first of it was listed.
  var hasBegun = false
  /// How the file stands.
  var standing = LineNews.Standing.there

  /// What is followed, behind the name of the list.
  var title: String {
    switch standing {
    case .there: "following \(name)"
    case .gone: "awaiting \(name)"
    case .closed: "of \(name), closed"
    case .unreadable: "of \(name), unreadable"
    }
  }

  /// What stands in the place of texts while the list is empty.
  var waiting: String {
    switch standing {
    case .there: "Nothing from \(name) yet: what comes is listed and explained at once."
    case .gone: "\(name) is gone: what comes when it is there again is listed."
    case .closed: "Nothing came from \(name) before it was closed."
    case .unreadable: "\(name) cannot be read."
    }
  }

  /// What there is to say of a file that stands otherwise now; nil where nothing is.
  func message(after former: LineNews.Standing) -> Message? {
    guard standing != former else { return nil }
    switch standing {
    case .there: return Message(.note, "\(name) is there again")
    case .gone: return Message(.warning, "\(name) is gone; it is awaited")
    case .closed:
      return Message(.note, "\(Wording.capitalized(name)) was closed: no more will come")
    case .unreadable(let reason): return Message(.error, "\(name) \(reason)")
    }
  }
}
