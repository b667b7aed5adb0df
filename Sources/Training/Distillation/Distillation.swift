/// How a classifier learns from the answers of another one.
///
/// Hinton, Vinyals and Dean 2015, "Distilling the Knowledge in a Neural Network", section 2. `[distillation]` of a recipe.
public struct Distillation: Equatable, Sendable {
  /// The classifier that answers: a directory or a hub name.
  public var teacher: String
  /// What both sides' logits are divided by before they are compared.
  public var temperature = 2.0
  /// What the teacher's answers count; the rest is the label's.
  public var weight = 0.9
  /// Files of further texts that the teacher answers; their labels are not looked at.
  public var texts: [String] = []
  /// Texts made of each text for the teacher to answer as well.
  public var variants = 0

  /// Learns from a teacher as the defaults say.
  public init(teacher: String) { self.teacher = teacher }
}

extension Recipe {
  /// The texts that a teacher answers beside those with labels; nil where there are none.
  func furtherTexts() throws -> LabeledDataset? {
    guard let files = distillation?.texts, !files.isEmpty else { return nil }
    var options = data.options
    options.hasLabels = false
    return try LabeledDataset.read(files, options: options)
  }
}

extension Distillation {
  /// Reads `[distillation]` of a recipe; nil where there is none.
  ///
  /// - Parameter resolve: from a path as written, where it leads.
  init?(_ table: inout RecipeTable, resolve: (String) -> String) throws {
    guard !table.isEmpty else { return nil }
    guard let teacher = try table.text("teacher") else {
      throw TrainingError.recipe(
        "`teacher` in [distillation] is missing.",
        advice: "Name a directory or a hub name of a classifier.")
    }
    self.init(teacher: resolve(teacher))
    temperature = try table.number("temperature", 0.01...1000) ?? temperature
    weight = try table.number("weight", 0...1) ?? weight
    texts = try table.texts("texts")?.map(resolve) ?? []
    variants = try table.integer("variants", 0...1000) ?? variants
  }
}
