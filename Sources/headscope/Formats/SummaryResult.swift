import Attribution
import Foundation
import Model

/// Which words mattered in a data set, with everything that has to be said of it: what every format prints from, and what a file keeps.
struct SummaryResult: Equatable {
  /// The version of the file; it changes when a member changes its meaning.
  private static let version = 1

  /// The model's name.
  var model: String
  /// A digest of its weights.
  var digest: String
  /// Its classes.
  var labels: [String]
  /// The method that every text was explained by.
  var method: String
  /// What decided the numbers besides, by name: what was explained of a class, steps, seed.
  var parameters: [String: String]
  /// The files' names.
  var data: [String]
  /// How long explaining took, on all machines together.
  var seconds: Double
  /// What was added up.
  var summary: AttributionSummary

  /// A class's name; its number where the model has no such class.
  func label(_ index: Int) -> String { labels.indices.contains(index) ? labels[index] : "\(index)" }

  /// Adds what was found in another part of the data.
  ///
  /// - Throws: `ModelError(.mismatch)` where another model was asked, or in another way.
  mutating func merge(_ other: SummaryResult) throws(ModelError) {
    guard digest == other.digest, labels == other.labels else {
      throw ModelError(
        .mismatch, "The summaries are of two models, \(model) and \(other.model).",
        advice: "Put those of one model together.")
    }
    guard method == other.method, parameters == other.parameters else {
      throw ModelError(
        .mismatch,
        "The summaries were made in two ways: \(howMade) and \(other.howMade).",
        advice: "Make all of them with the same --method, --steps and --seed.")
    }
    for name in other.data where !data.contains(name) { data.append(name) }
    seconds += other.seconds
    summary.merge(other.summary)
  }

  /// `integrated-gradients (output logit, steps 50)`.
  var howMade: String {
    let values = parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return values.isEmpty ? method : "\(method) (\(values.joined(separator: ", ")))"
  }

  // MARK: - Files

  /// The whole summary as a document.
  var document: String {
    JSONWriter.text(layout: .members) { writer in
      writer.object { object in
        object.member("summary", Self.version)
        object.member("model", model)
        object.member("digest", digest)
        object.member("labels", labels)
        object.member("method", method)
        object.member("parameters") { writer in
          writer.object { object in
            for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
              object.member(name, value)
            }
          }
        }
        object.member("data", data)
        object.member("seconds", seconds)
        summary.writeMembers(to: &object)
      }
    }
  }

  /// Writes the document, whole or not at all.
  ///
  /// - Throws: `ModelError(.invalidInput)` where the file cannot be written.
  func write(to path: String) throws(ModelError) {
    do {
      try Data((document + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw ModelError(
        .invalidInput, "\(path): the summary could not be written.",
        advice: "Give --save a file in a folder that you may write to.")
    }
  }

  /// Reads a file that `write` wrote.
  ///
  /// - Throws: `ModelError(.missing)` where there is none, `ModelError(.damaged)` where it is something else.
  static func read(_ path: String) throws -> SummaryResult {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw ModelError(
        .missing, "\(path): no such file, or not to be read.",
        advice: "Give --merge a file that `headscope summarize --save` wrote.")
    }
    return try read(try JSONValue.parse(bytes, source: path), source: path)
  }

  /// Reads a document.
  ///
  /// - Throws: `ModelError(.damaged)` where it is something else.
  static func read(_ json: JSONValue, source: String) throws(ModelError) -> SummaryResult {
    guard json["summary"] == .integer(version), let model = json["model"]?.stringValue,
      let digest = json["digest"]?.stringValue, let method = json["method"]?.stringValue,
      let labels = json["labels"]?.arrayValue?.compactMap(\.stringValue),
      let members = json["parameters"]?.objectValue?.members,
      let data = json["data"]?.arrayValue?.compactMap(\.stringValue),
      let seconds = json["seconds"]?.doubleValue
    else {
      throw ModelError(
        .damaged, "\(source) is no summary, or one of another version.",
        advice: "Give a file that `headscope summarize --save` wrote.")
    }
    let summary = try AttributionSummary(json: json, source: source)
    guard (summary.largestClass ?? -1) < labels.count else {
      throw ModelError(
        .damaged, "\(source) has a class that is none of its labels.",
        advice: "Make it anew with `headscope summarize --save`.")
    }
    var parameters: [String: String] = [:]
    for member in members { parameters[member.key] = member.value.stringValue }
    return SummaryResult(
      model: model, digest: digest, labels: labels, method: method, parameters: parameters,
      data: data, seconds: seconds, summary: summary)
  }
}
