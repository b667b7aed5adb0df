import Foundation
import Model
import TestSupport
import Testing

@testable import Training

/// A series of values at steps 0, 1, 2 … or at steps of its own.
func series(_ values: [Double], steps: [Int64]? = nil, tag: String = "loss") -> MetricSeries {
  var series = MetricSeries(tag: tag)
  for (index, value) in values.enumerated() {
    _ = series.append(
      step: steps?[index] ?? Int64(index), value: value, wallTime: nil, epoch: nil, redraws: false)
  }
  return series
}

@Suite("Curves")
struct CurveTests {
  @Test("Smoothing is the de-biased average of TensorBoard, by hand")
  func smoothing() {
    let curve = Curve(series([4, 2, .nan, 0]), generation: 0, smoothing: 0.5)
    #expect(curve.value(0) == 4)
    // (4·0.25 + 2·0.5) / 0.75
    #expect(abs(curve.value(1) - 8.0 / 3) < 1e-12)
    #expect(curve.value(2).isNaN)
    // (4·0.125 + 2·0.25 + 0·0.5) / 0.875
    #expect(abs(curve.value(3) - 8.0 / 7) < 1e-12)
  }

  @Test("A curve that followed its series is the one that was made at the end")
  func following() {
    var generator = SeededGenerator(seed: 5)
    let values = (0..<300).map { _ in Double(generator.next() % 100) }
    var curve = Curve(series(Array(values.prefix(10))), generation: 0, smoothing: 0.9)
    for count in [11, 17, 130, 300] {
      curve.follow(series(Array(values.prefix(count))), generation: 0)
    }
    let whole = Curve(series(values), generation: 0, smoothing: 0.9)
    #expect((0..<300).allSatisfy { curve.value($0) == whole.value($0) })
    // Read anew nothing of what was before may be left.
    curve.follow(series([1, 2]), generation: 1)
    #expect(curve.value(0) == 1)
  }

  @Test("Without times there is nothing to draw over time, and an axis never goes back")
  func axes() {
    var series = MetricSeries(tag: "loss")
    for (step, epoch) in [(1, 0.5), (2, nil), (3, 0.25), (4, 1.5)] as [(Int64, Double?)] {
      _ = series.append(step: step, value: 1, wallTime: nil, epoch: epoch, redraws: false)
    }
    let curve = Curve(series, generation: 0, axis: .epoch)
    #expect((0..<4).map { curve.x($0) } == [0.5, 0.5, 0.5, 1.5])
    #expect(Curve(series, generation: 0, axis: .time).count == 0)
    #expect(curve.index(at: 0.6) == 2)
    #expect(curve.index(at: 0.4) == nil)
  }

  @Test("Columns keep what each point of them says, as counted one by one")
  func columns() {
    var generator = SeededGenerator(seed: 11)
    var step: Int64 = 0
    var steps: [Int64] = []
    let values = (0..<20_000).map { _ -> Double in
      step += Int64(generator.next() % 4)
      steps.append(step)
      return generator.next() % 501 == 0 ? .nan : Double(generator.next() % 10_000)
    }
    let curve = Curve(series(values, steps: steps), generation: 0)
    let windows: [(Int64, Int64, Int)] = [(0, step, 320), (1_000, 1_100, 160), (7, 20_487, 2)]
    for (low, high, count) in windows {
      let window = Double(low)...Double(high)
      let found = CurveColumns(curve, window: window, count: count, isSmoothed: false)
      var members = Array(repeating: [Double](), count: count)
      for (value, step) in zip(values, steps) where window.contains(Double(step)) {
        // The column whose right edge is the first beyond the step.
        let width = Double(high - low)
        let edges = (1...count).map { Double(low) + width * Double($0) / Double(count) }
        let column = edges.firstIndex { Double(step) < $0 } ?? count - 1
        members[column].append(value)
      }
      for (column, values) in members.enumerated() {
        let finite = values.filter(\.isFinite)
        #expect(found.columns[column]?.first == finite.first)
        #expect(found.columns[column]?.last == finite.last)
        #expect(found.columns[column]?.minimum == finite.min())
        #expect(found.columns[column]?.maximum == finite.max())
        #expect(found.notFinite.contains(column) == (finite.count < values.count))
      }
    }
  }

  @Test("A smoothed curve is the mean of what falls into a column, its points keep their peaks")
  func smoothedColumns() throws {
    // With a factor of a half the average of 0, 8, 0, 8 is 0, 16/3, 16/7, 16/3: by hand, debts 1/2 to 1/16.
    let curve = Curve(
      series([0, 8, 0, 8], steps: [0, 1, 2, 3]), generation: 0, smoothing: 0.5)
    let averages = [0, 16.0 / 3, 16.0 / 7, 16.0 / 3]
    for (index, expected) in averages.enumerated() {
      #expect(abs(curve.value(index) - expected) < 1e-12)
    }
    let columns = CurveColumns(curve, window: 0...4, count: 2, isSmoothed: true).columns
    for (column, pair) in [(0, averages[0..<2]), (1, averages[2...])] {
      let found = try #require(columns[column])
      let mean = pair.reduce(0, +) / 2
      for value in [found.first, found.last, found.minimum, found.maximum] {
        #expect(abs(value - mean) < 1e-12)
      }
    }
    let raw = CurveColumns(curve, window: 0...4, count: 2, isSmoothed: false).columns
    #expect(raw.map { $0?.maximum } == [8, 8])
    #expect(raw.map { $0?.minimum } == [0, 0])
  }

  @Test("A line from a point outside the window enters at its edge")
  func edges() {
    let curve = Curve(series([0, 10, 30], steps: [0, 10, 20]), generation: 0)
    let columns = CurveColumns(curve, window: 5...15, count: 10, isSmoothed: false)
    #expect(columns.entry == 5)
    #expect(columns.exit == 20)
    #expect(columns.range() == 5...20)
  }

  @Test(
    "Tags of one metric belong together",
    arguments: [
      ("train/loss", "loss", MetricName.Split.training),
      ("eval/loss", "loss", .evaluation), ("val_loss", "loss", .evaluation),
      ("Loss/validation", "loss", .evaluation), ("loss", "loss", .training),
      ("train_acc_step", "accuracy", .training), ("lr-AdamW", "learning_rate", .training),
      ("train/learning_rate", "learning_rate", .training), ("test_f1", "f1", .test),
      ("eval/samples_per_second", "samples_per_second", .evaluation),
      ("training_time", "time", .training),
      ("validation/epoch_loss", "loss", .evaluation), ("epoch_lr", "learning_rate", .training),
      ("train_epoch_time", "epoch_time", .training),
    ])
  func names(tag: String, metric: String, split: MetricName.Split) {
    #expect(MetricName(tag).metric == metric)
    #expect(MetricName(tag).split == split)
  }
}
