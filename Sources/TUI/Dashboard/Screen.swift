/// One of the dashboard's screens; text, model and the cursor over words are the same on all.
public enum Screen: String, CaseIterable, Sendable {
  /// What each word did for the prediction.
  case explain
  /// Where every head of every layer looked.
  case heads

  /// The name on its tab.
  var title: String {
    switch self {
    case .explain: "Explain"
    case .heads: "Heads"
    }
  }

  /// Goes to it.
  var action: Action {
    switch self {
    case .explain: .explainScreen
    case .heads: .headsScreen
    }
  }

  /// Its panes, in the order Tab goes through them.
  var panes: [Pane] {
    switch self {
    case .explain: [.text, .pair, .heat, .prediction, .words, .trust, .path, .texts]
    case .heads: [.text, .pair, .heads, .matrix, .lines, .neuron, .patching, .prediction, .board]
    }
  }

  /// The pane that Esc leads to.
  var home: Pane { self == .explain ? .heat : .heads }
}
