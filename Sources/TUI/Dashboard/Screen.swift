/// One of the dashboard's screens; text, model and the cursor over words are the same on all that show them.
public enum Screen: String, CaseIterable, Sendable {
  /// What each word did for the prediction.
  case explain
  /// Where every head of every layer looked.
  case heads
  /// How runs of training go.
  case train
  /// How good the model is on labelled data, and what it gets wrong.
  case evaluate
  /// What is in data files.
  case data

  /// The name on its tab.
  var title: String {
    switch self {
    case .explain: "Explain"
    case .heads: "Heads"
    case .train: "Train"
    case .evaluate: "Evaluate"
    case .data: "Data"
    }
  }

  /// Goes to it.
  var action: Action {
    switch self {
    case .explain: .explainScreen
    case .heads: .headsScreen
    case .train: .trainScreen
    case .evaluate: .evaluateScreen
    case .data: .dataScreen
    }
  }

  /// Its panes, in the order Tab goes through them.
  var panes: [Pane] {
    switch self {
    case .explain: [.text, .pair, .heat, .prediction, .words, .trust] + Pane.views + [.texts]
    case .heads: [.text, .pair, .heads, .matrix, .lines, .neuron, .patching, .prediction, .board]
    case .train: [.curves, .probes, .runs]
    case .evaluate: [.metrics, .confusion, .classes, .diagram, .rows]
    case .data: [.dataRows, .dataRow, .dataFacts]
    }
  }

  /// The pane that Esc leads to.
  var home: Pane {
    switch self {
    case .explain: .heat
    case .heads: .heads
    case .train: .curves
    case .evaluate: .confusion
    case .data: .dataRows
    }
  }

  /// Whether the text, and what the model makes of it, is on it.
  var hasText: Bool { self == .explain || self == .heads }

  /// Whether it is of use only with a model.
  var wantsModel: Bool { self != .train }
}
