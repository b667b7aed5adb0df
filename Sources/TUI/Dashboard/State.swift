public import Attribution

/// The whole dashboard as a value: `update` makes the next one, `render` draws it.
public struct State: Equatable, Sendable {
  /// The window.
  public var rows: Int
  /// The width of the window.
  public var columns: Int
  /// The model that explains; nil while none is loaded.
  public internal(set) var model: ModelSummary?
  var keys: KeyTable
  /// The screen that is shown.
  public internal(set) var screen = Screen.explain
  var focus = Pane.text
  /// The pane that had the focus on the screens left.
  var focuses: [Screen: Pane] = [:]
  /// The last lower pane that had the focus: where there is no room for all, it is shown.
  var lower = Pane.words
  /// The view that was asked for beside the list of texts; nil: what suits the method.
  var chosenView: Pane?
  var isZoomed = false
  var overlay: Overlay?
  var message: Message?
  /// A model that is being loaded.
  var opening: String?
  /// Whether only ASCII is drawn.
  public internal(set) var isASCII: Bool
  /// The terminal gives two columns to East Asian Ambiguous characters, our frames among them.
  let ambiguousIsWide: Bool
  /// Whether the mouse is captured.
  public internal(set) var isMouseOn: Bool
  /// The theme that is drawn with.
  public internal(set) var themeName: String
  var themeNames: [String]
  /// Whether the theme draws the row of + and − marks; part of where words are.
  var hasSignRow = false
  /// The terminal takes frames slowly.
  var isLinkSlow = false
  var explain = ExplainState()
  var heads = HeadsState()
  var train = TrainState()
  var evaluate = EvaluateState()
  var data = DataState()
  /// The model to open when a screen needs one: what a start on the Train screen leaves for later.
  var laterModel: String?
  /// Where a drag began.
  var dragged: Pane?

  /// The state at the start: the Explain screen, its text pane focused.
  ///
  /// - Parameters:
  ///   - text: What stands in the text pane.
  ///   - pair: What stands in that of a second text; nil: there is none.
  ///   - screen: The screen that is shown first.
  ///   - laterModel: What to open when a screen needs a model, where none is opened at the start.
  public init(
    rows: Int, columns: Int, model: ModelSummary? = nil, settings: Settings = Settings(),
    themeName: String = ThemeLibrary.standardName, themeNames: [String] = [], isASCII: Bool = false,
    text: String = "", pair: String? = nil, request: AttributionRequest = AttributionRequest(),
    screen: Screen = .explain, laterModel: String? = nil
  ) {
    self.rows = rows
    self.columns = columns
    self.model = model
    keys = settings.keys
    isMouseOn = settings.mouse
    ambiguousIsWide = settings.ambiguousIsWide
    self.isASCII = isASCII
    self.themeName = themeName
    self.themeNames = themeNames
    explain.editor = TextEditor(text)
    explain.pair = pair.map { TextEditor($0) }
    explain.request = request
    self.screen = screen
    self.laterModel = laterModel
    if !screen.hasText { focus = screen.home }
    wrapTexts()
    if !settings.problems.isEmpty {
      message = Message(.warning, settings.problems.joined(separator: "\n"))
    }
  }

  /// Lays the texts out for the window, so that drawing finds it done.
  mutating func wrapTexts() {
    let widths = ScreenLayout.textWidths(self)
    explain.editor.wrap(at: widths.text)
    explain.pair?.wrap(at: widths.pair)
  }

  /// The work that a state just made needs: call once, after `init`.
  public mutating func start() -> [Effect] { explainAgain() }
}

/// The next state, and what is to be done in the world.
///
/// Pure: the same state and event always give the same result.
public func update(_ state: State, _ event: Event) -> (State, [Effect]) {
  var next = state
  let effects =
    next.handle(event) + next.completeHeads() + next.completeData() + next.measureTrust()
    + next.completeWriting(after: state)
  next.explain.followForms(after: state.explain)
  next.explain.followMeasuredUnits()
  next.followHeads()
  next.followTrain()
  next.followData()
  next.wrapTexts()
  return (next, effects)
}
