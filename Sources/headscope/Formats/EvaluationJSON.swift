import Model
import TUI
import Training

/// The JSON of `evaluate`: a contract, to which members are added and in which none is renamed.
enum EvaluationJSON {
  /// One object; with a second model `against` is the same of it, and `comparison` the paired tests.
  static func text(_ result: EvaluationResult, _ comparison: EvaluationComparison?) -> String {
    JSONWriter.text(layout: .members) { writer in
      writer.object { object in
        members(of: result, to: &object)
        guard let comparison else { return }
        object.member("against") { $0.object { members(of: comparison.second, to: &$0) } }
        object.member("comparison") { write(comparison, to: &$0) }
      }
    }
  }

  /// What the Evaluate screen shows, as `evaluate` prints it.
  static func text(_ report: EvaluationReport) -> String {
    var first = EvaluationResult(report.evaluation)
    first.report.intervals = report.intervals
    let comparison = report.comparison.map {
      EvaluationComparison(
        second: EvaluationResult($0.second), test: $0.test, differences: $0.differences)
    }
    return text(first, comparison)
  }

  private static func members(of result: EvaluationResult, to object: inout JSONWriter) {
    let report = result.report
    object.member("version", 1)
    object.member("model", result.model.name)
    object.member("digest", result.model.digest)
    object.member("examples", report.outputs.count)
    let isMultiLabel = report.outputs.isMultiLabel
    if isMultiLabel { object.member("multiLabel", true) }
    for metric in Metric.allCases { object.member(metric.memberName, report.values[metric]) }
    object.member("intervals") { intervals(report, to: &$0) }
    object.member("labels") { writer in
      writer.array(report.labels.indices) { label(report, $1, to: &$0) }
    }
    object.member("confusion") { writer in
      writer.array(report.matrix.counts) { writer, row in writer.array(row) { $0.value($1) } }
    }
    object.member("calibration") { calibration(report.calibration, to: &$0) }
    object.member("worst") { writer in
      writer.array(result.worst) { writer, row in
        writer.object { object in
          object.member("path", row.path)
          object.member("line", row.line)
          object.member("label", row.truth.first.map { report.labels[$0] })
          object.member("predicted", row.predicted.first.map { report.labels[$0] })
          if isMultiLabel {
            object.member("labels", row.truth.map { report.labels[$0] })
            object.member("predictedLabels", row.predicted.map { report.labels[$0] })
          }
          object.member("confidence", row.confidence)
          object.member("loss", row.loss)
          object.member("text", row.text)
        }
      }
    }
    object.member("data") { writer in
      writer.array(result.data) { write($1, to: &$0) }
    }
    object.member("otherLabels") { counts(result.foreignLabels, to: &$0) }
    result.crossValidation?.writeMembers(to: &object)
    object.member("precision", result.model.precision)
    object.member("backend", result.model.backend)
    object.member("seconds", result.seconds)
  }

  private static func intervals(_ report: ClassificationReport, to writer: inout JSONWriter) {
    writer.object { object in
      for metric in Metric.allCases {
        guard let interval = report.intervals[metric] else { continue }
        object.member(metric.memberName) {
          $0.array([interval.lower, interval.upper]) { $0.value($1) }
        }
      }
    }
  }

  private static func label(
    _ report: ClassificationReport, _ index: Int, to writer: inout JSONWriter
  ) {
    let score = report.classScores[index]
    writer.object { object in
      object.member("label", report.labels[index])
      object.member("precision", score.precision)
      object.member("recall", score.recall)
      object.member("f1", score.f1)
      object.member("support", score.support)
      object.member("rocAUC", report.rankings[index].rocArea)
      object.member("averagePrecision", report.rankings[index].averagePrecision)
    }
  }

  private static func calibration(_ calibration: Calibration?, to writer: inout JSONWriter) {
    guard let calibration else { return writer.null() }
    writer.array(calibration.bins) { writer, bin in
      writer.object { object in
        object.member("from", bin.range.lowerBound)
        object.member("to", bin.range.upperBound)
        object.member("count", bin.count)
        object.member("confidence", bin.confidence)
        object.member("accuracy", bin.accuracy)
      }
    }
  }

  private static func write(_ data: DatasetReport, to writer: inout JSONWriter) {
    writer.object { object in
      object.member("path", data.path)
      object.member("format", data.format.rawValue)
      object.member("encoding", data.encoding.rawValue)
      object.member("textColumn", data.textColumn)
      object.member("labelColumn", data.labelColumn)
      object.member("rows", data.rowCount)
      object.member("badRows", data.badRowCount)
      object.member("blankLines", data.blankLineCount)
      object.member("problems", data.badRows.map(\.description))
      object.member("relabelled", data.relabelledCount)
      object.member("excluded", data.excludedCount)
    }
  }

  private static func counts(_ counts: [String: Int], to writer: inout JSONWriter) {
    writer.object { object in
      for (label, count) in counts.sorted(by: { $0.key < $1.key }) { object.member(label, count) }
    }
  }

  private static func write(_ comparison: EvaluationComparison, to writer: inout JSONWriter) {
    let test = comparison.test
    writer.object { object in
      object.member("onlyFirstRight", test.firstOnly)
      object.member("onlySecondRight", test.secondOnly)
      object.member("exactP", test.exactPValue)
      object.member("chiSquared", test.chiSquared)
      object.member("chiSquaredP", test.chiSquaredPValue)
      object.member("differences") { writer in
        writer.array(comparison.differences) { writer, difference in
          writer.object { object in
            object.member("metric", difference.metric.memberName)
            object.member("first", difference.first)
            object.member("second", difference.second)
            object.member("difference", difference.difference.value)
            object.member("lower", difference.difference.lower)
            object.member("upper", difference.difference.upper)
            object.member("p", difference.pValue)
          }
        }
      }
    }
  }
}
