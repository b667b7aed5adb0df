internal import Model

extension Adam {
  /// The moments as tensors of a file: `first.` or `second.`, the parameter's canonical name, and behind an `@` its first column.
  ///
  /// Word vectors have been brought up to date (`settle`).
  func stateEntries() -> [SafetensorsWriter.Entry] {
    let order = moments.keys.sorted { ($0.name, $0.firstColumn) < ($1.name, $1.firstColumn) }
    return order.flatMap { key -> [SafetensorsWriter.Entry] in
      guard let found = moments[key] else { return [] }
      let name = "\(key.name)@\(key.firstColumn)"
      return [
        .init(name: "first.\(name)", shape: found.shape) { Array(found.first) },
        .init(name: "second.\(name)", shape: found.shape) { Array(found.second) },
      ]
    }
  }

  /// Takes up what `stateEntries` wrote.
  ///
  /// - Throws: `TrainingError.run` where a tensor's name or shape is not one of those.
  func restore(_ tensors: [StoredTensor], stepCount: Int) throws {
    var restored: [ParameterGradients.Key: Moments] = [:]
    for tensor in tensors {
      let parts = tensor.name.split(separator: ".", maxSplits: 1)
      let place = parts.last?.split(separator: "@") ?? []
      guard parts.count == 2, place.count == 2, let column = Int(place[1]) else {
        throw TrainingError.run(
          "\(tensor.file.path): a tensor is called `\(tensor.name)`, which no moment is.",
          advice: "Resume from another checkpoint.")
      }
      let key = ParameterGradients.Key(name: String(place[0]), firstColumn: column)
      let found = restored[key] ?? Moments(shape: tensor.shape)
      restored[key] = found
      let values = try tensor.floats()
      let target = parts[0] == "first" ? found.first : found.second
      guard target.count == values.count else {
        throw TrainingError.run(
          "\(tensor.file.path): the moments of `\(key.name)` differ in shape.",
          advice: "Resume from another checkpoint.")
      }
      _ = target.update(from: values)
    }
    moments = restored
    self.stepCount = stepCount
    words = nil
  }
}
