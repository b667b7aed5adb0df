internal import Attribution

extension State {
  /// Measures the explanations on screen once all of them stand, where the pane that shows it is in sight.
  mutating func measureTrust() -> [Effect] {
    let panes = ScreenLayout(self).panes
    // Sentences begin with what failed.
    guard explain.trust == nil, panes[.trust] != nil || panes[.written] != nil,
      let settled = explain.settled, settled.input == explain.asked, settled.input.removed.isEmpty
    else { return [] }
    let methods = [explain.request.method] + explain.rows
    func isFinal(_ method: AttributionMethod) -> Bool {
      settled.entries[method].map { $0.estimate.isFinal || method.isOnePass } ?? false
    }
    guard methods.allSatisfy(isFinal) else { return [] }
    // The gradient pass that came first is measured too: it costs hardly more.
    let others = settled.methods.filter { !methods.contains($0) && isFinal($0) }
    let subjects = (methods + others).compactMap { method in
      settled.entries[method].map {
        TrustReport.Subject(explain.request(for: method), $0.estimate)
      }
    }
    var settings = TrustReport.Settings()
    settings.granularity = explain.granularity
    return [
      .explain(
        Work(
          id: Work.ID(lane: .trust, generation: explain.generation), input: settled.input,
          trust: subjects, settings))
    ]
  }

  /// Takes what was measured in, unless something newer was asked since.
  mutating func receivedTrust(_ id: Work.ID, _ report: TrustReport) {
    guard id.generation == explain.generation else { return }
    explain.trust = report
  }
}
