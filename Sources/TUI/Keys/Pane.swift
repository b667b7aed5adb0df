/// The parts of the screens that can have the focus.
public enum Pane: String, CaseIterable, Sendable {
  case text
  case pair
  case heat
  case prediction
  case words
  case trust
  case path
  case reading
  case waterfall
  case surrogate
  case layers
  case written
  case texts
  case heads
  case matrix
  case lines
  case neuron
  case patching
  case board
  case curves
  case probes
  case runs
  case metrics
  case confusion
  case classes
  case diagram
  case rows
  case dataRows = "data-rows"
  case dataRow = "data-row"
  case dataFacts = "data-facts"

  /// The drawings of one head, in the order one changes between them.
  static let drawings: [Pane] = [.matrix, .lines, .neuron]

  /// The views of one explanation, of which one is shown beside the list of texts.
  static let views: [Pane] = [
    .path, .reading, .waterfall, .surrogate, .layers, .written,
  ]

  /// Whether printable keys type into it.
  var isEditor: Bool { self == .text || self == .pair }

  /// The name in a hint or help.
  var title: String {
    switch self {
    case .text: "Text"
    case .pair: "Second text"
    case .heat: "Heat map"
    case .prediction: "Prediction"
    case .words: "Words"
    case .trust: "Can it be trusted?"
    case .path: "Path"
    case .reading: "Reading"
    case .waterfall: "Sum"
    case .surrogate: "Linear model"
    case .layers: "Layers"
    case .written: "In words"
    case .texts: "Texts"
    case .heads: "All heads"
    case .matrix: "One head"
    case .lines: "Lines"
    case .neuron: "Neurons"
    case .patching: "Patching"
    case .board: "Board"
    case .curves: "Curves"
    case .probes: "Probe sentences"
    case .runs: "Runs"
    case .metrics: "Metrics"
    case .confusion: "Confusion"
    case .classes: "Classes"
    case .diagram: "Diagrams"
    case .rows: "Rows"
    case .dataRows: "Rows"
    case .dataRow: "Row"
    case .dataFacts: "File"
    }
  }
}
