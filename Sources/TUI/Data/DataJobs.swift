internal import Foundation
internal import Model
internal import Synchronization
internal import Training

/// Does the work on data files: what each request means, without threads, so that tests can call it.
struct DataJobs {
  /// The model's tokenizer, as long as one is open.
  var reader: TextReader?
  /// Whether nobody wants the answer any more.
  var isCancelled: () -> Bool = { false }
  /// Where answers go.
  var post: (DataEvent) -> Void

  /// Rows that are shown before the rest of a file is read.
  static let firstRows = 1000
  /// The time between two reports of how far work is.
  private static let interval = Duration.milliseconds(80)

  /// Does a piece of work.
  func run(_ request: DataRequest) {
    switch request {
    case .open(let path, let file): open(path, file)
    case .mark(let table, let overlay):
      post(.marked(file: table.file, table.rows.repeatMarks(overlay)))
    case .compare(let first, let second):
      for (one, other) in [(first, second), (second, first)] {
        post(
          .shared(
            file: one.file, with: other.file, rows: one.rows.rows(sharedWith: other.rows)))
      }
    case .measure(let table, let cleaner, let generation):
      measure(table, cleaner, generation)
    case .find(let query):
      query.run(isCancelled: isCancelled) { rows, isWhole in
        guard !rows.isEmpty || isWhole else { return }
        post(.found(generation: query.generation, rows, isWhole: isWhole))
      }
    }
  }

  private func open(_ path: String, _ file: Int) {
    var options = DatasetOptions()
    options.overlay = .reported
    options.keepsFields = true
    func table(_ rows: LabeledDataset, isWhole: Bool) -> DataEvent {
      .rows(
        DataTable(rows: rows, file: file, isWhole: isWhole),
        rows.reports[0].overlay ?? LabelOverlay(for: path))
    }
    var last = ContinuousClock.now
    do throws(ModelError) {
      let rows = try LabeledDataset.read(
        [path], options: options, firstRows: Self.firstRows,
        first: { post(table($0, isWhole: false)) },
        progress: { rows, reader in
          guard ContinuousClock.now - last > Self.interval else { return }
          last = .now
          post(.reading(file: file, rows: rows, share: reader.progress))
        })
      post(table(rows, isWhole: true))
    } catch {
      post(.failed(file: file, Dashboard.sentence(error)))
    }
  }

  private func measure(_ table: DataTable, _ cleaner: TextCleaner?, _ generation: Int) {
    guard let reader else { return }
    let cleaner = cleaner ?? reader.cleaner
    let unknown = reader.tokenizer.specialTokens.unknown
    var lengths = TokenLengths(limit: reader.maximumTokens)
    lengths.lengths.reserveCapacity(table.rows.count)
    var last = ContinuousClock.now
    for row in 0..<table.rows.count {
      if row.isMultiple(of: 64), isCancelled() { return }
      let encoding = reader.tokenizer.encode(
        table.text(row), pair: (try? table.rows.pair(row)) ?? nil, cleaner: cleaner)
      lengths.append(encoding, row: row, unknown: unknown)
      // A report is a copy of all lengths: the more there are, the less often.
      if row.isMultiple(of: 64), ContinuousClock.now - last > Self.interval * (1 + row / 100_000) {
        last = .now
        post(.lengths(file: table.file, lengths, generation: generation))
      }
    }
    lengths.isWhole = true
    post(.lengths(file: table.file, lengths, generation: generation))
  }
}

/// Runs work on data files on threads of its own, lowered below the model's and the screen's.
final class DataQueue: Sendable {
  private let reading = DispatchQueue(label: "headscope.data", qos: .utility)
  private let finding = DispatchQueue(label: "headscope.find", qos: .utility)
  private let measuring = DispatchQueue(label: "headscope.tokens", qos: .background)
  private let service: any ModelService
  private let post: @Sendable (Event) -> Void
  /// What was asked last; work that is older stops.
  private let newest = Mutex((find: 0, measure: 0))

  init(_ service: any ModelService, post: @escaping @Sendable (Event) -> Void) {
    self.service = service
    self.post = post
  }

  /// Starts a piece of work behind those of its kind.
  func start(_ request: DataRequest) {
    let post: @Sendable (DataEvent) -> Void = { [post] in post(.data($0)) }
    switch request {
    case .open, .mark, .compare:
      reading.async { DataJobs(post: post).run(request) }
    case .find(let query):
      newest.withLock { $0.find = query.generation }
      finding.async { [self] in
        DataJobs(isCancelled: { self.newest.withLock { $0.find } != query.generation }, post: post)
          .run(request)
      }
    case .measure(_, _, let generation):
      newest.withLock { $0.measure = generation }
      Task { [self] in
        guard let reader = await service.reader() else { return }
        measuring.async {
          DataJobs(
            reader: reader,
            isCancelled: { self.newest.withLock { $0.measure } != generation }, post: post
          ).run(request)
        }
      }
    }
  }

  /// Stops looking and counting.
  func cancelAll() { newest.withLock { $0 = (-1, -1) } }
}
