internal import Foundation
package import Model

extension CrossValidation {
  /// The members `folds`, `mean` and `std` of `folds.json` and of `evaluate --format json`.
  package func writeMembers(to object: inout JSONWriter) {
    object.member("folds") { writer in
      writer.array(folds) { writer, fold in
        writer.object { object in
          object.member("fold", fold.number)
          object.member("trained", fold.trainCount)
          object.member("examples", fold.matrix.total)
          object.member("step", fold.step)
          for metric in Metric.allCases { object.member(metric.memberName, fold.values[metric]) }
          object.member("labels") { writer in
            writer.array(zip(labels, fold.matrix.classScores)) { writer, entry in
              writer.object { object in
                object.member("label", entry.0)
                object.member("precision", entry.1.precision)
                object.member("recall", entry.1.recall)
                object.member("f1", entry.1.f1)
                object.member("support", entry.1.support)
              }
            }
          }
          object.member("confusion") { Self.write(fold.matrix, to: &$0) }
        }
      }
    }
    object.member("mean") { write(\.mean, to: &$0) }
    object.member("std") { write(\.standardDeviation, to: &$0) }
  }

  private func write(_ value: KeyPath<MetricSpread, Double>, to writer: inout JSONWriter) {
    writer.object { object in
      for metric in Metric.allCases {
        object.member(metric.memberName, spread(metric)?[keyPath: value])
      }
      object.member("labels") { writer in
        writer.array(labels.indices) { writer, label in
          writer.object { object in
            object.member("label", labels[label])
            object.member("precision", spread(label: label, \.precision)[keyPath: value])
            object.member("recall", spread(label: label, \.recall)[keyPath: value])
            object.member("f1", spread(label: label, \.f1)[keyPath: value])
          }
        }
      }
    }
  }

  private static func write(_ matrix: ConfusionMatrix, to writer: inout JSONWriter) {
    writer.array(matrix.counts) { writer, row in writer.array(row) { $0.value($1) } }
  }

  /// Writes `folds.json`, whole or not at all.
  func write(to path: String) throws {
    let text = JSONWriter.text(layout: .members) { writer in
      writer.object { object in
        object.member("version", 1)
        object.member("count", count)
        object.member("digest", String(digest, radix: 16))
        object.member("classes", labels)
        writeMembers(to: &object)
        object.member("confusion") { Self.write(matrix, to: &$0) }
      }
    }
    try Data((text + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
  }

  /// Reads a `folds.json`.
  ///
  /// - Returns: nil where there is none.
  /// - Throws: `TrainingError.run` where it is something else.
  public static func read(_ path: String) throws -> CrossValidation? {
    guard FileSystem.exists(path) else { return nil }
    let value = try? JSONValue.parse(Data(contentsOf: URL(filePath: path)), source: path)
    guard let object = value?.objectValue, let count = object["count"]?.intValue, count > 0,
      let digest = object["digest"]?.stringValue.flatMap({ UInt64($0, radix: 16) }),
      let labels = object["classes"]?.arrayValue?.compactMap(\.stringValue),
      let entries = object["folds"]?.arrayValue, entries.count <= count
    else { throw unreadable(path) }
    let folds = entries.compactMap { entry -> Fold? in
      guard let number = entry["fold"]?.intValue, let trained = entry["trained"]?.intValue,
        let step = entry["step"]?.intValue, let rows = entry["confusion"]?.arrayValue,
        rows.count == labels.count,
        let matrix = ConfusionMatrix(
          counts: rows.map { ($0.arrayValue ?? []).compactMap(\.intValue) })
      else { return nil }
      var values: [Metric: Double] = [:]
      for metric in Metric.allCases { values[metric] = entry[metric.memberName]?.doubleValue }
      return Fold(number: number, trainCount: trained, step: step, values: values, matrix: matrix)
    }
    guard folds.map(\.number) == Array(1..<folds.count + 1), folds.count == entries.count else {
      throw unreadable(path)
    }
    return CrossValidation(count: count, digest: digest, labels: labels, folds: folds)
  }

  private static func unreadable(_ path: String) -> TrainingError {
    .run(
      "\(path) is not what a cross-validation left.",
      advice: "Remove it, or choose another `directory` in [output].")
  }
}
