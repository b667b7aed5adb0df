internal import Model

/// What is done to texts before the model reads them, on all screens.
extension State {
  /// What takes the place of the model's own cleaning; nil for that.
  var cleaner: TextCleaner? { explain.cleaner }

  /// What is done to texts.
  var effectiveCleaner: TextCleaner { cleaner ?? model?.cleaner ?? TextCleaner() }

  /// The same in a few words; nil where nothing is done and the model asks for nothing.
  var cleaningName: String? {
    let cleaner = effectiveCleaner
    if cleaner.isEmpty { return model?.cleaner.isEmpty == false ? "not cleaned" : nil }
    return "cleaned: \(cleaner.summary)"
  }

  /// Scrolls how the text is read.
  mutating func moveInReading(_ action: Action) {
    explain.readingTop = Self.scrolled(
      explain.readingTop, action, ReadingPane.lineCount(self) - 1)
  }

  func cleaningMenu() -> Menu {
    let own = model?.cleaner ?? TextCleaner()
    var items = [
      Menu.Item(
        label: "as the model says", detail: own.isEmpty ? "nothing" : own.summary,
        isCurrent: cleaner == nil, value: .cleaning(nil))
    ]
    if !own.isEmpty {
      items.append(
        Menu.Item(
          label: "nothing", detail: "texts as they are typed",
          isCurrent: cleaner?.isEmpty == true, value: .cleaning(TextCleaner())))
    }
    items.append(
      Menu.Item(
        label: "other steps…", detail: CleaningStage.names.joined(separator: ", "),
        isCurrent: cleaner?.isEmpty == false, value: .cleaningSteps))
    return Menu(kind: .cleaning, title: "Texts are cleaned", items: items)
  }

  /// Cleans with steps of some names, as `urls, lowercase`; `none` for nothing, `own` for the model's.
  mutating func clean(named text: String) -> [Effect] {
    let names = text.split { $0 == "," || $0 == " " }.map(String.init)
    if names == ["own"] { return clean(with: nil) }
    do throws(ModelError) {
      return clean(with: try TextCleaner(names: names == ["none"] ? [] : names))
    } catch {
      message = Message(.warning, Dashboard.sentence(error))
      return []
    }
  }

  /// Cleans otherwise, and reads all that is on screen anew.
  mutating func clean(with cleaner: TextCleaner?) -> [Effect] {
    guard cleaner != explain.cleaner else { return [] }
    explain.cleaner = cleaner
    message = Message(.note, cleaningName.map { "Texts are \($0)" } ?? "Texts are read as typed")
    var effects =
      textChanged() + rereadData()
      + (evaluate.isRunning ? evaluate(on: evaluate.data) : evaluateOn())
    if explain.texts.contains(where: { $0.outcome != nil }) { effects += explainTexts() }
    return effects
  }
}
