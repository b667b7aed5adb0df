internal import Attribution
internal import Model

extension ExplainState {
  /// Class, method and the strongest words, three lines.
  func summary(of explanation: Explanation, model: ModelSummary) -> String {
    let prediction = explanation.prediction
    let target = explanation.target
    let output = prediction.outputs.indices.contains(target) ? prediction.outputs[target] : 0
    var explained = "\(model.label(target)) \(NumberText.output(output, kind: prediction.kind))"
    if let neuron,
      let value = explanation.entry(for: request.method)?.estimate.outputValue
    {
      explained = "neuron \(neuron.name) \(NumberText.plain(value, forms.outputs))"
    }
    let how = [request.method.title, ExplanationCaption.library(request)].compactMap(\.self)
      .joined(separator: " ")
    let units = units(of: explanation)
    let words = ranked(explanation).prefix(10).map {
      "\(units[$0.unit].text) \(NumberText.signed($0.value, forms.values))"
    }
    return """
      \(explanation.input.text)
      \(explained) (\(model.name), \(how))
      \(words.joined(separator: ", "))

      """
  }
}
