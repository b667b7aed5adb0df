internal import Attribution
internal import Model

/// The menus that actions open.
extension State {
  func paletteMenu() -> Menu {
    Menu(
      kind: .palette, title: "Actions",
      items: keys.rows.filter { $0.group != .movement }.map { row in
        let chords = (row.plain + row.always).map(\.glyphs)
        return Menu.Item(
          label: row.title,
          detail: row.action.rawValue
            + (chords.isEmpty ? "" : "  " + chords.joined(separator: " ")),
          value: .action(row.action))
      })
  }

  func methodMenu(_ kind: Menu.Kind) -> Menu {
    let title = kind == .method ? "Method" : "Further rows"
    let text = explain.live.map { ExplainedText($0.encoding, texts: $0.input.texts) }
    return Menu(
      kind: kind, title: title,
      items: AttributionMethod.allCases.filter { kind == .method || $0 != explain.request.method }
        .map { method in
          var detail = ExplanationCaption.cost(of: explain.request(for: method), for: text)
          if let entry = explain.currentEntry(method, in: explain.live) {
            detail += " · computed, " + NumberText.duration(entry.seconds)
          }
          return Menu.Item(
            label: method.title, detail: detail,
            isCurrent: kind == .method
              ? method == explain.request.method : explain.rows.contains(method),
            value: .method(method))
        })
  }

  /// The classes that menus offer: all, or what a language model says of the text.
  private var listedClasses: [Int] {
    guard let model else { return [] }
    guard let prediction = explain.live?.prediction else {
      return model.classesArePieces ? [] : Array(model.labels.indices)
    }
    return model.listed(prediction, most: 100)
  }

  func targetMenu() -> Menu {
    let prediction = explain.live?.prediction
    var items = [
      Menu.Item(
        label: "the predicted class", isCurrent: explain.request.target == .predicted,
        value: .target(.predicted))
    ]
    for index in listedClasses {
      let label = model?.label(index) ?? ""
      let output = prediction.flatMap {
        $0.outputs.indices.contains(index) ? $0.outputs[index] : nil
      }
      items.append(
        Menu.Item(
          label: label, detail: output.map { NumberText.output($0, kind: prediction?.kind) } ?? "",
          isCurrent: explain.request.target == .index(index), value: .target(.index(index))))
    }
    let title =
      model?.classesArePieces == true
      ? "Piece to explain: choose, or type one and Enter" : "Class to explain"
    return Menu(kind: .target, title: title, items: items)
  }

  func formatMenu() -> Menu {
    let details: [SaveFormat: String] = [
      .ansi: "the screen with its colours, for cat", .svg: "the screen as a picture",
      .html: "the screen as a page",
      .json: "the numbers, as \(screen == .heads ? "attention" : screen.rawValue) --format json",
    ]
    return Menu(
      kind: .format, title: "Save",
      // The numbers are those of what the screen is about.
      items: SaveFormat.allCases.filter {
        switch screen {
        case _ where $0 != .json: true
        case .explain: true
        case .heads: heads.report != nil
        case .evaluate: evaluate.evaluation != nil
        case .train, .data: false
        }
      }.map {
        Menu.Item(label: $0.rawValue.uppercased(), detail: details[$0] ?? "", value: .format($0))
      })
  }

  func expectedMenu() -> Menu {
    let item =
      explain.texts.indices.contains(explain.textCursor)
      ? explain.texts[explain.textCursor] : nil
    let items = listedClasses.compactMap { model?.label($0) }.map {
      Menu.Item(label: $0, isCurrent: item?.expected == $0, value: .expected($0))
    }
    return Menu(
      kind: .expected, title: "The right class is",
      items: items + [
        Menu.Item(label: "nobody knows", isCurrent: item?.expected == nil, value: .expected(nil))
      ])
  }

  /// Opens the menu of models that were found.
  mutating func showModels(_ choices: [ModelChoice]) {
    let isSecond = evaluate.isChoosingSecond
    evaluate.isChoosingSecond = false
    overlay = .menu(
      Menu(
        kind: isSecond ? .against : .model,
        title: isSecond
          ? "Judge it against: choose, or type a path or org/name"
          : "Open a model: choose, or type a path or org/name",
        items: (runModels + choices).map {
          Menu.Item(
            label: $0.name, detail: $0.source,
            isCurrent: $0.name == model?.name || $0.name == model?.path, value: .model($0.name))
        }))
  }
}
