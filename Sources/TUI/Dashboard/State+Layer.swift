internal import Attribution
internal import Foundation
internal import Model

/// Where attributions are taken, and the neuron that is explained in place of a class.
extension State {
  /// Opens the menu of layers, or says why there is none.
  mutating func chooseLayer() {
    let methods = [explain.request.method] + explain.rows
    guard methods.contains(where: { $0.family == .gradient }) else {
      message = Message(
        .note,
        "\(Wording.capitalized(explain.request.method.title)) is taken at no layer: "
          + "\(name(of: .method)) chooses a method of gradients")
      return
    }
    overlay = .menu(layerMenu())
  }

  func layerMenu() -> Menu {
    let request = explain.request
    let methods = [request.method] + explain.rows
    var items: [Menu.Item] = []
    if methods.contains(where: \.hasLayer) {
      items = layers.map { layer, detail in
        Menu.Item(
          label: layer == .embeddings ? "whole embeddings" : ExplanationCaption.layer(layer),
          detail: detail, isCurrent: request.layer == layer, value: .layer(layer))
      }
    }
    let conductance = AttributionMethod.layerConductance
    items.append(
      Menu.Item(
        label: "every layer",
        detail:
          "conductance: \(ExplanationCaption.cost(of: conductance)), \(Wording.count(explain.request(for: conductance).steps, "step"))",
        isCurrent: request.method == conductance, value: .everyLayer))
    if request.method.explainsNeurons {
      items.append(
        Menu.Item(
          label: "neuron…",
          detail: explain.neuron.map { "\($0.name), in place of the class" }
            ?? "in place of the class", isCurrent: explain.neuron != nil, value: .neuron))
    }
    return Menu(
      kind: .layer,
      title: request.method == .layerConductance
        ? "Conductance: the layer in the heat map" : "Attributions are taken at", items: items)
  }

  /// The layers of the menu with what is to be said of each: those before the neuron that is explained.
  private var layers: [(ExplainedLayer, String)] {
    let count = model?.layerCount ?? 0
    let end = min(explain.neuron?.layer ?? count, count)
    return [
      (.embeddings, "words, their places and segments"), (.wordEmbeddings, "the word table alone"),
    ]
      + (0..<end).map {
        (.output(ofLayer: $0), $0 == count - 1 ? "the last" : "")
      }
  }

  /// Takes attributions at a layer.
  mutating func use(_ layer: ExplainedLayer) -> [Effect] {
    explain.request.layer = layer
    return explainAgain()
  }

  /// Shows what flows through each layer, by the method that says it.
  mutating func showEveryLayer() -> [Effect] {
    let effects = explain.request.method == .layerConductance ? [] : use(.layerConductance)
    focus(on: .layers)
    return effects
  }

  /// Takes attributions at the layer of a name, as `--layer` does.
  mutating func use(layer name: String) -> [Effect] {
    guard let layer = ExplainedLayer(rawValue: name) else {
      message = Message(
        .warning, "layer: expected embeddings, word-embeddings or a number, found “\(name)”")
      return []
    }
    if let next = layer.next, let model, next > model.layerCount {
      message = Message(
        .warning,
        "layer \(next - 1): the model has \(Wording.count(model.layerCount, "layer")), "
          + "counted from 0")
      return []
    }
    if let neuron = explain.neuron, let problem = problem(of: neuron, at: layer) {
      message = Message(.warning, problem)
      return []
    }
    return use(layer)
  }

  /// Asks for the neuron to explain.
  func neuronPrompt() -> Prompt {
    Prompt(
      kind: .neuron, title: "Neuron as layer.index, or nothing for the class",
      editor: TextEditor(explain.request.neuron?.name ?? ""))
  }

  /// Explains the neuron of a name, as `--neuron` does; without one the class again.
  mutating func explain(neuron name: String) -> [Effect] {
    let name = name.trimmingCharacters(in: .whitespaces)
    if name.isEmpty {
      guard explain.request.neuron != nil else { return [] }
      explain.request.neuron = nil
      return explainAgain()
    }
    guard let neuron = NeuronIndex(name) else {
      message = Message(.warning, "neuron: expected layer.index, found “\(name)”")
      return []
    }
    if let problem = problem(of: neuron, at: explain.request.layer) {
      message = Message(.warning, problem)
      return []
    }
    explain.request.neuron = neuron
    tellOfNeuron(explain.request.method)
    return explainAgain()
  }

  /// Why the model cannot explain a neuron; nil where it can.
  private func problem(of neuron: NeuronIndex, at layer: ExplainedLayer) -> String? {
    guard let model else { return nil }
    return neuron.problem(
      layerCount: model.layerCount, hiddenSize: model.hiddenSize, at: layer
    ).map { "neuron \(neuron.name): \($0), counted from 0" }
  }

  /// Says so where a neuron was chosen and a method explains none.
  mutating func tellOfNeuron(_ method: AttributionMethod) {
    guard explain.request.neuron != nil, !method.explainsNeurons else { return }
    message = Message(
      .note,
      "\(Wording.capitalized(method.title)) explains a class, and no neuron"
        + (method == explain.request.method ? "" : ": its row stays empty"))
  }

  /// Forgets the neuron, and a layer that another model does not have.
  mutating func forgetLayer(of summary: ModelSummary) {
    explain.request.neuron = nil
    if let next = explain.request.layer.next, next > summary.layerCount {
      explain.request.layer = .embeddings
    }
  }

  // MARK: The pane of layers

  /// Up and down go over the layers, left and right over the words.
  mutating func moveInLayers(_ action: Action) {
    guard let view = LayersView(self, ScreenLayout(self)), !view.units.isEmpty else { return }
    let (lastLayer, lastWord) = (view.rows.count - 1, view.units.count - 1)
    switch action {
    case .up: explain.layerCursor = max(view.layer - 1, 0)
    case .down: explain.layerCursor = min(view.layer + 1, lastLayer)
    case .left: select(max(explain.cursor - 1, 0))
    case .right: select(min(explain.cursor + 1, lastWord))
    case .pageUp: select(view.layout.unit(from: explain.cursor, lines: -1) ?? explain.cursor)
    case .pageDown: select(view.layout.unit(from: explain.cursor, lines: 1) ?? explain.cursor)
    case .first: select(0)
    default: select(lastWord)
    }
    explain.isCursorByHeat = false
  }

  mutating func pressLayers(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let place = LayersView(self, layout)?.place(row: mouse.row, column: mouse.column)
    else { return }
    if let layer = place.layer { explain.layerCursor = layer }
    if let unit = place.unit { select(unit) }
    explain.isCursorByHeat = false
  }

  /// Enter: the heat map is of the layer under the cursor.
  mutating func showLayer() -> [Effect] {
    guard let view = LayersView(self, ScreenLayout(self)), view.isMain,
      explain.request.layer != .output(ofLayer: view.layer)
    else { return [] }
    return use(.output(ofLayer: view.layer))
  }
}
