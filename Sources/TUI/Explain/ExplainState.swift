internal import Attribution
internal import Foundation
internal import Model

/// What the Explain screen holds.
struct ExplainState: Equatable, Sendable {
  var editor = TextEditor()
  /// The second text; nil hides its field.
  var pair: TextEditor?
  /// The second text while it is hidden: it comes back as it was.
  var hiddenPair: TextEditor?
  var request = AttributionRequest()
  /// What is done to texts before they are read; nil: what the model's folder says.
  var cleaner: TextCleaner?
  /// The first line in sight of how the text is read.
  var readingTop = 0
  /// The explanation in words.
  var writing = WritingState()
  /// Steps or samples of methods, where they were chosen; the others have as many as their library takes.
  var budgets: [AttributionMethod: Int] = [:]
  /// Further methods shown as rows under the first.
  var rows: [AttributionMethod] = []
  var granularity = Granularity.word
  /// One scale for all rows, or each its own.
  var isScaleShared = false
  /// First pieces of the sentences that are shown by word.
  var unfolded: Set<Int> = []
  /// Which neighbours are shown as one by SHAP's tree; nil: none.
  var fold: TextFold?

  /// Counts changes of what is to be explained.
  var generation = 0
  /// The generation that `live` answers.
  var liveGeneration = -1
  /// The latest numbers: the heat map and the prediction follow every key.
  var live: Explanation?
  /// The numbers of the slower panes: they follow when refinement is done, or takes long, so that
  /// ranked lists do not jump at every key.
  var settled: Explanation?
  /// How far the explanations on screen can be trusted, once that is measured.
  var trust: TrustReport?
  /// What was asked last about that.
  var trustQuestion: TrustQuestion?
  /// The first line in sight of all that was measured.
  var trustTop = 0
  /// The colours of `live` as they are shown; nil: as the numbers are.
  var shades: HeatShades?
  /// The parts of `settled` that are ranked and taken out.
  var measuredUnits: MeasuredUnits?
  /// How the numbers of `settled` are written.
  var forms = Forms()
  /// New colours are more than 60 ms late: the old ones are dimmed.
  var isLate = false
  var isWorking = false
  /// Refinement has not been running for long: estimates on the way to it are kept back.
  var isPatient = true
  /// The estimate that is kept back.
  var pending: ModelResult?
  /// Why there are no numbers of the chosen method; stands until there are some, whatever is typed.
  var problem: String?

  /// The piece groups taken out, last one last.
  var removed: [[Int]] = []
  /// Index of the unit under the cursor.
  var cursor = 0
  /// The layer under the cursor, among those that conductance is of.
  var layerCursor = 0
  /// First line of the heat map that is shown.
  var scroll = 0
  /// Whether `.` and `,` brought the cursor where it is, so that they go on from there.
  var isCursorByHeat = false
  var search = ""
  /// The node of the path whose heat map is shown; nil shows the whole integral's.
  var pathStep: Int?

  var texts: [TextItem] = []
  var textCursor = 0
  /// A text that was taken out of the list.
  struct Forgotten: Equatable {
    var place: Int
    var item: TextItem
  }

  /// What can be put back into the list, the last one last.
  var forgotten: [Forgotten] = []
  /// Counts what the model was asked about texts of the list.
  var listGeneration = 0
  /// Whether the user wanted the list explained, and is told when it is.
  var isListAsked = false
  /// The file that the list follows.
  var followed: FollowedTexts?
  /// The file to follow as soon as a model is there to know its labels; what a start leaves for later.
  var laterTexts: String?

  /// How many texts of the list are still to be explained.
  var listPending: Int { texts.count { $0.turn?.isPending == true } }

  /// The parts that refinement was asked by last.
  var askedGranularity = Granularity.word

  /// What the model was asked last: `input`, which takes time to put together from a long text.
  var asked = ModelInput(text: "")

  /// What the model is asked now.
  var input: ModelInput {
    let second = pair.flatMap { $0.isEmpty ? nil : $0.text }
    return ModelInput(
      text: editor.text, pair: second, removed: removed.flatMap { $0 }.sorted(),
      cleaner: cleaner)
  }

  /// Whether there is anything to explain.
  var isBlank: Bool {
    editor.characters.allSatisfy(\.isWhitespace)
      && (pair?.characters.allSatisfy(\.isWhitespace) ?? true)
  }

  /// The request of the gradient pass that starts with the key.
  ///
  /// Its prediction is the one on screen, so it asks for nothing that a model may lack.
  var quickRequest: AttributionRequest {
    var quick = request(for: request.method.isOnePass ? request.method : .inputTimesGradient)
    // Where nothing on screen has a layer the first colours are those of the words.
    if !([request.method] + rows).contains(where: \.hasLayer) { quick.layer = .embeddings }
    return quick
  }

  /// The neuron that is explained in place of a class; nil where the method on screen explains none.
  var neuron: NeuronIndex? { request.method.explainsNeurons ? request.neuron : nil }

  /// What is asked of the model for a method.
  func request(for method: AttributionMethod) -> AttributionRequest {
    var request = self.request
    request.method = method
    // These compare the text with nothing, and no vocabulary lacks the zero vector.
    if method.isOnePass { request.baseline = .zero }
    if method.needsLogit { request.output = .logit }
    if method.takesOutGroups { request.granularity = granularity }
    if method.opensParts, granularity.opensIntoWords { request.openedParts = unfolded }
    if !method.hasLayer { request.layer = .embeddings }
    request.neuron = method.explainsNeurons ? neuron : nil
    let isChosen = request.steps != AttributionRequest().steps
    if method.hasSteps, !isChosen { request.steps = method.defaultSteps }
    if let budget = budgets[method] {
      if method.hasSteps { request.steps = budget } else { request.samples = budget }
    }
    // What cannot see the libraries has the same numbers with and without.
    if !method.hasLibraryForm { request.followsLibrary = false }
    if request.usesLibraryMasker {
      (request.granularity, request.replacement) = (.piece, .automatic)
      request.openedParts = []
    }
    return request
  }

