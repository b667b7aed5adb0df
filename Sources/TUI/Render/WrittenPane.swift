internal import Attribution
internal import Model

/// The explanation in plain sentences, or as a prompt for a chat model.
enum WrittenPane {
  static func lineCount(_ state: State) -> Int {
    guard state.screen == .explain, let inside = ScreenLayout(state).inside(.written) else {
      return 0
    }
    return lines(state, width: inside.width).count
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.written], let inside = painter.layout.inside(.written)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let writing = state.explain.writing
    let lines = lines(state, width: inside.width)
    let top = min(writing.top, max(lines.count - inside.height, 0))
    let end = min(top + inside.height, lines.count)
    painter.frame(
      frame,
      title: [
        (Pane.written.title, theme[.title]), (" " + form(of: writing), theme[.subtle]),
      ],
      note: lines.count > inside.height && !inside.isEmpty
        ? "\(top + 1)–\(end) of \(lines.count)" : "",
      isFocused: painter.isFocused(.written), isOld: state.explain.isSettledOld)
    guard !inside.isEmpty else { return }
    StyledLine.draw(lines, &painter, from: top, in: inside)
  }

  /// What is shown: `prompt from prompt-zh.txt, Chinese`.
  private static func form(of writing: WritingState) -> String {
    let language = writing.language.title
    guard writing.form == .prompt else { return "prose, \(language)" }
    guard case .read(_, let name) = writing.template else { return "prompt, \(language)" }
    return "prompt from \(name), \(language)"
  }

  /// Longer lines are hard to read.
  private static let mostColumns = 100

  private static func lines(_ state: State, width: Int) -> [StyledLine] {
    let width = min(width, mostColumns)
    guard let text = state.explain.writing.text else {
      return StyledLine(
        state.explain.problem == nil
          ? "What the numbers say in plain sentences, or as a prompt for a chat model: "
            + "here when there is a text."
          : "There are no numbers to put into words.", .subtle
      ).wrapped(width: width)
    }
    var lines = text.lines(width: width)
    guard state.explain.writing.form == .prose else { return lines }
    let more = trainingLines(state, width: width)
    if !more.isEmpty { lines += [StyledLine()] + more }
    return lines
  }

  /// How it stands with the training data, below the sentences.
  private static func trainingLines(_ state: State, width: Int) -> [StyledLine] {
    let question = state.explain.writing.training
    let files = state.trainingFiles.map(FileSystem.lastComponent(of:)).joined(separator: ", ")
    func key(_ action: Action) -> String { state.name(of: action, in: .written) }
    var line = StyledLine()
    if files.isEmpty {
      line.append(key(.dataScreen), .key)
      line.append(" opens a file of labelled texts; then ", .subtle)
      line.append(key(.written), .key)
      line.append(" here asks for the nearest of them.", .subtle)
    } else if !question.isWanted {
      line.append(key(.written), .key)
      line.append(
        " finds the nearest texts and counts the words in \(files): "
          + "the model reads each of its texts once.", .subtle)
    } else if let problem = question.problem {
      line.append("! " + problem, .warning)
    } else if question.knowledge == nil {
      line.append(
        "Reading \(files): \(Wording.count(question.readCount, "text")) so far; ", .subtle)
      line.append(key(.written), .key)
      line.append(" stops.", .subtle)
    } else {
      line.append("From \(files).", .subtle)
    }
    return line.wrapped(width: width)
  }
}
