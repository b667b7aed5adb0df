internal import Attribution

/// How the explanation in words stands in its pane.
struct WritingState: Equatable, Sendable {
  /// What is written.
  enum Form: String, Sendable {
    /// Plain sentences.
    case prose
    /// What a chat model is given to explain the explanation.
    case prompt
  }

  var form = Form.prose
  var language = ExplanationLanguage.english
  /// The first line in sight.
  var top = 0
  /// What was found in the settings folder for each language.
  var templates: [ExplanationLanguage: UserTemplate] = [:]
  /// What stands in the pane; nil while it is out of sight, or there is nothing to explain.
  var text: WrittenText?
  var training = TrainingQuestion()

  /// What prompts in the language are made from.
  var template: UserTemplate { templates[language] ?? .absent }

  /// Everything but the numbers that the text follows from.
  var source: Source { Source(form: form, language: language, template: template) }

  struct Source: Equatable, Sendable {
    var form: Form
    var language: ExplanationLanguage
    var template: UserTemplate
  }
}

extension ExplanationLanguage {
  /// The language's English name, which any terminal can show.
  var title: String { self == .english ? "English" : "Chinese" }

  /// The other one.
  var next: ExplanationLanguage { self == .english ? .chinese : .english }

  /// The language's tag in names of files.
  var tag: String { self == .english ? "en" : "zh" }
}
