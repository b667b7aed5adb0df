import Attribution
import Model
import TUI

extension AttentionDocument {
  /// What the dashboard's Heads screen shows, as `attention` would print it.
  ///
  /// - Throws: `CancellationError`, looked for between heads.
  /// - Complexity: O(layers · heads · tokens²).
  init(_ saved: SavedAttention) throws {
    let report = saved.report
    let (maps, roles) = (report.maps, report.roles)
    let statistics = try HeadStatistics(maps, roles)
    // Pieces that were taken out have no attention.
    let left = Set(report.pieces)
    let removed = saved.encoding.ids.indices.filter { !left.contains($0) }
    self.init(
      model: saved.model, text: saved.input.text, pair: saved.input.pair,
      encoding: ShortenedEncoding(saved.encoding, removing: removed, mask: nil).encoding,
      prediction: saved.prediction, target: saved.target, maps: maps, gates: saved.gates,
      roles: roles, profiles: report.profiles, reader: statistics.reader, listsPatterns: true)
    summary = try LayerSummary(
      maps, roles, statistics, HeadPatternScores(maps, roles, statistics))
    for reading in saved.readings {
      switch reading {
      case .importance(let values):
        var importance = HeadImportance()
        importance.add([values.map { $0.map { Float($0) } }])
        self.importance = importance
      case .lens(let states, let pieces):
        if !saved.model.classesArePieces { lens = states }
        pieceLens = pieces
      case .contributions(let label, let contributions) where label == saved.target:
        split = contributions
      case .mixing(let mixing) where mixing.position == statistics.reader:
        let graph = try AttentionGraph(maps)
        rollout = AttentionRollout(graph).row(to: statistics.reader)
        // The board has shares; what the command prints is the flow itself.
        if mixing.shares[.flow] != nil { flow = try AttentionFlow(graph, to: statistics.reader) }
      case .contributions, .mixing, .map: break
      }
    }
    if let patching = saved.patching {
      let report = patching.report
      self.patching = Patching(
        text: patching.source, tokens: report.sourceTokens,
        result: ActivationPatching(
          site: report.site, clean: report.clean, corrupted: report.corrupted,
          outputs: report.rows))
    }
  }
}
