import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("A labelled data set")
struct LabeledDatasetTests {
  /// A data set of `text;label` lines.
  private func dataset(
    _ text: String, _ options: DatasetOptions = .with { $0.format = .semicolon },
    labels: [String]? = nil
  ) throws -> LabeledDataset {
    try withDataFile(Array(text.utf8)) {
      try LabeledDataset.read([$0], options: options, labels: labels)
    }
  }

  /// Rows `count` of label `a`, half as many of `b`, a quarter of `c`, mixed.
  private func unbalanced(_ count: Int) throws -> LabeledDataset {
    var text = ""
    for row in 0..<count {
      text += "text \(row);a\n"
      if row.isMultiple(of: 2) { text += "other \(row);b\n" }
      if row.isMultiple(of: 4) { text += "third \(row);c\n" }
    }
    return try dataset(text)
  }

  private func texts(_ data: LabeledDataset) throws -> [String] {
    try (0..<data.count).map { try data.text($0) }
  }

  @Test("orders labels by name, numbers by value, and as it is told")
  func labelOrder() throws {
    let names = try dataset("1 a;joy\n2 b;anger\n3 c;Zeal\n4 d;joy\n")
    #expect(names.labels == ["Zeal", "anger", "joy"])
    #expect((0..<4).map(names.label) == [2, 1, 0, 2])
    #expect(try dataset("a;10\nb;9\nc;2\n").labels == ["2", "9", "10"])
    let told = try dataset("1 a;joy\n2 b;anger\n", labels: ["joy", "fear", "anger"])
    #expect(told.labels == ["joy", "fear", "anger"])
    #expect(told.labelCounts == [1, 0, 1])
  }

  @Test("leaves rows of other labels out and counts them")
  func foreignLabels() throws {
    let data = try dataset("a b;x\nc d;y\ne f;z\ng h;y\n", labels: ["x", "y"])
    #expect(data.count == 3)
    #expect(data.foreignLabels == ["z": 1])
    #expect(data.reports[0].rowCount == 4)
    #expect(throws: ModelError.self) { try dataset("a b;x\nc d;y\n", labels: ["q"]) }
  }

  @Test("merges files and knows where each row is from")
  func merging() throws {
    try withDataFile(Array("a b;x\nc d;y\n".utf8), named: "one.txt") { one in
      try withDataFile(Array("\ne f;y\ng h;z\n".utf8), named: "two.txt") { two in
        let data = try LabeledDataset.read([one, two])
        #expect(try texts(data) == ["a b", "c d", "e f", "g h"])
        #expect(data.labels == ["x", "y", "z"])
        let example = try data.example(2)
        #expect(example.path == two)
        #expect(example.line == 2)
        #expect(data.reports.map(\.rowCount) == [2, 2])
      }
    }
  }

  @Test("keeps several labels of a row")
  func multiLabel() throws {
    let text = "{\"text\":\"a\",\"label\":[\"x\",\"z\"]}\n{\"text\":\"b\",\"label\":[\"y\"]}\n"
    let data = try dataset(text, .with { $0.isMultiLabel = true })
    #expect(data.labels(0) == [0, 2])
    #expect(data.labels(1) == [1])
    #expect(data.isMultiLabel)
    #expect(data.labelCounts == [1, 1, 1])
  }

  @Test("keeps pairs, and tells equal first texts with different seconds apart")
  func pairs() throws {
    let text = "sentence1\tsentence2\tlabel\na\tb\tx\na\tc\ty\na\tb\ty\n"
    let data = try dataset(text, DatasetOptions())
    #expect(try data.pair(1) == "c")
    #expect(try data.repeatedTexts().map(\.rows) == [[0, 2]])
  }

