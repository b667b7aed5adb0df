import Model
import Training

/// Runs as JSON: the contract of `watch --once --format json`.
enum RunJSON {
  /// One object with all runs.
  static func text(_ runs: some Sequence<RunLog>) -> String {
    JSONWriter.text { writer in
      writer.object { writer in
        writer.member("runs") { $0.array(runs) { write($1, to: &$0) } }
      }
    }
  }

  private static func write(_ run: RunLog, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", run.name)
      writer.member("path", run.path)
      writer.member("format", run.format?.rawValue)
      writer.member("state", run.state.rawValue)
      writer.member("totalSteps", run.totalSteps.map { Int($0) })
      writer.member("best") { writer in
        guard let best = run.best else { return writer.null() }
        writer.object { writer in
          writer.member("metric", best.metric)
          writer.member("step", best.step.map { Int($0) })
        }
      }
      writer.member("series") { $0.array(run.series) { write($1, to: &$0) } }
      writer.member("problems", run.allProblems.map(\.description))
    }
  }

  private static func write(_ series: MetricSeries, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("tag", series.tag)
      writer.member("points", series.points.count)
      writer.member("first") { write(series.first, to: &$0) }
      writer.member("last") { write(series.last, to: &$0) }
      writer.member("minimum") { write(series.minimum, to: &$0) }
      writer.member("notFinite", series.notFinite)
      writer.member("superseded", series.superseded.count)
    }
  }

  /// `[step, value]`; a value that is not finite is null.
  private static func write(_ point: MetricSeries.Point?, to writer: inout JSONWriter) {
    guard let point else { return writer.null() }
    writer.array { writer in
      writer.value(point.step)
      writer.value(point.value)
    }
  }
}
