internal import Attribution

/// What the Heads screen holds besides the text, which is Explain's.
struct HeadsState: Equatable, Sendable {
  /// What the attention is of.
  struct Basis: Equatable, Sendable {
    var input: ModelInput
    var gates: HeadGates?
  }

  /// What effects are of.
  struct EffectsBasis: Equatable, Sendable {
    var attention: Basis
    var target: AttributionRequest.Target
    var output: AttributionRequest.Output
  }

  /// What a page of the board shows, and what it is of.
  struct Reading: Equatable, Sendable {
    var reading: BoardReading
    var basis: EffectsBasis
  }

  /// What was asked for the board.
  struct BoardQuestion: Equatable, Sendable {
    var page: BoardPage
    var basis: EffectsBasis
  }

  /// What the matrix shows.
  enum Combination: Equatable, Sendable, CaseIterable {
    case head
    case mean
    case maximum

    var next: Combination {
      switch self {
      case .head: .mean
      case .mean: .maximum
      case .maximum: .head
      }
    }
  }

  /// A side of the lines.
  enum LinesSide: Equatable, Sendable {
    /// The tokens that ask, at the left.
    case asking
    /// The tokens that are looked at, at the right.
    case lookedAt

    var other: LinesSide { self == .asking ? .lookedAt : .asking }
  }

  /// Counts questions; an answer to an older one is dropped.
  var generation = 0
  /// The latest answer.
  var report: AttentionReport?
  /// What `report` is of.
  var basis: Basis?
  /// What was asked last.
  var asked: Basis?
  /// What was asked for with it.
  var askedExtras: AttentionReport.Extras = []
  /// What the drawing on screen wants beside the weights.
  var wantedExtras: AttentionReport.Extras {
    switch main {
    case .neuron: .vectors
    case .matrix where showsNorms: .norms
    default: []
    }
  }

  /// What was measured of closing heads.
  var effects: HeadEffects?
  /// What `effects` is of.
  var effectsBasis: EffectsBasis?
  /// What is being measured.
  var effectsAsked: EffectsBasis?
  /// The attention on screen is of the text before for too long: it is dimmed.
  var isLate = false
  /// Why there is no answer.
  var problem: String?

  /// The gates before each change, the last one last.
  var undo: [HeadGates?] = []
  /// How many changes there were when the mouse took hold of the slider; nil while it does not.
  var slideStart: Int?
  /// The head under the cursor.
  var cursor = HeadIndex(layer: 0, head: 0)
  var combination = Combination.head
  /// The token that asks, under the cursor.
  var query = 0
  /// The token that is looked at, under the cursor.
  var key = 0
  /// The layers that are marked to be shown alone.
  var marked: Set<Int> = []
  /// The heads that are marked to be shown alone, of whichever layers.
  var markedHeads: Set<Int> = []
  /// Whether the grid shows what is marked alone.
  var isNarrowed = false
  /// First row of pictures and first of its heads that are shown.
  var gridTop = 0
  var gridLeft = 0
  /// First query and key of the matrix that are shown.
  var matrixTop = 0
  var matrixLeft = 0
  /// First token of the lines that is shown.
  var linesTop = 0
  /// First token of the neuron view that is shown.
  var neuronTop = 0
  /// Whether the small pictures are lines, as bertviz draws them, and not matrices.
  var hasLinesInGrid = false
  /// Whether the small pictures carry each head's importance as a number.
  var showsImportance = false
  /// Only the lines of the token under the cursor are drawn.
  var isIsolated = false
  /// The side of the lines that the cursor goes over.
  var linesSide = LinesSide.asking
  /// Which weights of a pair of texts are shown.
  var direction = AttentionFilter.Direction.all
  /// The heads of the layer whose lines are drawn; empty: that under the cursor.
  var chosen: Set<Int> = []
  /// Whether the matrix shows the lengths of what attention adds, and not its weights.
  var showsNorms = false
  /// What Enter opens a head as: the matrix, the lines or the neuron view.
  var drawing = Pane.matrix
  /// What the short pane shows.
  var page = BoardPage.layers
  /// First line of the page that is shown.
  var pageTop = 0
  /// Counts questions for the board; an answer to an older one is dropped.
  var boardGeneration = 0
  /// What was found out for each page, and what it is of.
  var readings: [BoardPage: Reading] = [:]
  /// What was asked for last.
  var boardAsked: BoardQuestion?
  /// Why the page has no answer.
  var boardProblem: String?
  /// The patching pane.
  var patching = PatchingState()
  /// The board's page about a sample of texts.
  var sample = SampleState()
  /// Which of the large panes was used last: it is shown.
  var main = Pane.heads

  /// The pages of the board whose answers are shown, that on screen first.
  var wantedPages: [BoardPage] {
    [page].filter { $0 != .layers && $0 != .sample }
      + (showsImportance && page != .importance ? [.importance] : [])
  }

