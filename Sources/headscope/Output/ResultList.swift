import Model

/// Results of a JSON format as they are written: lines, or one document whose form follows their number.
///
/// As a document a single result is an object and several are an array, so that both are valid JSON; the first result is held
/// back until it is known whether another follows.
struct ResultList {
  private enum State {
    case empty
    case held(String)
    case inArray
  }

  private let output: StandardOutput
  private let isDocument: Bool
  private let isAlwaysArray: Bool
  private var state = State.empty

  /// Starts a list.
  ///
  /// - Parameters:
  ///   - isDocument: One JSON document; otherwise a result a line.
  ///   - isAlwaysArray: Whether a document is an array even with one result.
  init(to output: StandardOutput, isDocument: Bool, isAlwaysArray: Bool = false) {
    self.output = output
    self.isDocument = isDocument
    self.isAlwaysArray = isAlwaysArray
  }

  /// How `write` lays out a result.
  var layout: JSONWriter.Layout { isDocument ? .members : .line }

  /// Adds results, each a whole JSON value.
  mutating func append(_ results: [String]) throws {
    guard isDocument else {
      if !results.isEmpty { try output.write(results.joined(separator: "\n") + "\n") }
      return
    }
    for result in results {
      switch state {
      case .empty where isAlwaysArray:
        try output.write("[\n" + result)
        state = .inArray
      case .empty:
        state = .held(result)
      case .held(let first):
        try output.write("[\n" + first + ",\n" + result)
        state = .inArray
      case .inArray:
        try output.write(",\n" + result)
      }
    }
  }

  /// Ends the document after a failure: what was answered before is a whole document, and without an answer there is none.
  mutating func finishAfterFailure() throws {
    if case .empty = state { return }
    try finish()
  }

  /// Ends the document.
  mutating func finish() throws {
    guard isDocument else { return }
    switch state {
    case .empty: try output.write("[]\n")
    case .held(let only): try output.write(only + "\n")
    case .inArray: try output.write("\n]\n")
    }
  }
}
