/// Something in a log that could not be understood, or that changes what its numbers mean.
public struct LogProblem: Equatable, Sendable, CustomStringConvertible {
  /// What kinds of problem are counted together.
  enum Kind: Sendable {
    case unreadable
    case unknownFormat
    case damaged
    case cut
    case tooLong
    case width
    case notNumber
    case resumed
    case empty
  }

  let kind: Kind
  /// The file's name.
  public let file: String
  /// Where in the file: `line 12`, `record 812`; empty where it concerns all of it.
  public let place: String
  /// What was expected and found, without the place.
  public let sentence: String
  /// How often the like of it was found; `place` and `sentence` are of the first.
  public internal(set) var count = 1

  init(_ kind: Kind, file: String, place: String = "", _ sentence: String) {
    self.kind = kind
    self.file = file
    self.place = place
    self.sentence = sentence
  }

  /// File, place and sentence on one line.
  public var description: String {
    let place = place.isEmpty ? "" : " \(place):"
    let more = count > 1 ? " (and \(count - 1) more like it)" : ""
    return "\(file):\(place) \(sentence)\(more)"
  }
}
