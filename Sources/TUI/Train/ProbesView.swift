internal import Attribution
internal import Model
internal import Training

/// The probe sentences of one run at one step, laid out: shared by `update` and `render`.
struct ProbesView: Equatable {
  /// A sentence.
  struct Block: Equatable {
    var probe: Probe
    var units: [HeatUnit]
    var layout: HeatLayout
    /// Values as shares of the sentence's scale, one a unit.
    var shares: [Float]
    /// Its rows: words, prediction.
    var area: Rectangle
    /// The index of the sentence.
    var index: Int
  }

  /// Columns of the cursor's mark.
  private static let markColumns = 2
  /// From this width on the heads of the sentence under the cursor stand at the side.
  private static let wideColumns = 56

  let run: Int
  let step: Int
  let blocks: [Block]
  /// Screen rows of a line of words.
  let rowsPerLine: Int
  /// Where the heads of the chosen sentence are; nil where there is no room.
  let heads: Rectangle?

  init?(_ state: State, _ layout: ScreenLayout) {
    guard state.screen == .train, let inside = layout.inside(.probes), !inside.isEmpty,
      let shown = state.train.shownProbes
    else { return nil }
    run = shown.run
    step = shown.step
    rowsPerLine = state.hasSignRow ? 2 : 1
    let probes = shown.log.probes(at: shown.step)
    let chosen = min(state.train.probeCursor, max(probes.count - 1, 0))
    let grid = probes.indices.contains(chosen) ? probes[chosen].heads : []
    let headColumns = (grid.map(\.count).max() ?? 0) + 4
    let hasHeads = !grid.isEmpty && inside.width - headColumns >= Self.wideColumns
    heads =
      hasHeads
      ? Rectangle(
        row: inside.row, column: inside.endColumn - headColumns, height: inside.height,
        width: headColumns) : nil
    let width = inside.width - (hasHeads ? headColumns + 2 : 0) - Self.markColumns
    var blocks: [Block] = []
    for (index, probe) in probes.enumerated() {
      let units = HeatUnit.units(of: probe.encoding, input: ModelInput(text: probe.text), by: .word)
      let scale = shown.log.scale(of: probe.text, units)
      let words = HeatLayout(units, width: width)
      blocks.append(
        Block(
          probe: probe, units: units, layout: words,
          shares: units.map {
            let value = $0.value(probe.attribution.values)
            return scale > 0 && value.isFinite ? value / scale : 0
          },
          area: Rectangle(
            row: 0, column: inside.column + Self.markColumns,
            height: words.lineCount * rowsPerLine + 1, width: width), index: index))
    }
    // From the first on, unless the chosen one would not fit any more.
    var first = 0
    func height(_ range: ClosedRange<Int>) -> Int {
      blocks[range].reduce(0) { $0 + $1.area.height + 1 } - 1
    }
    while first < chosen, !blocks.isEmpty, height(first...chosen) > inside.height { first += 1 }
    var row = inside.row
    var visible: [Block] = []
    for var block in blocks.dropFirst(first) {
      guard row < inside.endRow else { break }
      block.area = Rectangle(
        row: row, column: block.area.column, height: min(block.area.height, inside.endRow - row),
        width: block.area.width)
      visible.append(block)
      row += block.area.height + 1
    }
    self.blocks = visible
  }
}

extension ProbeLog {
  /// The end of a sentence's colours: its largest value at any step, so that colours grow as the network learns.
  func scale(of text: String, _ units: [HeatUnit]) -> Float {
    all.lazy.filter { $0.text == text }.reduce(0) { largest, probe in
      units.reduce(largest) { max($0, abs($1.value(probe.attribution.values))) }
    }
  }
}

extension TrainState {
  /// A run with probe sentences, and the step they are shown at.
  struct ShownProbes: Equatable {
    var run: Int
    var log: ProbeLog
    var step: Int
  }

  /// The sentences on screen: of the run under the cursor, else of the first in sight that has any; at the charts' cursor, else the last.
  var shownProbes: ShownProbes? {
    let cursorRun = runs.indices.contains(runCursor) ? runs[runCursor].id : nil
    let candidates = [cursorRun].compactMap(\.self) + shownRuns.map(\.id)
    guard let run = candidates.first(where: { probes[$0] != nil && !hidden.contains($0) }),
      let log = probes[run], let last = log.steps.last
    else { return nil }
    let step =
      switch (cursor, axis) {
      case (let place?, .step): log.step(at: place)
      case (let place?, .epoch): log.step(atEpoch: place)
      case (_, .time), (nil, _): last
      }
    return ShownProbes(run: run, log: log, step: step ?? last)
  }
}
