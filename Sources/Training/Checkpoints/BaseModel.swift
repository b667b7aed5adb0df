internal import Model

/// A model that a run starts from, with all that its folder says of it: `headscope.json` counts as it does for every other command.
struct BaseModel {
  let directory: ModelDirectory
  let checkpoint: Checkpoint
  let configuration: ModelConfiguration
  let tokenizer: Tokenizer
  /// Whether a file says what the outputs of its head are called.
  let namesLabels: Bool
  /// What no file says and so was assumed, a line each.
  let remarks: [String]

  /// Reads a folder.
  ///
  /// - Parameters:
  ///   - labels: of the head that it will have; where the weights have none and there is no `config.json`, they stand in for its own.
  ///   - problemType: likewise.
  /// - Throws: `ModelError` where the base cannot be read, or is not told well enough.
  init(
    _ directory: ModelDirectory, labels: [String], problemType: ModelConfiguration.ProblemType
  ) throws {
    self.directory = directory
    var said = try ModelOverrides.load(directory)
    namesLabels = directory.configuration != nil || said.labels != nil
    if directory.configuration == nil {
      // A head that goes needs no assumptions.
      said.labels = said.labels ?? labels
      said.problemType = said.problemType ?? problemType
      said.outputActivation = said.outputActivation ?? .identity
    }
    var remarks: [String] = []
    checkpoint = try Checkpoint(directory: directory, overrides: said)
    configuration = try ModelConfiguration.load(
      directory: directory, overrides: said, checkpoint: checkpoint
    ) { remarks.append($0) }
    // What is missing is missing of the base, and not of the folder that is made of it.
    tokenizer = try Tokenizer.load(
      directory: directory, configuration: configuration, overrides: said
    ) { remarks.append($0) }
    self.remarks = remarks
  }
}