  /// What follows when typing pauses: the chosen method and the further rows, but for those that cannot explain a neuron beside it.
  var refiningRequests: [AttributionRequest] {
    ([request.method] + rows).filter {
      $0 != quickRequest.method && (neuron == nil || $0.explainsNeurons)
    }.map(request(for:))
  }

  /// What estimates must have in common to be shown together.
  var basis: AttributionRequest {
    var basis = Explanation.basis(request)
    basis.neuron = neuron
    return basis
  }

  /// The forms of what is shown together.
  struct Forms: Equatable {
    /// What words do: the list, the scale, the word under the cursor.
    var values = NumberForm.fixed(2)
    /// F(x), F(b) and Σ.
    var outputs = NumberForm.fixed(2)
  }

  /// Lets the forms follow the numbers that just came.
  mutating func followForms(after last: ExplainState) {
    guard
      settled != last.settled || request.method != last.request.method
        || granularity != last.granularity || unfolded != last.unfolded || fold != last.fold
        || pathStep != last.pathStep
    else { return }
    guard let settled, let estimate = settled.entry(for: request.method)?.estimate else { return }
    let values = values(of: request.method, in: settled)
    let largest = units(of: settled).lazy.map { abs($0.value(values)) }.max() ?? 0
    forms.values = NumberForm(upTo: largest, after: forms.values)
    let base = estimate.baseOutput ?? 0
    let outputs = [estimate.outputValue, base, estimate.outputValue - base]
    forms.outputs = NumberForm(upTo: outputs.map(abs).max() ?? 0, after: forms.outputs)
  }

  /// Whether lists and sums are those of what was asked last.
  var isSettled: Bool {
    guard let settled else { return false }
    return settled.input == asked && settled.basis == basis && !hasOtherParts(settled)
  }

  /// Whether lists and sums are still those of what was explained before: they follow when
  /// refinement is done, and are marked until then.
  var isSettledOld: Bool {
    guard let settled, let live else { return false }
    return settled.input != live.input || settled.basis != live.basis || hasOtherParts(settled)
  }

  /// What a unit is called.
  var unitName: String {
    if fold != nil { return "group" }
    return live.map(hasWholes) == true ? "LIME's word" : granularity.rawValue
  }

  /// Where the colours on screen come from.
  enum Stage: Equatable {
    case none
    case gradient
    case refining
    case refined
    case late
    case failed
  }

  var stage: Stage {
    if problem != nil { return .failed }
    guard let live else { return .none }
    if isLate { return .late }
    guard let entry = live.entries[request.method] else { return .gradient }
    if hasOtherParts(live) { return .refining }
    return entry.estimate.isFinal || request.method.isOnePass ? .refined : .refining
  }

  /// The units that the search is found in.
  var matches: [Int] {
    guard !search.isEmpty else { return [] }
    let units = self.units
    return units.indices.filter { units[$0].text.localizedStandardContains(search) }
  }

  /// The units of the explanation on screen.
  var units: [HeatUnit] { live.map(units) ?? [] }

  func units(of explanation: Explanation) -> [HeatUnit] {
    HeatUnit.units(
      of: explanation.encoding, input: explanation.input, by: granularity, fields: request.fields,
      unfolded: unfolded, fold: fold, stretches: shownStretches(of: explanation))
  }

  /// What units are without a fold.
  func parts(of explanation: Explanation) -> [TextGroup] {
    HeatUnit.groups(
      of: explanation.encoding, input: explanation.input, by: granularity, fields: request.fields,
      unfolded: unfolded)
  }

  /// The numbers the heat map shows of a method: one a piece; at a step of the path that node's.
  func values(of method: AttributionMethod, in explanation: Explanation) -> [Float] {
    guard let entry = explanation.entry(for: method) else { return [] }
    if let pathStep, method == request.method,
      entry.estimate.path.indices.contains(pathStep)
    {
      return entry.estimate.path[pathStep].attributions
    }
    return entry.estimate.values
  }

  /// The path of the explanation on screen, empty when the method has none.
  var path: [AttributionEstimate.PathPoint] {
    settled?.entries[request.method]?.estimate.path ?? []
  }

  /// The end of the colour scale for a method's row: its largest magnitude, or that of all rows.
  func scale(of method: AttributionMethod, in explanation: Explanation, units: [HeatUnit]) -> Float
  {
    let methods = isScaleShared ? [request.method] + rows : [method]
    let largest = methods.flatMap { method -> [Float] in
      let values = self.values(of: method, in: explanation)
      return measured(units, by: method, in: explanation).map { abs($0.value(values)) }
    }.max()
    return largest ?? 0
  }

  /// Units with their values, strongest first; equal ones in the text's order.
  func ranked(_ explanation: Explanation) -> [(unit: Int, value: Float)] {
    let values = self.values(of: request.method, in: explanation)
    // A word that was left out did nothing; where a mask stands for it, that did something.
    let removed = Set(explanation.input.removed)
    return units(of: explanation).enumerated()
      .filter { _, unit in
        !unit.isSpecial && !(unit.isRemoved(removed) && unit.value(values) == 0)
      }
      .map { ($0.offset, $0.element.value(values)) }
      .sorted { (abs($1.1), $0.0) < (abs($0.1), $1.0) }
  }
}