  /// |dF/dgate| of every head, `[layers][heads]`, where the small pictures carry it and it is found out.
  var importance: [[Double]]? {
    guard showsImportance, case .importance(let values) = readings[.importance]?.reading else {
      return nil
    }
    return values
  }

  /// The layers whose heads are shown, rising: all of a model, or those that are marked.
  func shownLayers(of count: Int) -> [Int] {
    let chosen = isNarrowed ? marked.filter { $0 < count }.sorted() : []
    return chosen.isEmpty ? Array(0..<count) : chosen
  }

  /// The heads of those layers that are shown, rising: all, or those that are marked.
  func shownNumbers(of count: Int) -> [Int] {
    let chosen = isNarrowed ? markedHeads.filter { $0 < count }.sorted() : []
    return chosen.isEmpty ? Array(0..<count) : chosen
  }

  /// The token whose lines are drawn alone.
  var linesToken: Int { linesSide == .asking ? query : key }

  /// Puts the cursor on what is nearest of the tokens that a direction leaves, so that it can be read out.
  mutating func keepWithin(_ selection: AttentionSelection) {
    func nearest(_ token: Int, among tokens: [Int]) -> Int {
      tokens.min { abs($0 - token) < abs($1 - token) } ?? token
    }
    query = nearest(query, among: selection.queries)
    key = nearest(key, among: selection.keys)
  }

  /// What the filter leaves of a text; nil where all is shown, as of a single text.
  func selection(_ report: AttentionReport) -> AttentionSelection? {
    AttentionSelection(of: direction, report.roles)
  }

  /// A map with nothing left of what the filter hides.
  func filtered(_ map: ArraySlice<Float>, _ report: AttentionReport) -> ArraySlice<Float> {
    guard let selection = selection(report) else { return map }
    var left = [Float](repeating: 0, count: map.count)
    for query in selection.queries {
      for key in selection.keys {
        let place = query * selection.tokenCount + key
        left[place] = map[map.startIndex + place]
      }
    }
    return left[...]
  }

  /// The heads whose lines are drawn.
  var shownHeads: [HeadIndex] {
    chosen.isEmpty ? [cursor] : chosen.sorted().map { HeadIndex(layer: cursor.layer, head: $0) }
  }

  /// Takes everything back that belongs to a model.
  mutating func forget() {
    let generation = generation
    let (boardGeneration, page) = (boardGeneration, page)
    var patching = patching
    patching.forget()
    var sample = sample
    sample.forget()
    let (main, drawing, showsImportance) = (main, drawing, showsImportance)
    self = HeadsState()
    self.generation = generation + 1
    self.boardGeneration = boardGeneration + 1
    self.page = page
    self.patching = patching
    self.sample = sample
    self.main = main
    self.drawing = drawing
    self.showsImportance = showsImportance
  }

  /// What was asked and is not answered is given up.
  mutating func interrupt() {
    generation += 1
    interruptBoard()
    patching.interrupt()
    sample.interrupt()
    asked = basis
    askedExtras = report?.extras ?? []
    effectsAsked = measuredBasis
  }

  /// What effects were measured of to the end; nil while heads are left.
  var measuredBasis: EffectsBasis? {
    let maps = report?.maps
    let isWhole =
      effects?.values.count == maps.map { $0.layerCount * $0.headCount } ?? 0
      && effects?.layers.count == maps?.layerCount ?? 0
    return isWhole ? effectsBasis : nil
  }

  /// A page that is half read is not taken for a whole one later.
  mutating func interruptBoard() {
    boardGeneration += 1
    if let asked = boardAsked, readings[asked.page]?.basis == asked.basis {
      readings[asked.page] = nil
    }
    boardAsked = nil
  }

  /// Takes everything back that belongs to a text.
  mutating func forgetText() {
    generation += 1
    boardGeneration += 1
    readings = [:]
    boardAsked = nil
    boardProblem = nil
    patching.forget()
    report = nil
    basis = nil
    asked = nil
    effects = nil
    effectsBasis = nil
    effectsAsked = nil
    isLate = false
  }

  /// The first of `visible` of `count` places, moved as little as possible so that one is among them.
  static func first(_ first: Int, showing place: Int, visible: Int, of count: Int) -> Int {
    let moved = min(max(first, place - visible + 1), place)
    return min(max(moved, 0), max(count - visible, 0))
  }

  /// The first of `visible` of `count` places, moved by half of them where one was not among them.
  ///
  /// Where every row changes when one is moved, as of a matrix, a line at a time were more than a slow link takes at every key.
  static func half(_ first: Int, showing place: Int, visible: Int, of count: Int) -> Int {
    let isInSight = first..<first + max(visible, 1) ~= place
    return min(max(isInSight ? first : place - visible / 2, 0), max(count - visible, 0))
  }
}