  @Test("finds repeated texts and labels that conflict")
  func repetition() throws {
    let data = try dataset("a;x\nb;y\na;x\nb;x\nc;z\na;x\n")
    let found = try data.repeatedTexts()
    #expect(found.map(\.text) == ["a", "b"])
    #expect(found.map(\.rows) == [[0, 2, 5], [1, 3]])
    #expect(found.map(\.isConflict) == [false, true])
    #expect(try texts(data.deduplicated(.none, found)) == texts(data))
    #expect(try texts(data.deduplicated(.texts, found)) == ["a", "b", "c"])
    #expect(try texts(data.deduplicated(.conflicts, found)) == ["a", "c"])
  }

  @Test("is balanced by chance that a seed repeats")
  func balance() throws {
    let data = try unbalanced(40)
    let balanced = data.balanced(perLabel: 12, seed: 1)
    #expect(balanced.labelCounts == [12, 12, 10])
    #expect(try texts(balanced) == texts(data.balanced(perLabel: 12, seed: 1)))
    #expect(try texts(balanced) != texts(data.balanced(perLabel: 12, seed: 2)))
    #expect(balanced.labels == data.labels)
  }

  @Test("is split with the labels in proportion")
  func split() throws {
    let data = try unbalanced(40)
    let (first, second) = data.split(0.8, seed: 3)
    #expect(first.labelCounts == [32, 16, 8])
    #expect(second.labelCounts == [8, 4, 2])
    #expect(try Set(texts(first) + texts(second)) == Set(texts(data)))
    let uneven = try dataset("a;x\nb;x\nc;x\nd;y\ne;y\nf;y\ng;z\n").split(0.5, seed: 1)
    #expect(uneven.first.count == 4)
    #expect(uneven.second.count == 3)
  }

  @Test("never has a text on both sides of a split", arguments: 1...8 as ClosedRange<UInt64>)
  func splitKeepsTextsTogether(_ seed: UInt64) throws {
    var rows = (0..<60).map { "alone \($0);\($0 % 3 == 0 ? "x" : "y")\n" }
    for text in 0..<12 {
      for copy in 0...(text % 3 + 1) { rows.append("again \(text);\(copy == 1 ? "x" : "y")\n") }
    }
    let data = try dataset(rows.joined())
    let (first, second) = data.split(0.75, seed: seed)
    #expect(try Set(texts(first)).isDisjoint(with: texts(second)))
    #expect(first.count + second.count == data.count)
    #expect(first.count == Int((Double(data.count) * 0.75).rounded()))
    // Not all repeated texts on one side.
    for part in [first, second] {
      #expect(try texts(part).contains { $0.hasPrefix("again") })
    }
  }

  @Test("is split at 0 and 1 into nothing and all")
  func extremeSplit() throws {
    let data = try unbalanced(8)
    #expect(data.split(0, seed: 1).first.count == 0)
    #expect(data.split(1, seed: 1).second.count == 0)
  }

  @Test("has every row in one fold's validation set")
  func folds() throws {
    let data = try unbalanced(41)
    let folds = data.folds(5, seed: 7)
    let validated = try folds.flatMap { try texts($0.validation) }
    #expect(try validated.sorted() == texts(data).sorted())
    for fold in folds {
      #expect(fold.train.count + fold.validation.count == data.count)
      #expect(try Set(texts(fold.train)).isDisjoint(with: texts(fold.validation)))
      #expect(abs(fold.validation.labelCounts[0] - 8) <= 1)
    }
  }

  @Test("gives texts from its temporary file as from memory")
  func spilling() throws {
    var store = TextStore(memoryLimit: 64)
    let expected = (0..<100).map { "text \($0) é" + String(repeating: "x", count: $0 % 7) } + [""]
    for text in expected { try store.append(text) }
    #expect(try expected.indices.map { try store[$0] } == expected)
  }

