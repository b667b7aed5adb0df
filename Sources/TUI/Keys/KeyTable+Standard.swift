extension KeyTable {
  private static let browsing = Set(Pane.allCases.filter { !$0.isEditor })
  private static let editors: Set<Pane> = [.text, .pair]
  private static let headPanes = Set(Pane.drawings + [.heads])
  private static let explain: Set<Screen> = [.explain]
  /// The screens about a text and what the model made of it.
  private static let textScreens: Set<Screen> = [.explain, .heads]
  private static let train: Set<Screen> = [.train]
  private static let evaluate: Set<Screen> = [.evaluate]
  private static let data: Set<Screen> = [.data]

  private static func row(
    _ action: Action, _ group: Group, _ title: String, hint: String? = nil,
    panes: Set<Pane>? = nil, screens: Set<Screen>? = nil, plain: [KeyChord] = [],
    always: [KeyChord] = []
  ) -> Row {
    Row(
      action: action, group: group, title: title, hint: hint, panes: panes, screens: screens,
      plain: plain, always: always)
  }

  /// A letter: alone where nothing is typed, with Alt everywhere.
  ///
  /// One rule to remember.
  private static func letter(
    _ character: Character, _ action: Action, _ group: Group, _ title: String, hint: String? = nil,
    function: Int? = nil, plain: [KeyChord] = [], panes: Set<Pane>? = nil,
    screens: Set<Screen>? = nil
  ) -> Row {
    row(
      action, group, title, hint: hint, panes: panes, screens: screens,
      plain: [KeyChord(.character(character))] + plain,
      always: [KeyChord(.character(character), .alt)]
        + (function.map { [key(.function($0))] } ?? []))
  }

  private static func key(_ key: Key, _ modifiers: KeyModifiers = []) -> KeyChord {
    KeyChord(key, modifiers)
  }
  private static func character(_ character: Character) -> KeyChord { key(.character(character)) }
  private static func control(_ character: Character) -> KeyChord {
    key(.character(character), .control)
  }

  static let standardRows: [Row] =
    programRows + explanationRows + viewRows + wordRows + headRows + curveRows + evaluationRows
    + dataRows + textRows + movementRows + editingRows

  private static let programRows: [Row] = [
    letter("?", .help, .program, "All keys", hint: "help", function: 1),
    letter(":", .palette, .program, "Find an action by name", hint: "actions", function: 2),
    row(
      .nextPane, .program, "Next pane", hint: "next pane", always: [key(.tab)]),
    row(.previousPane, .program, "Previous pane", always: [key(.backTab)]),
    row(
      .back, .program, "One level up: close, leave the text, stop what runs",
      always: [key(.escape)]),
    letter("z", .zoom, .program, "Give the pane the whole screen, or take it back"),
    letter("1", .explainScreen, .program, "Explain: what each word did"),
    letter("2", .headsScreen, .program, "Heads: where every head looked, and without it"),
    letter("3", .trainScreen, .program, "Train: curves of the runs that are watched"),
    letter(
      "4", .evaluateScreen, .program, "Evaluate: how good the model is, and what it gets wrong"),
    letter("5", .dataScreen, .program, "Data: the rows of data files, relabelled or excluded"),
    letter("T", .theme, .program, "Next theme"),
    letter("A", .ascii, .program, "Draw with ASCII only, or with all glyphs"),
    letter("M", .mouse, .program, "Mouse on or off (off: the terminal selects text)"),
    row(.redraw, .program, "Draw everything anew", always: [control("l")]),
    row(.suspend, .program, "Stop; the shell's fg comes back", always: [control("z")]),
    row(
      .quit, .program, "Leave", hint: "quit", plain: [character("q")],
      always: [control("c"), key(.character("q"), .alt)]),
  ]

  private static let explanationRows: [Row] = [
    letter(
      "m", .method, .explanation, "Choose the method", hint: "method", function: 3, screens: explain
    ),
    letter(
      "c", .target, .explanation, "Choose the class to explain", hint: "class", function: 4,
      screens: textScreens),
    letter(
      "o", .output, .explanation, "Explain the logit or the probability", screens: textScreens),
    letter(
      "b", .baseline, .explanation,
      "Choose the baseline, or what stands for words taken out", hint: "baseline",
      screens: explain),
    letter(
      "S", .lime, .explanation, "LIME: what a word is, how many it takes and how",
      screens: explain),
    letter(
      "E", .layer, .explanation, "Choose the layer it is taken at, or a neuron to explain",
      screens: explain),
    letter(
      "D", .reduction, .explanation, "Add up the hidden dimension, or take its length",
      screens: explain),
    letter(
      "=", .library, .explanation, "LIME, SHAP: as the Python libraries compute it, or not",
      screens: explain),
    letter(
      "V", .sampling, .explanation, "Kernel SHAP: draw as shap does, or as captum",
      screens: explain),
    letter("#", .seed, .explanation, "Type the seed of what is drawn", screens: explain),
    letter(
      "r", .moreSteps, .explanation, "Explain again with twice the steps", hint: "more steps",
      screens: explain),
    letter(
      "C", .clean, .explanation, "Clean texts otherwise before they are read, or not at all",
      screens: textScreens.union(data)),
    letter("O", .open, .explanation, "Open another model", function: 5),
  ]

  private static let viewRows: [Row] = [
    letter(
      "g", .granularity, .view, "By piece, word, field or sentence", hint: "granularity",
      screens: explain),
    letter(
      "|", .fields, .view, "Divide into fields by a pattern of yours",
      screens: explain),
    letter("s", .scale, .view, "Scale of this method, or one shared by all rows", screens: explain),
    letter(
      "v", .addRow, .view, "Show another method as a further row, or take one away", hint: "rows",
      screens: explain),
    letter(
      "p", .path, .view, "Go to the path from baseline to text", hint: "path", screens: explain),
    letter(
      "I", .reading, .view, "How the text is read: cleaning, pieces, ids", screens: explain),
    letter(
      "W", .waterfall, .view, "How the words add up from the base value to F(x)", hint: "sum",
      screens: explain),
    letter(
      "B", .surrogate, .view, "LIME's linear model beside the real one", screens: explain),
    letter(
      "H", .layers, .view, "What flows through each layer at each word", screens: explain),
    letter(
      "Y", .written, .view, "Why, in sentences or as a prompt; again: training data",
      hint: "in words", screens: explain),
    letter(
      "U", .measureMore, .view,
      "Trust: measure infidelity, sensitivity and seeds too",
      screens: explain),
    letter("P", .pair, .view, "Show or hide the second text of a pair", screens: textScreens),
    row(
      .edit, .view, "Type: go to the text", panes: browsing, screens: textScreens,
      plain: [character("i")], always: [key(.function(6))]),
  ]

  private static let wordRows: [Row] = [
    letter(".", .hottestNext, .words, "Next hottest word", hint: "hottest", screens: explain),
    letter(",", .hottestPrevious, .words, "Previous hottest word", screens: explain),
    letter("/", .search, .words, "Find in the text", hint: "find", screens: textScreens),
    letter("n", .searchNext, .words, "Next match", screens: textScreens),
    letter("N", .searchPrevious, .words, "Previous match", screens: textScreens),
    letter(
      "x", .remove, .words, "Take the word under the cursor out, or put it back", hint: "take out",
      screens: explain),
    letter(
      "u", .restore, .words, "Put back what was taken out last, a word or a text", screens: explain),
    letter("F", .unfold, .words, "Open or fold the part under the cursor", screens: explain),
    letter(
      "<", .joinParts, .words, "Join neighbours by SHAP's tree",
      screens: explain),
    letter(">", .splitParts, .words, "Split what was joined", screens: explain),
    letter(
      "f", .counterfactual, .words, "Find the smallest edit that changes the class", hint: "flip",
      screens: explain),
  ]

  private static let headRows: [Row] = [
    row(
      .previousHead, .heads, "Previous head, or layer where a layer is shown", panes: headPanes,
      plain: [character("[")]),
    row(
      .nextHead, .heads, "Next head, or layer where a layer is shown", hint: "head",
      panes: headPanes, plain: [character("]")]),
    row(
      .combine, .heads, "One head, the mean of its layer's heads, or their maximum",
      hint: "mean, max", panes: [.matrix], plain: [character("m")]),
    row(
      .norms, .heads, "Matrix: the weights, or the lengths of what they add", hint: "lengths",
      panes: [.matrix], plain: [character("a")]),
    row(
      .drawing, .heads, "Another drawing: matrix, lines, queries and keys",
      hint: "drawing", panes: headPanes, plain: [character("v")]),
    row(
      .direction, .heads, "Of two texts: all weights, or A→A, A→B, B→A, B→B", hint: "texts",
      panes: headPanes, plain: [character("f")]),
    row(
      .linesSide, .heads, "Lines: go over tokens that ask, or that are looked at",
      hint: "other side", panes: [.lines], plain: [character("s")]),
    row(
      .showHead, .heads, "Lines: show or hide those of the head under the cursor",
      hint: "show", panes: [.lines], plain: [character("t")]),
    row(
      .showAllHeads, .heads, "Lines: show those of all heads of the layer, or of one",
      hint: "all", panes: [.lines], plain: [character("a")]),
    row(
      .markLayer, .heads, "All heads: mark the layer under the cursor, or unmark it",
      hint: "mark layer", panes: [.heads], plain: [character("t")]),
    row(
      .markHead, .heads, "All heads: mark the head in all layers, or unmark it",
      hint: "mark head", panes: [.heads], plain: [character("m")]),
    row(
      .narrow, .heads, "All heads: show what is marked alone, or all",
      hint: "marked alone", panes: [.heads], plain: [character("a")]),
    row(
      .gate, .heads, "Close the head under the cursor, or open it", hint: "close, open",
      panes: headPanes, plain: [character(" ")]),
    row(
      .gateUp, .heads, "Open the head by a tenth", panes: headPanes,
      plain: [character("+"), character("=")]),
    row(
      .gateDown, .heads, "Close the head by a tenth", panes: headPanes, plain: [character("-")]),
    row(
      .gateUndo, .heads, "Take back the last change of a head", hint: "undo", panes: headPanes,
      plain: [character("u")]),
    row(
      .closeLayer, .heads, "Close all heads of the layer, or open them", panes: headPanes,
      plain: [character("X")]),
    row(
      .closeOthers, .heads, "Close all heads of the layer but this", panes: headPanes,
      plain: [character("x")]),
    row(
      .closeAllOthers, .heads, "Close all heads of all layers but this", panes: headPanes,
      plain: [character("e")]),
    row(
      .importance, .heads, "All heads: the importance of each in numbers, or not", panes: [.heads],
      plain: [character("I")]),
    letter(
      "p", .patch, .heads, "Patch: take activations over from a second text", hint: "patch",
      screens: [.heads]),
    row(
      .site, .heads, "Patching: another kind of activation", panes: [.patching],
      plain: [character("s")]),
    row(
      .headPositions, .heads, "Patching: the layer's heads by token, or all layers",
      panes: [.patching], plain: [character("t")]),
    letter(
      "b", .nextPage, .heads, "Board and diagrams: next page", hint: "next page",
      screens: [.heads, .evaluate]),
    letter(
      "B", .previousPage, .heads, "Board and diagrams: page before", screens: [.heads, .evaluate]),
    row(
      .gatesOpen, .heads, "Open all heads", panes: headPanes, plain: [character("U")]),
  ]

  private static let curveRows: [Row] = [
    letter(
      "x", .axis, .curves, "Over steps, epochs or time", hint: "steps, epochs", screens: train),
    letter(
      "y", .logScale, .curves, "This chart's scale: linear or logarithmic", hint: "log",
      screens: train),
    letter(
      "s", .smoother, .curves, "Smooth more (what is there stays, dimmed)", hint: "smooth",
      screens: train),
    letter("S", .rougher, .curves, "Smooth less", screens: train),
    letter("b", .curveGlyphs, .curves, "Draw curves with braille or with blocks", screens: train),
    letter(
      "+", .zoomIn, .curves, "Enlarge what is around the cursor", hint: "zoom",
      plain: [character("=")], screens: train),
    letter("-", .zoomOut, .curves, "Show twice as much", screens: train),
    letter("<", .panLeft, .curves, "Move what is shown to the left", screens: train),
    letter(">", .panRight, .curves, "Move what is shown to the right", screens: train),
    letter("f", .wholeRange, .curves, "Show the whole run again", screens: train),
    row(
      .toggleRun, .curves, "Show the run under the cursor, or hide it", hint: "show, hide",
      panes: [.runs], plain: [character(" ")]),
    letter(
      "t", .trainRun, .curves, "Train a classifier: start a run of this program", hint: "train",
      screens: train),
    letter(
      "p", .pauseRun, .curves,
      "Pause the run under the cursor, let it go on, or start it again",
      hint: "pause, go on", screens: train),
    letter(
      "e", .stopRun, .curves, "End the run under the cursor behind its step, with a checkpoint",
      screens: train),
    letter(
      "L", .watch, .curves, "Watch a further log or folder", hint: "watch a log",
      screens: train),
  ]

  private static let evaluationRows: [Row] = [
    letter(
      "L", .evaluate, .evaluation, "Judge the model on a file of labelled texts", hint: "data",
      screens: evaluate),
    letter(
      "v", .against, .evaluation, "Judge a second model on the same rows", hint: "second model",
      screens: evaluate),
    letter(
      "a", .allRows, .evaluation, "List all rows, or those of the cell under the cursor",
      hint: "all rows", screens: evaluate),
    letter(
      "+", .thresholdUp, .evaluation, "Raise the threshold of the class, or of what a human sees",
      hint: "threshold", plain: [character("=")], screens: evaluate),
    letter(
      "-", .thresholdDown, .evaluation, "Lower the threshold", screens: evaluate),
    letter(
      "s", .sortJudged, .evaluation, "All that was judged, sorted by the next metric",
      screens: evaluate),
  ]

  private static let dataRows: [Row] = [
    letter("/", .searchRows, .data, "List rows with a text", hint: "find", screens: data),
    letter(
      "f", .filterRows, .data, "List rows by label, marks or prediction", hint: "filter",
      screens: data),
    letter(
      "o", .orderRows, .data, "Order of the file, the longest or the least likely first",
      hint: "order", screens: data),
    letter(
      "e", .relabel, .data, "Give the row another label, beside the file", hint: "label",
      screens: data.union(evaluate)),
    letter(
      "x", .exclude, .data, "Leave the row out of training and evaluation, or take it in",
      hint: "exclude",
      screens: data.union(evaluate)),
    letter(
      "u", .undoChange, .data, "Take back the last change of a row",
      screens: data.union(evaluate)),
    letter(
      "p", .predictRows, .data, "Predict all rows of the list, or stop", hint: "predict all",
      screens: data),
    letter("L", .openData, .data, "Open a further data file", hint: "open file", screens: data),
    letter("]", .nextFile, .data, "Next file", screens: data),
    letter("[", .previousFile, .data, "Previous file", screens: data),
  ]

  private static let textRows: [Row] = [
    letter(
      "t", .texts, .texts, "Go to the list of texts", hint: "texts", function: 7, screens: explain),
    letter("a", .bookmark, .texts, "Keep this text in the list", screens: explain),
    letter("e", .expected, .texts, "Say which class is right", screens: explain),
    letter("K", .note, .texts, "Write a note to this text", screens: explain),
    letter("R", .rerun, .texts, "Explain every text of the list with this model", screens: explain),
    letter("L", .load, .texts, "Read a file of texts into the list", screens: explain),
    letter(
      "d", .forget, .texts, "In the list of texts: take the one under the cursor out",
      screens: explain),
    letter("y", .copy, .texts, "Copy the explanation to the clipboard", screens: explain),
    letter(
      "w", .save, .texts, "Save the screen as ANSI, SVG, HTML or JSON", hint: "save", function: 8),
  ]

  private static let movementRows: [Row] = [
    row(.up, .movement, "Up", plain: [character("k")], always: [key(.up)]),
    row(.down, .movement, "Down", plain: [character("j")], always: [key(.down)]),
    row(.left, .movement, "Left", plain: [character("h")], always: [key(.left)]),
    row(.right, .movement, "Right", plain: [character("l")], always: [key(.right)]),
    row(.pageUp, .movement, "A page up", always: [key(.pageUp), control("b")]),
    row(.pageDown, .movement, "A page down", always: [key(.pageDown), control("f")]),
    row(.first, .movement, "To the beginning", plain: [character("0")], always: [key(.home)]),
    row(.last, .movement, "To the end", plain: [character("G")], always: [key(.end)]),
    row(
      .accept, .movement, "Choose what is under the cursor", panes: browsing, always: [key(.enter)]),
  ]

  private static let editingRows: [Row] = [
    edit(.done, "Keep the text in the history and go to its words", [key(.enter)]),
    edit(
      .newline, "New line",
      [key(.enter, .alt), key(.character("j"), .control), key(.enter, .shift)]),
    edit(.eraseBackward, "Erase before the cursor", [key(.backspace)]),
    edit(.eraseForward, "Erase after the cursor", [key(.delete), control("d")]),
    edit(.wordLeft, "A word left", [key(.left, .control), key(.left, .alt)]),
    edit(.wordRight, "A word right", [key(.right, .control), key(.right, .alt)]),
    edit(.killWord, "Take the word before", [control("w"), key(.backspace, .alt)]),
    edit(.killWordForward, "Take the word after", [key(.delete, .control), key(.delete, .alt)]),
    edit(.killToEnd, "Take the rest of the line", [control("k")]),
    edit(.killToStart, "Take the line before the cursor", [control("u")]),
    edit(.yank, "Put back what was taken", [control("y")]),
    edit(.undo, "Undo", [control("_"), control("/")]),
    edit(.redo, "Redo", [control("r")]),
    edit(.textStart, "To the start of the text", [key(.home, .control), control("a")]),
    edit(.textEnd, "To the end of the text", [key(.end, .control), control("e")]),
    edit(.selectLeft, "Select to the left", [key(.left, .shift)]),
    edit(.selectRight, "Select to the right", [key(.right, .shift)]),
    edit(.selectUp, "Select up", [key(.up, .shift)]),
    edit(.selectDown, "Select down", [key(.down, .shift)]),
    edit(.selectAll, "Select everything", [control("g")]),
    edit(.historyPrevious, "Text before in the history", [key(.up, .alt), control("p")]),
    edit(.historyNext, "Text after in the history", [key(.down, .alt), control("n")]),
  ]

  private static func edit(_ action: Action, _ title: String, _ keys: [KeyChord]) -> Row {
    row(action, .editing, title, panes: editors, always: keys)
  }
}
