internal import Attribution
internal import Model

/// What lies over the screen and takes all keys.
enum Overlay: Equatable, Sendable {
  /// All keys, scrolled by so many lines.
  case help(Int)
  case menu(Menu)
  case prompt(Prompt)
  case form(TrainForm)
}

/// A list to choose from, narrowed by typing.
struct Menu: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case palette
    case method
    case row
    case target
    case baseline
    case layer
    case lime
    case format
    case model
    case against
    case expected
    case relabel
    case filter
    case cleaning
    case counterfactual
  }

  enum Value: Equatable, Sendable {
    case action(Action)
    case method(AttributionMethod)
    case target(AttributionRequest.Target)
    case baseline(AttributionRequest.Baseline)
    /// Ask for the baseline's text.
    case baselineText
    /// What a path begins with, and what stands for parts that are taken out: menus of their own.
    case baselines
    case fillers
    case replacement(PieceReplacement)
    /// Ask how many parts are taken out at a time.
    case window
    case layer(ExplainedLayer)
    /// Show what flows through each of them.
    case everyLayer
    /// Ask for the neuron to explain.
    case neuron
    case lime(LimeSettings)
    /// Ask what is between LIME's words, and how many its model may have.
    case wordPattern
    case featureLimit
    case format(SaveFormat)
    case model(String)
    case expected(String?)
    case relabel(String)
    case filter(DataFilter.Kind)
    /// What is done to texts before they are read; nil: what the model's folder says.
    case cleaning(TextCleaner?)
    /// A text to open.
    case text(String, pair: String?)
    /// Ask for the steps.
    case cleaningSteps
  }

  struct Item: Equatable, Sendable {
    var label: String
    /// The label where it is an edited text: too long a one is cut so that the edit stays in sight.
    var edited: EditedText?
    var detail = ""
    var isCurrent = false
    var value: Value
  }

  var kind: Kind
  var title: String
  var items: [Item]
  var query = TextEditor()
  /// Index into `matches`.
  var selected = 0

  init(kind: Kind, title: String, items: [Item]) {
    self.kind = kind
    self.title = title
    self.items = items
    if kind != .row { selected = items.firstIndex(where: \.isCurrent) ?? 0 }
  }

  /// The items that the query fits, best first; all in their order when nothing was typed.
  var matches: [Item] {
    let query = self.query.text
    guard !query.isEmpty else { return items }
    return items.enumerated().compactMap { index, item -> (Int, Int, Item)? in
      let score =
        FuzzyMatch.score(query, in: item.label)
        ?? FuzzyMatch.score(query, in: item.detail).map { $0 - 1000 }
      return score.map { ($0, index, item) }
    }.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.2)
  }
}

/// A line to type an answer into.
struct Prompt: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case search
    case baselineText
    case window
    case neuron
    case seed
    case wordPattern
    case featureLimit
    case note
    case load
    case patching
    case watch
    case evaluate
    case data
    case dataSearch
    case cleaning
    case fields
  }

  var kind: Kind
  var title: String
  var editor: TextEditor
}
