import Attribution
import Model

/// The `trust` member of an explanation's JSON.
enum TrustJSON {
  /// Writes what was measured of one explanation; what was not is null, and has its reason in `notMeasured`.
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
      object.member("infidelity", row.infidelity?.value)
      object.member("normalizedInfidelity", row.infidelity?.normalized)
      object.member("sensitivity", row.sensitivity?.maximum)
      object.member("seedTau", row.stability?.meanKendall)
      object.member("seedTopOverlap", row.stability?.meanTopOverlap)
      let absences = report.absences(from: row)
      if !absences.isEmpty {
        object.member("notMeasured") { writer in
          writer.object { object in
            for absence in absences {
              object.member(key(of: absence.measure), ExplanationText.reason(absence.reason))
            }
          }
        }
      }
      object.member("evaluations", report.evaluations)
      object.member("seconds", trust.seconds)
    }
  }

  /// The member that has the measure's number.
  private static func key(of measure: TrustAbsence.Measure) -> String {
    switch measure {
    case .infidelity, .sensitivity: measure.rawValue
    case .stability: "seedTau"
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
