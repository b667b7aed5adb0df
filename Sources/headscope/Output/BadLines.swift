import Model

/// Lines of a stream that could not be answered: each leaves an object in its place, so that one of them does not end a service.
///
/// `{"version": 1, "line": 3, "error": "…"}` stands where the answer would; the exit status tells at the end that there were some.
struct BadLines {
  /// The object's version; it changes when a member changes its meaning.
  static let version = 1

  private var count = 0
  private var first: BadLine?

  /// The object that stands in a line's place, without the line's end.
  mutating func object(_ line: BadLine) -> String {
    count += 1
    first = first ?? line
    return JSONWriter.text { writer in
      writer.object { object in
        object.member("version", Self.version)
        object.member("line", line.number)
        object.member("error", line.error.problem)
      }
    }
  }

  /// Fails where there were any.
  ///
  /// - Throws: `ModelError(.invalidInput)`, told after the last answer.
  func check() throws(ModelError) {
    guard let first else { return }
    let problem =
      count == 1
      ? first.error.problem
      : "\(count) lines could not be used, and have an 'error' in place of an answer; the first: "
        + first.error.problem
    throw ModelError(.invalidInput, problem, advice: first.error.advice)
  }
}
