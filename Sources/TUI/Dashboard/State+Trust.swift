internal import Attribution

extension State {
  /// Measures the explanations on screen once all of them stand, where the pane that shows it is in sight.
  mutating func measureTrust() -> [Effect] {
    // The cheap questions first: this is asked at every key.
    guard explain.trust == nil, !explain.isTrustAsked, !explain.isWorking,
      isTrustInSight, let subjects = explain.trustSubjects
    else { return [] }
    return askTrust(subjects, isThorough: false)
  }

  /// Whether something on screen tells what is measured; sentences begin with what failed.
  private var isTrustInSight: Bool {
    let panes = ScreenLayout(self).panes
    return panes[.trust] != nil || panes[.written] != nil
  }

  /// Stops measuring where another screen comes; coming back asks again.
  mutating func giveUpTrust() -> [Effect] {
    guard explain.trustQuestion?.isPending == true else { return [] }
    explain.trustQuestion = nil
    return [.cancel(.trust)]
  }

  /// Measures what takes explanations of its own: infidelity, sensitivity, and stability over seeds.
  mutating func measureMore() -> [Effect] {
    if ScreenLayout(self).panes[.trust] == nil { focus(on: .trust) }
    guard !explain.isMeasuringMore else {
      message = Message(.note, "It is being measured: Esc stops it")
      return []
    }
    guard explain.trust?.settings.isThorough != true else {
      message = Message(.note, "All of it is measured")
      return []
    }
    guard let subjects = explain.trustSubjects else {
      message = Message(
        .note,
        explain.neuron != nil
          ? "Only explanations of a class are measured, and not of neurons"
          : explain.removed.isEmpty
            ? "There is no finished explanation to measure"
            : "Only the whole text is measured: \(name(of: .restore)) puts back what was taken out")
      return []
    }
    return askTrust(subjects, isThorough: true)
  }

  private mutating func askTrust(
    _ subjects: [TrustReport.Subject], isThorough: Bool
  ) -> [Effect] {
    explain.trustQuestion = ExplainState.TrustQuestion(
      generation: explain.generation, granularity: explain.granularity, isThorough: isThorough)
    return [
      .explain(
        Work(
          id: Work.ID(lane: .trust, generation: explain.generation), input: explain.asked,
          trust: subjects, explain.trustSettings(isThorough: isThorough)))
    ]
  }

  /// Gives up what takes explanations of its own; what is measured always stays, or is asked for again.
  mutating func stopMeasuringMore() -> [Effect] {
    explain.trustQuestion = nil
    message = Message(.note, "Measuring was stopped")
    return [.cancel(.trust)] + measureTrust()
  }

  /// Takes what was measured in, unless something else was asked since.
  mutating func receivedTrust(_ id: Work.ID, _ report: TrustReport) {
    guard id.generation == explain.generation,
      report.settings.granularity == explain.granularity,
      !report.settings.isThorough || explain.isMeasuringMore
    else { return }
    explain.trust = report
    guard report.settings.isThorough == explain.trustQuestion?.isThorough else { return }
    explain.trustQuestion?.isPending = false
    if report.settings.isThorough {
      // A small pane has no room for it.
      let found = TrustFindings.more(report.rows.first, of: report, columns: .max).map(\.text)
      message = Message(.note, "Measured: " + found.joined(separator: ", "))
    }
  }

  /// Says why nothing was measured.
  mutating func trustFailed(_ id: Work.ID, _ problem: String) {
    guard id.generation == explain.generation else { return }
    explain.trustQuestion?.isPending = false
    message = Message(.error, problem)
  }

  /// Scrolls the whole page of measures; beside the heat map the keys move on that.
  mutating func moveInTrust(_ action: Action) {
    explain.trustTop = Self.scrolled(explain.trustTop, action, TrustPage.lastTop(self))
  }
}
