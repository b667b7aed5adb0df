import Attribution
import Model

/// The `trust` member of an explanation's JSON.
enum TrustJSON {
  /// Writes what was measured of one explanation.
  static func write(_ trust: Explanation.Trust, to writer: inout JSONWriter) {
    let (report, row) = (trust.report, trust.row)
    writer.object { object in
      object.member("parts", report.settings.granularity.rawValue)
      object.member("replacement", report.settings.replacement.rawValue)
      object.member("comprehensiveness", row.faithfulness.comprehensiveness)
      object.member("sufficiency", row.faithfulness.sufficiency)
      object.member("thresholds") { writer in
        writer.array(row.faithfulness.thresholds) { writer, threshold in
          writer.object {
            $0.member("fraction", threshold.fraction)
            $0.member("count", threshold.partCount)
            $0.member("comprehensiveness", threshold.comprehensiveness)
            $0.member("sufficiency", threshold.sufficiency)
          }
        }
      }
      curve("deletion", row.faithfulness.deletion, to: &object)
      curve("insertion", row.faithfulness.insertion, to: &object)
      object.member("leaveOneOut") { $0.values(row.faithfulness.leaveOneOut.map { Float($0) }) }
      object.member("leaveOneOutTau", row.faithfulness.leaveOneOutTau)
      object.member("incompleteness", row.incompleteness)
      object.member("agreement") { writer in
        writer.array(report.rows.indices.filter { $0 != trust.index }) { writer, other in
          writer.object {
            $0.member("method", report.rows[other].method.rawValue)
            $0.member("tau", report.agreement.kendall[trust.index][other])
            $0.member("topOverlap", report.agreement.topOverlap[trust.index][other])
          }
        }
      }
      if let infidelity = row.infidelity {
        object.member("infidelity", infidelity.value)
        object.member("normalizedInfidelity", infidelity.normalized)
      }
      if let sensitivity = row.sensitivity {
        object.member("sensitivity", sensitivity.maximum)
      }
      if let stability = row.stability {
        object.member("seedTau", stability.meanKendall)
        object.member("seedTopOverlap", stability.meanTopOverlap)
      }
      object.member("evaluations", report.evaluations)
      object.member("seconds", trust.seconds)
    }
  }

  private static func curve(
    _ name: String, _ curve: PerturbationCurve, to object: inout JSONWriter
  ) {
    object.member(name) { writer in
      writer.object {
        $0.member("area", curve.area)
        $0.member("points") { writer in
          writer.array(curve.points) { writer, point in
            writer.array([point.fraction, point.output]) { $0.value($1) }
          }
        }
      }
    }
  }
}
