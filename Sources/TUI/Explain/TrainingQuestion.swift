public import Attribution

/// What the labelled texts that a model was trained on answer.
public enum TrainingAnswer: Equatable, Sendable {
  /// So many of them are read: the first question to a model waits for all.
  case read(Int)
  /// What they have to say of the text.
  case knowledge(TrainingKnowledge)
}

/// What the training data is asked about the text on screen, and how far that is.
struct TrainingQuestion: Equatable, Sendable {
  /// What an answer is to: with anything else it is another question.
  struct Subject: Equatable, Sendable {
    var input: ModelInput
    /// The digest of the model's weights.
    var model: String
    var files: [String]
    /// The hot words.
    var words: [String]
  }

  /// Whether every explanation asks: reading the texts takes a pass of the model over all of them.
  var isWanted = false
  /// Counts the questions; an answer to an older one is dropped.
  var generation = 0
  /// What was asked last.
  var asked: Subject?
  /// The texts that are read so far.
  var readCount = 0
  /// The answer to what was asked last.
  var knowledge: TrainingKnowledge?
  /// Why there is no answer.
  var problem: String?
}
