internal import Attribution
internal import Model

/// How texts are divided into fields.
extension State {
  /// Asks what fields begin with.
  mutating func askForFields() {
    let pattern = if case .pattern(let pattern) = explain.request.fields { pattern } else { "" }
    overlay = .prompt(
      Prompt(kind: .fields, title: "Fields begin with", editor: TextEditor(pattern)))
  }

  /// Divides by what was typed and explains by field; what cannot be read stays in its prompt.
  mutating func divide(by prompt: Prompt) -> [Effect] {
    do throws(ModelError) {
      let fields = try FieldSplit(argument: prompt.editor.text)
      let effects = divide(by: .field, fields: fields)
      let count = explain.fieldCount(fields)
      let isPattern = fields != .automatic
      message = Message(
        .note,
        count > 0
          ? "By field: \(count) \(isPattern ? "by the pattern" : "as found")"
          : "By field, but \(isPattern ? "the pattern matches nothing" : "the text has none"): "
            + "sentences in their place")
      return effects + explainAgain()
    } catch {
      message = Message(.warning, Dashboard.sentence(error))
      overlay = .prompt(prompt)
      return []
    }
  }

  /// Shows all texts in other parts, whole again.
  ///
  /// - Returns: What is asked of the texts of the list, where their numbers are of the parts.
  mutating func divide(by granularity: Granularity, fields: FieldSplit) -> [Effect] {
    let before = explain.partsTakenOut
    regroup {
      $0.granularity = granularity
      $0.request.fields = fields
      $0.unfolded = []
      $0.fold = nil
    }
    measureTexts()
    return explain.partsTakenOut == before ? [] : regroupTexts()
  }
}

extension ExplainState {
  /// What of the parts on screen decides the numbers of the method: nothing where it takes out none, or its own.
  var partsTakenOut: PartsTakenOut? {
    guard !request(for: request.method).usesLibraryMasker else { return nil }
    return request.method.grouping(granularity).map {
      PartsTakenOut(granularity: $0, fields: $0 == .field ? request.fields : .automatic)
    }
  }

  /// Parts of a text.
  struct PartsTakenOut: Equatable {
    var granularity: Granularity
    var fields: FieldSplit
  }

  /// How many fields the texts that are typed have.
  func fieldCount(_ fields: FieldSplit) -> Int {
    [editor.text, pair?.text ?? ""].reduce(0) { $0 + ((try? fields.fields(of: $1))?.count ?? 0) }
  }
}