  @Test("counts pieces, lengths and what the vocabulary does not know")
  func tokenStatistics() throws {
    let tokenizer = try Tokenizer.load(
      directory: Fixtures.packageRoot.appending(path: "Models/emotion-mini"), architecture: .bert)
    let data = try dataset("i feel fine;x\ni feel;y\n\u{10FFFF};y\n")
    let found = try TokenStatistics(data, tokenizer)
    #expect(found.textCount == 3)
    // [CLS] i feel fine [SEP], [CLS] i feel [SEP], [CLS] [UNK] [SEP]
    #expect(found.histogram == [0, 0, 0, 1, 1, 1])
    #expect(found.pieceCount == 6)
    #expect(found.unknownCount == 1)
    #expect(found.longest == 5)
    #expect(found.mean == 4)
    #expect(found.quantile(0.5) == 4)
    #expect(found.count(above: 4) == 1)
  }
}

@Suite("Training, validation and test sets")
struct DatasetSplitsTests {
  private func withFiles(
    _ train: String, _ validation: String, _ test: String,
    _ body: (DatasetSources) throws -> Void
  ) throws {
    try withDataFile(Array(train.utf8), named: "train.txt") { train in
      try withDataFile(Array(validation.utf8), named: "val.txt") { validation in
        try withDataFile(Array(test.utf8), named: "test.txt") { test in
          var sources = DatasetSources(train: [train])
          sources.validation = [validation]
          sources.test = [test]
          try body(sources)
        }
      }
    }
  }

