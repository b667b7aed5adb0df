import Foundation
import Model
import TUI
import Training

/// A run as a table for people: a row a metric, 80 columns wide at the most where names are not longer.
enum RunTable {
  /// Longer names lose their middle.
  private static let tagWidth = 26

  /// The run's heading, its metrics, and what is to be said about them.
  static func text(_ run: RunLog) -> String {
    var text = VisibleText.escaped(run.name) + "\n" + "  " + facts(of: run) + "\n"
    if !run.series.isEmpty {
      var table = TextTable(columns: [
        .left("  metric"), .right("points"), .right("first"), .right("last"), .right("minimum"),
        .right("at step"),
      ])
      for series in run.series {
        let minimum = series.minimum
        table.append([
          "  " + shortened(VisibleText.escaped(series.tag)), Wording.grouped(series.points.count),
          number(series.first?.value), number(series.last?.value), number(minimum?.value),
          minimum.map { String($0.step) } ?? "",
        ])
      }
      text += table.text
    }
    for series in run.series where series.notFinite > 0 || series.superseded.count > 0 {
      text += "  \(VisibleText.escaped(series.tag)): \(remarks(on: series))\n"
    }
    for problem in run.allProblems { text += "  ! \(VisibleText.escaped(problem.description))\n" }
    return text
  }

  private static func facts(of run: RunLog) -> String {
    var facts = [run.format?.rawValue ?? "unknown format", run.state.rawValue]
    if let first = run.firstStep, let last = run.lastStep {
      let total = run.totalSteps.map { " of \($0)" } ?? ""
      facts.append("steps \(first)–\(last)\(total)")
    }
    if let best = run.best {
      let place = best.step.map { " at step \($0)" } ?? ""
      facts.append("best \(number(best.metric))\(place)")
    }
    return facts.joined(separator: ", ")
  }

  private static func remarks(on series: MetricSeries) -> String {
    var remarks: [String] = []
    if series.notFinite > 0 {
      remarks.append(Wording.count(series.notFinite, "value") + " not finite")
    }
    if series.superseded.count > 0 {
      remarks.append(Wording.count(series.superseded.count, "point") + " superseded")
    }
    return remarks.joined(separator: ", ")
  }

  private static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
    return String(format: "%.4g", value)
  }

  private static func shortened(_ name: String) -> String {
    guard name.count > tagWidth else { return name }
    // The beginning tells more, the end sets apart: train/train_samples_per_second, …_steps_per_second.
    return "\(name.prefix(tagWidth * 2 / 3 - 1))…\(name.suffix(tagWidth / 3 + 2))"
  }
}
