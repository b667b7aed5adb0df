import Testing

@testable import Training

@Suite("What a script prints")
struct ConsoleReaderTests {
  private func read(_ text: String) -> RunLog {
    LogFixtures.read(text, file: "train.log", ending: .closed)
  }

  @Test("steps with names and numbers, with or without colons")
  func phrases() {
    let run = read(
      """
      number of parameters: 123.59M
      step 0: train loss 12.6510 BPC, val loss 12.6486 BPC
      iter 10: loss 4.25, time 55.1ms, mfu -100.00%
      step 20 | loss=3.5 | learning rate: 1e-3 | Accuracy: 91.5%
      """)
    #expect(run.points("train_loss") == "0:12.651")
    #expect(run.points("val_loss") == "0:12.6486")
    #expect(run.points("loss") == "10:4.25 20:3.5")
    #expect(run.points("learning_rate") == "20:0.001")
    #expect(run.points("accuracy") == "20:91.5")
    #expect(run.series.count == 5)
  }

  @Test("epochs and steps in brackets, steps counting within the epoch")
  func tutorial() {
    let run = read(
      """
      Epoch [1/2], Step [100/200], Loss: 0.5
      Epoch [1/2], Step [200/200], Loss: 0.4
      Epoch [2/2], Step [100/200], Loss: 0.3

      """)
    #expect(run.points("loss") == "100:0.5 200:0.4 300:0.3")
    #expect(run["loss"]?.points.epochs == [1, 1, 2])
    // 200 is an epoch's length, not the run's.
    #expect(run.totalSteps == nil)
  }

  @Test("steps that tell their total and begin anew in every epoch, one line an epoch")
  func stepsOfEpochs() {
    let run = read(
      """
      Epoch [1/3], Step [100/600], Loss: 0.5
      Epoch [2/3], Step [100/600], Loss: 0.4
      Epoch [3/3], Step [100/600], Loss: 0.3

      """)
    #expect(run.points("loss") == "100:0.5 700:0.4 1300:0.3")
  }

  @Test("steps that tell their total and go on through the epochs stay as they are")
  func stepsOfRun() {
    let run = read(
      """
      Epoch [1/2], Step [100/400], Loss: 0.5
      Epoch [1/2], Step [200/400], Loss: 0.4
      Epoch [2/2], Step [300/400], Loss: 0.3

      """)
    #expect(run.points("loss") == "100:0.5 200:0.4 300:0.3")
  }

  @Test("a counter behind a metric's name is a share, at the last step of the epoch's bar")
  func mnist() {
    let run = read(
      """
      Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.3
      Train Epoch: 1 [640/60000 (1%)]\tLoss: 1.5

      Test set: Average loss: 0.0480, Accuracy: 9846/10000 (98%)

      Train Epoch: 2 [0/60000 (0%)]\tLoss: 0.05
      Test set: Average loss: 0.0360, Accuracy: 9881/10000 (99%)

      """)
    #expect(run.points("loss") == "0:2.3 640:1.5 60000:0.05")
    #expect(run.points("test_loss") == "640:0.048 60000:0.036")
    #expect(run.points("test_accuracy") == "640:0.9846 60000:0.9881")
    #expect(run.series.count == 3)
    #expect(run.allProblems.isEmpty)
  }

  @Test("the data that a line names once is that of all its measures behind")
  func namedData() {
    let run = read(
      """
      Epoch 1/2
      train Loss: 0.5 Acc: 0.75
      val Loss: 0.4 Acc: 0.85
      Epoch 2/2
      train Loss: 0.3 Acc: 0.85
      val Loss: 0.3 Acc: 0.89
      Best val Acc: 0.9

      """)
    #expect(run.points("train_loss") == "1:0.5 2:0.3")
    #expect(run.points("train_acc") == "1:0.75 2:0.85")
    #expect(run.points("val_loss") == "1:0.4 2:0.3")
    #expect(run.points("val_acc") == "1:0.85 2:0.89")
    // The best so far is no point of the curve.
    #expect(run.points("best_val_acc") == "2:0.9")
    #expect(run.series.count == 5)
  }

  @Test("a line's data is named by a heading, with a point, or anew")
  func namedDataInOtherForms() {
    let run = read(
      """
      step 10 | train loss 0.9 | DEV : loss 0.8, f1 score 0.7 | lr 0.1
      step 20 Val. Loss: 0.6 |  Val. Acc: 67.02%
      step 30 evaluation: mean loss 0.5 (best loss 0.4)
      step 40 train learning rate: 1e-3 loss 0.3 val_loss 0.2 acc 0.1

      """)
    #expect(run.points("train_loss") == "10:0.9")
    #expect(run.points("dev_loss") == "10:0.8")
    #expect(run.points("dev_f1_score") == "10:0.7")
    // The rate is no data's.
    #expect(run.points("lr") == "10:0.1")
    #expect(run.points("val_loss") == "20:0.6 40:0.2")
    #expect(run.points("val_acc") == "20:67.02")
    #expect(run.points("evaluation_loss") == "30:0.5")
    #expect(run.points("best_loss") == "30:0.4")
    #expect(run.points("learning_rate") == "40:0.001")
    #expect(run.points("loss") == "40:0.3")
    #expect(run.points("acc") == "40:0.1")
  }

