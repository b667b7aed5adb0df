/// What a saved picture says of where it came from: names and values in the order they are shown.
public struct Provenance: Equatable, Sendable {
  /// One fact.
  public struct Fact: Equatable, Sendable {
    /// What it is about.
    public var name: String
    /// What is the case.
    public var value: String

    /// Makes a fact.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// In the order they are shown.
  public var facts: [Fact]

  /// Makes a record of facts.
  public init(_ facts: [Fact] = []) { self.facts = facts }

  /// All facts on one line.
  public var line: String { facts.map { "\($0.name): \($0.value)" }.joined(separator: " · ") }
}
