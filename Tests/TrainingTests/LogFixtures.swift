import Foundation
import Model
import TestSupport

@testable import Training

/// The small logs of Tests/Fixtures/logs, and what their writers say is in them.
enum LogFixtures {
  static let folder = Fixtures.folder.appending(path: "logs")
  static let names = [
    "torch-events", "tensor-events", "trainer_state.json", "keras.csv", "lightning.csv",
    "history.jsonl", "tqdm.log", "dictionaries.log",
  ]

  /// The files of one run, in their order.
  static func files(_ name: String) throws -> [URL] {
    let url = folder.appending(path: name)
    guard url.hasDirectoryPath || name.hasSuffix("-events") else { return [url] }
    return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// One run, read in pieces of `size` bytes.
  static func read(_ name: String, pieces size: Int = .max) throws -> RunLog {
    let files = try files(name)
    var reader = RunReader(name: name, path: name, file: files[0].lastPathComponent)
    for (index, file) in files.enumerated() {
      if index > 0 { reader.beginFile(file.lastPathComponent) }
      feed([UInt8](try Data(contentsOf: file)), to: &reader, pieces: size)
    }
    reader.settle()
    return reader.run
  }

  /// What bytes of one file say.
  static func read(
    _ bytes: [UInt8], file: String, pieces size: Int = .max, ending: LogEnding = .growing
  ) -> RunLog {
    var reader = RunReader(name: file, path: file, file: file)
    feed(bytes, to: &reader, pieces: size)
    reader.settle(ending)
    return reader.run
  }

  /// What a text says.
  static func read(_ text: String, file: String, ending: LogEnding = .growing) -> RunLog {
    read(Array(text.utf8), file: file, ending: ending)
  }

  /// The metrics as the writer's own library reads them: tag, then steps with values.
  static func expected(_ name: String) throws -> [String: [(Int64, Double)]] {
    let file = folder.appending(path: "expected.json")
    let json = try JSONValue.parse(Data(contentsOf: file))
    return Dictionary(
      uniqueKeysWithValues: (json[name]?.objectValue?.members ?? []).map { member in
        let points = (member.value.arrayValue ?? []).compactMap { point -> (Int64, Double)? in
          guard let pair = point.arrayValue, let step = pair[0].intValue,
            let value = pair[1].stringValue.flatMap({ Double($0) })
          else { return nil }
          return (Int64(step), value)
        }
        return (member.key, points)
      })
  }

  private static func feed(_ bytes: [UInt8], to reader: inout RunReader, pieces size: Int) {
    var place = 0
    while place < bytes.count {
      let end = size >= bytes.count - place ? bytes.count : place + size
      reader.append(Array(bytes[place..<end]))
      place = end
    }
  }
}

extension RunLog {
  /// All that was understood, as text that can be compared although it may hold NaN.
  var summary: String {
    var lines = ["\(format.map(\.rawValue) ?? "-") \(state) \(totalSteps ?? -1) \(best as Any)"]
    for series in series {
      lines.append(
        "\(series.tag) \(series.points.steps) \(series.points.values) \(series.points.wallTimes) "
          + "\(series.points.epochs) \(series.superseded.steps) \(series.notFinite)")
    }
    return (lines + allProblems.map(\.description)).joined(separator: "\n")
  }

  /// How many points count, over all metrics.
  var pointCount: Int { series.reduce(0) { $0 + $1.points.count + $1.superseded.count } }

  /// The steps and values of a metric as text.
  func points(_ tag: String) -> String {
    guard let series = self[tag] else { return "none" }
    return zip(series.points.steps, series.points.values).map { "\($0):\($1)" }
      .joined(separator: " ")
  }
}
