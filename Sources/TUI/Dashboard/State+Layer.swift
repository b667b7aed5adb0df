internal import Attribution
internal import Model

/// Where in the model attributions are taken, and of what: a layer, and a neuron in place of the class.
extension State {
  /// The layers that gradients can be taken at, and a neuron to be explained.
  mutating func chooseLayer() {
    let method = explain.request.method
    guard method.hasLayer, let model else {
      message = Message(
        .note,
        "\(Wording.capitalized(method.title)) has no layer: gradients do, \(name(of: .method)) chooses one"
      )
      return
    }
    let current = explain.request.layer
    let inputs: [(String, String, AttributionRequest.Layer)] = [
      ("whole embeddings", "words, positions and segments", .embeddings),
      ("word embeddings", "the word table alone", .wordEmbeddings),
    ]
    let outputs = (0..<model.layerCount).map { layer in
      (
        "output of layer \(layer)", "what its tokens have become",
        AttributionRequest.Layer.output(ofLayer: layer)
      )
    }
    var items = (inputs + outputs).map {
      Menu.Item(label: $0.0, detail: $0.1, isCurrent: current == $0.2, value: .layer($0.2))
    }
    if method.explainsNeurons {
      let neuron = explain.request.neuron
      items.append(
        Menu.Item(
          label: "explain a neuron…", detail: neuron?.name ?? "in place of the class",
          isCurrent: neuron != nil, value: .neuron))
      if neuron != nil {
        items.append(
          Menu.Item(label: "explain the class again", detail: "and no neuron", value: .noNeuron))
      }
    }
    overlay = .menu(Menu(kind: .layer, title: "Where attributions are taken", items: items))
  }

  /// Asks which number of a layer's output is explained.
  func neuronPrompt() -> Prompt {
    Prompt(
      kind: .neuron, title: "Neuron, as LAYER.INDEX; empty: the class",
      editor: TextEditor(explain.request.neuron?.name ?? ""))
  }

  /// Explains the neuron of a name, or the class where there is none.
  mutating func explain(neuron name: String) -> [Effect] {
    guard !name.isEmpty else {
      explain.request.neuron = nil
      return explainAgain()
    }
    guard let model else { return [] }
    guard let neuron = NeuronIndex(name), neuron.layer < model.layerCount,
      neuron.index < model.hiddenSize
    else {
      message = Message(
        .warning,
        "Neuron: expected LAYER.INDEX, up to \(model.layerCount - 1).\(model.hiddenSize - 1), found “\(name)”"
      )
      overlay = .prompt(neuronPrompt())
      return []
    }
    explain.request.neuron = neuron
    return explainAgain()
  }

  /// Moves over layers and words.
  mutating func moveInLayers(_ action: Action) {
    guard let view = LayersView(self, ScreenLayout(self)) else { return moveInHeat(action) }
    let row = view.row
    switch action {
    case .up: explain.layerCursor = row - 1
    case .down: explain.layerCursor = row + 1
    case .pageUp: explain.layerCursor = row - view.visibleRows
    case .pageDown: explain.layerCursor = row + view.visibleRows
    case .left: select(explain.cursor - 1)
    case .right: select(explain.cursor + 1)
    case .first: select(0)
    case .last: select(view.units.count - 1)
    default: return
    }
    explain.layerCursor = min(max(explain.layerCursor, 0), view.layers.count - 1)
  }

  /// A click on a cell.
  mutating func pressLayers(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let cell = LayersView(self, layout)?.cell(row: mouse.row, column: mouse.column) else {
      return
    }
    explain.layerCursor = cell.layer
    select(cell.unit)
  }
}
