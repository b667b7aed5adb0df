/// The members of a JSON object, in the order of the file.
///
/// Keys are told apart byte by byte: Swift's own string comparison would take `é` in one code point and in two for one key.
public struct JSONObject: Equatable, Sendable {
  /// One key with its value.
  public struct Member: Equatable, Sendable {
    /// The name, escapes undone.
    public var key: String
    /// What the name stands for.
    public var value: JSONValue
  }

  /// All members in the order of the file, duplicates included.
  public private(set) var members: [Member] = []
  /// The place of each key's last member; empty while there are few members, which are then searched one by one.
  private var places: [ExactKey: Int] = [:]
  /// The keys that the file gives more than once, each named once, in order of their second appearance.
  public private(set) var duplicateKeys: [String] = []

  /// Up to this many members a search is quicker than a table.
  private static let searchLimit = 8

  /// Makes an empty object.
  public init() {}

  /// The number of members, duplicates included.
  public var count: Int { members.count }

  /// The value of the last member of that name.
  ///
  /// - Complexity: O(1).
  public subscript(key: String) -> JSONValue? {
    place(of: ExactKey(key)).map { members[$0].value }
  }

  /// Adds a member at the end.
  ///
  /// - Returns: Whether the key is new.
  /// - Complexity: O(1) on average.
  @discardableResult
  public mutating func append(_ key: String, _ value: JSONValue) -> Bool {
    let exact = ExactKey(key)
    let isNew = place(of: exact) == nil
    if !isNew, !duplicateKeys.contains(where: { ExactKey($0) == exact }) {
      duplicateKeys.append(key)
    }
    members.append(Member(key: key, value: value))
    if !places.isEmpty {
      places[exact] = members.count - 1
    } else if members.count > Self.searchLimit {
      for (index, member) in members.enumerated() { places[ExactKey(member.key)] = index }
    }
    return isNew
  }

  private func place(of key: ExactKey) -> Int? {
    places.isEmpty ? members.lastIndex { ExactKey($0.key) == key } : places[key]
  }

  /// Whether both have the same members in the same order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members == right.members
  }
}

/// A string that is compared by its bytes.
private struct ExactKey: Hashable {
  private let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ExactKey, right: ExactKey) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
