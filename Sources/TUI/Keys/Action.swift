/// Everything a user can ask for, by the name the settings file uses.
public enum Action: String, CaseIterable, Sendable {
  // The program
  case help
  case palette
  case quit
  case back
  case suspend
  case redraw
  case nextPane = "next-pane"
  case previousPane = "previous-pane"
  case zoom
  case explainScreen = "explain-screen"
  case headsScreen = "heads-screen"
  case trainScreen = "train-screen"
  case evaluateScreen = "evaluate-screen"
  case dataScreen = "data-screen"
  case theme
  case ascii
  case mouse
  // Runs
  case trainRun = "train-run"
  case pauseRun = "pause-run"
  case stopRun = "stop-run"
  // The model
  case open
  case method
  case target
  case output
  case baseline
  case lime
  case layer
  case reduction
  case library
  case sampling
  case seed
  case clean
  case moreSteps = "more-steps"
  // The view
  case granularity
  case fields
  case scale
  case addRow = "add-row"
  case path
  case reading
  case waterfall
  case surrogate
  case layers
  case written
  case measureMore = "measure-more"
  case edit
  case pair
  // The words
  case hottestNext = "hottest-next"
  case hottestPrevious = "hottest-previous"
  case search
  case searchNext = "search-next"
  case searchPrevious = "search-previous"
  case remove
  case restore
  case unfold
  case joinParts = "join-parts"
  case splitParts = "split-parts"
  case counterfactual
  // The heads
  case previousHead = "previous-head"
  case nextHead = "next-head"
  case combine
  case drawing
  case norms
  case direction
  case linesSide = "lines-side"
  case showHead = "show-head"
  case showAllHeads = "show-all-heads"
  case markLayer = "mark-layer"
  case markHead = "mark-head"
  case narrow
  case gate
  case gateUp = "gate-up"
  case gateDown = "gate-down"
  case gateUndo = "gate-undo"
  case gatesOpen = "gates-open"
  case patch
  case site
  case headPositions = "head-positions"
  case nextPage = "next-page"
  case previousPage = "previous-page"
  case closeLayer = "close-layer"
  case closeOthers = "close-others"
  case closeAllOthers = "close-all-others"
  case importance
  // The curves
  case axis
  case logScale = "log-scale"
  case smoother
  case rougher
  case curveGlyphs = "curve-glyphs"
  case zoomIn = "zoom-in"
  case zoomOut = "zoom-out"
  case panLeft = "pan-left"
  case panRight = "pan-right"
  case wholeRange = "whole-range"
  case toggleRun = "toggle-run"
  case watch
  // The evaluation
  case evaluate
  case against
  case allRows = "all-rows"
  case thresholdUp = "threshold-up"
  case thresholdDown = "threshold-down"
  case sortJudged = "sort-judged"
  // The data
  case openData = "open-data"
  case nextFile = "next-file"
  case previousFile = "previous-file"
  case filterRows = "filter-rows"
  case searchRows = "search-rows"
  case orderRows = "order-rows"
  case predictRows = "predict-rows"
  case relabel
  case exclude
  case undoChange = "undo-change"
  // The list
  case texts
  case bookmark
  case expected
  case note
  case forget
  case rerun
  case load
  // Out
  case copy
  case save
  // Moving
  case up
  case down
  case left
  case right
  case pageUp = "page-up"
  case pageDown = "page-down"
  case first
  case last
  case accept
  // Editing
  case done
  case newline
  case eraseBackward = "erase-backward"
  case eraseForward = "erase-forward"
  case wordLeft = "word-left"
  case wordRight = "word-right"
  case killWord = "kill-word"
  case killWordForward = "kill-word-forward"
  case killToEnd = "kill-to-end"
  case killToStart = "kill-to-start"
  case yank
  case undo
  case redo
  case textStart = "text-start"
  case textEnd = "text-end"
  case selectLeft = "select-left"
  case selectRight = "select-right"
  case selectUp = "select-up"
  case selectDown = "select-down"
  case selectAll = "select-all"
  case historyPrevious = "history-previous"
  case historyNext = "history-next"
}
