/// The cleaning of a model's training texts, done again to every text that the model is to read.
///
///     let cleaner = TextCleaner([.urls, .punctuation, .lowercase])
///     cleaner.clean("Look: http://a.b WOW!").text  // look wow
public struct TextCleaner: Hashable, Sendable {
  /// What is done, in this order.
  public let stages: [CleaningStage]

  /// Does `stages` one after the other; nothing where there are none.
  public init(_ stages: [CleaningStage] = []) { self.stages = stages }

  /// Does the stages of some names; see `CleaningStage.init`.
  ///
  /// - Throws: `ModelError(.invalidInput)` for a name that is neither a stage nor a file.
  public init(names: [String]) throws(ModelError) {
    var stages: [CleaningStage] = []
    for name in names { stages.append(try CleaningStage(name)) }
    self.stages = stages
  }

  /// Whether nothing is done.
  public var isEmpty: Bool { stages.isEmpty }

  /// The names of the stages, one behind the other.
  public var summary: String { stages.map(\.name).joined(separator: ", ") }

  /// Cleans a text.
  ///
  /// - Complexity: O(scalars) a stage.
  public func clean(_ text: String) -> CleanedText {
    var result = CleanedText(raw: text)
    for stage in stages { result.apply(stage) }
    return result
  }

  /// As it stands in `headscope.json`: a list of names, and of objects `{"stopwords": […]}` for words of the user's own.
  public var json: JSONValue {
    .array(
      stages.map { stage in
        guard case .stopwords(let words?) = stage else { return .string(stage.name) }
        var object = JSONObject()
        object.append(stage.name, .array(words.map { .string($0) }))
        return .object(object)
      })
  }

  /// Reads what `json` gives.
  ///
  /// - Parameters:
  ///   - json: The list.
  ///   - source: Where it stands, for errors.
  /// - Throws: `ModelError(.invalidInput)` for anything else. A name is never taken for a file here.
  public init(_ json: JSONValue, source: String) throws(ModelError) {
    guard let elements = json.arrayValue else {
      throw ModelError(
        .invalidInput,
        "\(source): expected a list of cleaning steps, found \(json.kindDescription).")
    }
    var stages: [CleaningStage] = []
    for element in elements {
      if let name = element.stringValue, CleaningStage.names.contains(name) {
        stages.append(try CleaningStage(name))
      } else if let words = element["stopwords"]?.arrayValue {
        stages.append(.stopwords(words.compactMap(\.stringValue)))
      } else {
        let found = element.stringValue.map { "\"\($0)\"" } ?? element.kindDescription
        throw ModelError(
          .invalidInput, "\(source): expected a cleaning step, found \(found).",
          advice: "Steps are \(CleaningStage.names.joined(separator: ", ")).")
      }
    }
    self.stages = stages
  }
}