  @Test("keep a text of two of them in the later one")
  func disjoint() throws {
    try withFiles("a a;x\nb b;y\nc c;x\nd d;y\na a;y\n", "b b;y\ne e;x\nc c;x\n", "c c;x\nf f;y\n")
    {
      sources in
      let splits = try DatasetSplits.read(sources)
      #expect(splits.train.count == 3)
      #expect(splits.validation?.count == 2)
      #expect(splits.test?.count == 2)
      #expect(
        splits.overlaps.map { "\($0.text) \($0.removed.rawValue) \($0.row) \($0.kept.rawValue)" }
          == ["b b train 1 validation", "c c train 2 test", "c c validation 2 test"])
      var same = sources
      same.isDisjoint = false
      #expect(try DatasetSplits.read(same).train.count == 5)
    }
  }

  @Test("have the training set's labels, and count rows of others")
  func labels() throws {
    try withFiles("a a;x\nb b;y\n", "c c;z\nd d;x\n", "e e;y\n") { sources in
      let splits = try DatasetSplits.read(sources)
      #expect(splits.validation?.labels == ["x", "y"])
      #expect(splits.validation?.foreignLabels == ["z": 1])
    }
  }

  @Test("of a set that is in a later one as a whole are refused")
  func nothingLeft() throws {
    try withFiles("a a;x\nb b;y\n", "a a;x\nb b;y\n", "e e;y\n") { sources in
      let error = #expect(throws: ModelError.self) { try DatasetSplits.read(sources) }
      #expect(error?.problem.contains("Every text of the train set") == true)
    }
  }

  @Test(
    "tell what the training set repeats, and drop what they are told to",
    arguments: [(Deduplication.none, 6, 0), (.texts, 3, 3), (.conflicts, 2, 4)])
  func deduplication(_ deduplication: Deduplication, rows: Int, dropped: Int) throws {
    // A text with one label, one with two, and one that is validated with.
    let train = "a a;x\na a;x\nb b;x\nb b;y\nb b;y\nc c;y\ne e;x\ne e;y\n"
    try withFiles(train, "e e;x\ne e;x\n", "f f;y\n") { sources in
      var sources = sources
      sources.deduplication = deduplication
      let splits = try DatasetSplits.read(sources)
      #expect(splits.train.count == rows)
      let found = try #require(splits.repetition)
      #expect(found.textCount == 2 && found.conflictCount == 1 && found.droppedCount == dropped)
      #expect(found.conflicts == ["x, y: b b"])
      let end = dropped == 0 ? "all stay" : "\(dropped) rows left out"
      #expect(splits.notes.contains("2 texts more than once, 1 with different labels: \(end)"))
      #expect(splits.notes.contains("  x, y: b b"))
      // What judges stays as it is.
      #expect(splits.validation?.count == 2)
    }
  }

  @Test("say nothing of repetitions where there are none, and refuse to drop every text")
  func noRepetition() throws {
    try withFiles("a a;x\nb b;y\n", "e e;x\n", "f f;y\n") { sources in
      let notes = try DatasetSplits.read(sources).notes
      #expect(notes.isEmpty)
    }
    try withFiles("a a;x\na a;y\n", "e e;x\n", "f f;y\n") { sources in
      var sources = sources
      sources.deduplication = .conflicts
      let error = #expect(throws: ModelError.self) { try DatasetSplits.read(sources) }
      #expect(error?.problem == "Every text to learn from comes with different labels.")
    }
  }

  @Test("are deduplicated before a share of them is split off")
  func deduplicatedSplit() throws {
    let lines = (0..<40).map { "text \($0 / 2);\(["a", "b"][$0 / 2 % 2])\n" }.joined()
    try withDataFile(Array(lines.utf8)) { path in
      var sources = DatasetSources(train: [path])
      sources.deduplication = .texts
      sources.split = 0.8
      let splits = try DatasetSplits.read(sources)
      #expect(splits.train.count == 16 && splits.validation?.count == 4)
    }
  }

  @Test("tell of blank lines")
  func blankLines() throws {
    try withFiles("\na a;x\n\nb b;y\n", "e e;x\n\n", "f f;y\n") { sources in
      let notes = try DatasetSplits.read(sources).notes
      #expect(notes.count { $0.hasSuffix(": 2 blank lines") } == 1)
      #expect(notes.count { $0.hasSuffix(": 1 blank line") } == 1)
    }
  }

  @Test("are made of one file, balanced first and split then")
  func split() throws {
    let lines = (0..<60).map { "text \($0);\(["a", "b", "b"][$0 % 3])\n" }.joined()
    try withDataFile(Array(lines.utf8)) { path in
      var sources = DatasetSources(train: [path])
      sources.perLabel = 10
      sources.split = 0.8
      let splits = try DatasetSplits.read(sources)
      #expect(splits.train.labelCounts == [8, 8])
      #expect(splits.validation?.labelCounts == [2, 2])
    }
  }

  @Test("of Sentiment140 for two labels leave the neutral rows out")
  func twoLabels() throws {
    try withDataFile(
      Array("4,3,Mon 1:0,q,a,good\n0,4,Mon 1:0,q,b,bad\n2,5,Mon 1:0,q,c,so\n".utf8)
    ) { path in
      var sources = DatasetSources(train: [path])
      sources.labels = ["Negative", "Positive"]
      let train = try DatasetSplits.read(sources).train
      #expect(train.labelCounts == [1, 1])
      #expect(train.foreignLabels == ["Neutral": 1])
    }
  }

  @Test(
    "of the emotion data overlap as they are known to",
    .enabled(if: SharedData.has("data/emotion"), "the shared data sets are not on this machine"))
  func emotion() throws {
    var sources = DatasetSources(train: [SharedData.path("data/emotion/train.txt")])
    sources.validation = [SharedData.path("data/emotion/val.txt")]
    let train = try LabeledDataset.read(sources.train)
    let repeated = try train.repeatedTexts()
    #expect(repeated.count == 31)
    #expect(repeated.count(where: \.isConflict) == 30)
    let splits = try DatasetSplits.read(sources)
    #expect(Set(splits.overlaps.map(\.text)).count == 5)
    // Five of the 16,000 are validated with; of the rest 30 come with two labels each, and one twice with one.
    sources.isDisjoint = false
    sources.deduplication = .conflicts
    #expect(try DatasetSplits.read(sources).train.count == 16_000 - 2 * 30 - 1)
    #expect(splits.validation?.count == 2000)
  }
}
