import Testing

@testable import Training

@Suite("trainer_state.json")
struct TrainerStateReaderTests {
  private func document(step: Int, of total: Int, more: String = "") -> String {
    """
    {"best_metric": 0.9, "best_model_checkpoint": "out\\\\checkpoint-4", "global_step": \(step),
     "log_history": [{"loss": 0.5, "step": 2}, {"loss": 0.25, "step": 4}], \(more)
     "max_steps": \(total)}
    """
  }

  @Test("is finished at the last step, or when early stopping asks for the end")
  func state() {
    func state(_ text: String) -> RunState {
      LogFixtures.read(text, file: "trainer_state.json").state
    }
    #expect(state(document(step: 4, of: 10)) == .unknown)
    #expect(state(document(step: 10, of: 10)) == .finished)
    let stop = """
      "stateful_callbacks": {"TrainerControl": {"args": {"should_training_stop": true}}},
      """
    #expect(state(document(step: 4, of: 10, more: stop)) == .finished)
  }

  @Test("tells the best checkpoint from its folder's name")
  func best() {
    let run = LogFixtures.read(document(step: 4, of: 10), file: "trainer_state.json")
    #expect(run.best == RunLog.Best(metric: 0.9, step: 4))
  }

  @Test("keeps the last whole version while a new one is half written")
  func rewritten() {
    var reader = RunReader(name: "a", path: "a", file: "trainer_state.json")
    reader.append(Array(document(step: 4, of: 10).utf8))
    reader.settle()
    reader.restart()
    let next = document(step: 10, of: 10).utf8
    reader.append(Array(next.prefix(90)))
    reader.settle()
    #expect(reader.run.points("train/loss") == "2:0.5 4:0.25")
    #expect(reader.run.waiting != nil)
    reader.append(Array(next.dropFirst(90)))
    reader.settle()
    #expect(reader.run.state == .finished)
    #expect(reader.run.allProblems.isEmpty)
  }

  @Test("cut off, tells the entries before the cut and where it is")
  func cut() {
    let text = document(step: 4, of: 10)
    let place = text.utf8.count - 30
    let run = LogFixtures.read(Array(text.utf8.prefix(place)), file: "trainer_state.json")
    #expect(run.points("train/loss") == "2:0.5")
    #expect(run.waiting?.sentence.contains("at byte") == true)
  }

  @Test("A list of numbers for each metric is read as an epoch a number", arguments: ["", "\n "])
  func lists(_ space: String) {
    let run = LogFixtures.read(
      "{\(space)\"loss\": [0.5, NaN, 0.25],\(space)\"val_loss\": [0.75, 0.5]}", file: "history.json"
    )
    #expect(run.points("loss") == "0:0.5 1:nan 2:0.25")
    #expect(run.points("val_loss") == "0:0.75 1:0.5")
    #expect(run["loss"]?.points.epochs == [0, 1, 2])
    #expect(run.series.count == 2 && run.allProblems.isEmpty)
  }

  @Test("without a history, or another JSON document, is named")
  func otherDocument() {
    let other = LogFixtures.read("{\n \"balance\": -186.4,\n \"positions\": []\n}", file: "x.json")
    #expect(other.problems.map(\.file) == ["x.json"])
    #expect(other.problems.first?.sentence.contains("log_history") == true)
    let empty = LogFixtures.read("{\n\"log_history\": [], \"max_steps\": 6}", file: "x.json")
    #expect(empty.problems.first?.sentence == "log_history is empty: nothing was logged")
  }
}
