/// The ways in which training runs are logged.
public enum LogFormat: String, Sendable, CaseIterable {
  /// `trainer_state.json` of Hugging Face's Trainer: one JSON document, rewritten as a whole.
  case trainerState = "trainer-state"
  /// TensorBoard event files.
  case tensorboard
  /// A header and rows: Keras' `CSVLogger`, Lightning's `metrics.csv`.
  case csv
  /// A JSON object a line.
  case jsonl
  /// What a training script prints.
  case stdout
}
