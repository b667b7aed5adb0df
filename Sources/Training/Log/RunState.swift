/// How a run stands, from what its log says; of a run of this program its folder says more.
///
/// The clock decides nothing: a log that has been silent for ten minutes may be in a long evaluation, and the times of a copied file mean
/// nothing. So most logs that are not finished are `unknown`, and only whoever follows one as it grows can say more.
///
/// - `finished`: the trainer's closing line is there (`train_runtime`), the last step planned is reached (`max_steps`,
///   `total_steps`, the last epoch's progress bar at its end), early stopping asked for the end, or the writer
///   closed its session with success.
/// - `interrupted`: what came last is a Python traceback or the word of a killed process, or the writer closed its session with a
///   failure; of a run of this program, no process holds its lock and it has not ended.
/// - `running`: the writer's session says so, or a process holds the lock of a run of this program.
/// - `unknown`: none of these.
public enum RunState: String, Sendable, CaseIterable {
  case running
  case finished
  case interrupted
  case unknown
}
