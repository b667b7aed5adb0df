internal import Attribution
internal import Model

/// A column of the tables that say how far methods can be trusted.
enum TrustColumn: Equatable {
  case method
  case comprehensiveness
  case sufficiency
  case deletion
  case insertion
  case tau
  case leaveOneOutTau
  case missing
  case infidelity
  case scaledInfidelity
  case sensitivity
  case seedTau
  case seedOverlap
  /// The strongest part, in so many columns.
  case strongest(Int)
  case time

  /// What takes explanations of its own.
  static let thorough: [TrustColumn] = [
    .infidelity, .scaledInfidelity, .sensitivity, .seedTau, .seedOverlap,
  ]

  /// Its place in a table.
  var column: FigureTable.Column {
    switch self {
    case .method: FigureTable.Column("", 6, isText: true)
    case .comprehensiveness: FigureTable.Column("compr", 6)
    case .sufficiency: FigureTable.Column("suff", 6)
    case .deletion: FigureTable.Column("del", 6)
    case .insertion: FigureTable.Column("ins", 6)
    case .tau: FigureTable.Column("τ", 6)
    case .leaveOneOutTau: FigureTable.Column("loo τ", 6)
    case .missing: FigureTable.Column("missing", 9)
    case .infidelity: FigureTable.Column("infid", 8)
    case .scaledInfidelity: FigureTable.Column("scaled", 8)
    case .sensitivity: FigureTable.Column("sens", 7)
    case .seedTau: FigureTable.Column("seed τ", 7)
    case .seedOverlap: FigureTable.Column("seed top", 9)
    case .strongest(let columns): FigureTable.Column("strongest", columns, isText: true)
    case .time: FigureTable.Column("time", 8)
    }
  }

  /// What a row has there: a dot for what is not measured, a dash for what the method has not.
  func cell(of row: TrustRow) -> String {
    func figure(_ value: (TrustReport.Row) -> Double?, _ text: (Double) -> String) -> String {
      guard let measured = row.measured else { return "·" }
      return value(measured).flatMap { $0.isFinite ? text($0) : nil } ?? "–"
    }
    func share(_ value: (Faithfulness) -> Double?) -> String {
      figure({ value($0.faithfulness) }, NumberText.correlation)
    }
    func small(_ value: (TrustReport.Row) -> Double?) -> String {
      figure(value) { NumberText.small(Float($0)) }
    }
    switch self {
    case .method: return row.method.abbreviation
    case .comprehensiveness: return share(\.comprehensiveness)
    case .sufficiency: return share(\.sufficiency)
    case .deletion: return share(\.deletion.area)
    case .insertion: return share(\.insertion.area)
    case .tau: return row.isMain ? "—" : row.tau.map(NumberText.correlation) ?? "–"
    case .leaveOneOutTau: return share(\.leaveOneOutTau)
    case .missing:
      return row.estimate.incompleteness.map { NumberText.percent(Float($0), decimals: 2) } ?? "–"
    case .infidelity: return small { $0.infidelity?.value }
    case .scaledInfidelity: return small { $0.infidelity?.normalized }
    case .sensitivity: return small { $0.sensitivity?.maximum }
    case .seedTau: return figure({ $0.stability?.meanKendall }, NumberText.correlation)
    case .seedOverlap: return figure({ $0.stability?.meanTopOverlap }, NumberText.correlation)
    case .strongest: return row.strongest
    case .time: return NumberText.duration(row.seconds)
    }
  }
}