  @Test("counters with blanks round the slash")
  func blanksInCounters() {
    let run = read(
      """
      | epoch   1 |   200/ 2928 batches | lr 20.00 | ms/batch 10.18 | loss  7.80 | ppl  2440.60
      | epoch   1 |   400/ 2928 batches | lr 20.00 | ms/batch  5.43 | loss  6.90 | ppl   992.27
      -----------------------------------------------------------------------------------------
      | end of epoch   1 | time: 32.18s | valid loss  5.50 | valid ppl   244.69
      | epoch   2 |   200/ 2928 batches | lr 20.00 | ms/batch  5.40 | loss  5.80 | ppl   330.30

      """)
    #expect(run.points("loss") == "200:7.8 400:6.9 3128:5.8")
    #expect(run.points("valid_loss") == "400:5.5")
    #expect(run.points("lr") == "200:20.0 400:20.0 3128:20.0")
    let spaced = read("Epoch 1 / 2  loss 0.5\nEpoch 2 / 2  loss 0.4\n")
    #expect(spaced.points("loss") == "1:0.5 2:0.4")
    // A date is no counter.
    #expect(read("2025 / 05 / 16 loss 0.5\n").points("loss") == "0:0.5")
  }

  @Test("Keras' progress bars, with backspaces, returns and colours")
  func keras() {
    let bar = "\u{8}\u{8}\u{8}\r"
    let run = read(
      "Epoch 1/2\n"
        + "\(bar)1/3 [=====>....] - ETA: 5s - loss: 0.9 - accuracy: 0.5"
        + "\(bar)\u{1B}[1m2/3\u{1B}[0m \u{1B}[32m━━\u{1B}[0m \u{1B}[1m0s\u{1B}[0m 5ms/step - accuracy: 0.6 - loss: 0.8"
        + "\(bar)3/3 [==========] - 5s 2s/step - loss: 0.7 - accuracy: 0.7"
        + "\(bar)3/3 [==========] - 6s 2s/step - loss: 0.7 - accuracy: 0.7 - val_loss: 0.65\n"
        + "Epoch 2/2\n"
        + "\(bar)3/3 [==========] - 5s 2s/step - loss: 0.5 - accuracy: 0.8 - val_loss: 0.6\n")
    #expect(run.points("loss") == "1:0.9 2:0.8 3:0.7 6:0.5")
    #expect(run.points("accuracy") == "1:0.5 2:0.6 3:0.7 6:0.8")
    #expect(run.points("val_loss") == "3:0.65 6:0.6")
    #expect(run.state == .finished)
  }

  @Test("dictionaries with quoted, wrapped and missing numbers")
  func dictionaries() {
    let run = read(
      """
      {'loss': '0.5', 'grad_norm': tensor(1.25, device='cuda:0'), 'epoch': '0.5'}
      {'loss': nan, 'grad_norm': np.float64(2.5), 'x': None, 'epoch': 1.0}
      {"eval_loss": 0.4, "epoch": 1.0}
      Best parameters: {'C': 1, 'gamma': 'scale'}
      """)
    #expect(run.points("train/loss") == "0:0.5 1:nan")
    #expect(run.points("train/grad_norm") == "0:1.25 1:2.5")
    // An evaluation at the same epoch stands at the same step.
    #expect(run.points("eval/loss") == "1:0.4")
    #expect(run.series.count == 3)
  }

  @Test("a trainer's dictionary stands at the step that makes an epoch a whole number of steps")
  func trainerStep() {
    // 1,163 steps an epoch; the bar is drawn late by one.
    let run = read(
      "  0%|   | 24/23260 [04:21<70:47:24, 10.97s/it]\n{'loss': 1.6, 'epoch': 0.021496130696474634}\n"
    )
    #expect(run.points("train/loss") == "25:1.6")
  }

  @Test("a run whose last word is a failure was interrupted")
  func failure() {
    let trace = "step 1 loss 2\nTraceback (most recent call last):\n  File \"x.py\", line 3\n"
    #expect(read(trace).state == .interrupted)
    #expect(read(trace + "step 2 loss 1\n").state == .unknown)
    #expect(read("step 1 loss 2\n{'train_runtime': 3.5, 'epoch': 1.0}\n").state == .finished)
  }

  @Test("bars without a named epoch are laid end to end when one was full")
  func bars() {
    let run = read(
      "\r 50%|# | 1/2 [00:01<00:01, loss=0.9]\r100%|##| 2/2 [00:02<00:00, loss=0.8]\n"
        + "\r 50%|# | 1/2 [00:01<00:01, loss=0.7]\n")
    #expect(run.points("loss") == "1:0.9 2:0.8 3:0.7")
  }

  @Test("dates, paths and prose are no metrics")
  func prose() {
    let run = read(
      """
      2025-05-16 01:32:59,799 - INFO - Loading data from /data/2024/05/loss
      Epoch 1: val_loss improved from inf to 0.31789, saving model
      Training data shape: (17999,)
        eval_runtime            = 0:00:12.34
      Some loss was seen. Scores follow
      """)
    #expect(run.series.isEmpty)
    #expect(run.allProblems.isEmpty)
  }
}
