/// Turns the bytes a terminal sends into events.
///
/// Pure: bytes and the time they came at go in, events come out. It never fails and never types
/// what was not typed: replies to queries, reports it does not know and broken sequences vanish.
///
/// The bytes of a sequence may come in any portions. The one thing that only time can tell is
/// whether an escape is the key or the beginning of a sequence, so `flush(at:)` must be called at
/// `deadline`.
public struct InputDecoder: Sendable {
  /// A key together with what is held.
  public struct KeyStroke: Hashable, Sendable {
    /// The key.
    public var key: Key
    /// What is held with it.
    public var modifiers: KeyModifiers

    /// Makes a stroke.
    public init(_ key: Key, _ modifiers: KeyModifiers = []) {
      self.key = key
      self.modifiers = modifiers
    }
  }

  /// How long an escape waits for more: 25 ms is below what fingers can do.
  public static let standardEscapeDelay = Duration.milliseconds(25)

  /// When `flush(at:)` has to be called, if no further bytes come before; nil: no need.
  public private(set) var deadline: ContinuousClock.Instant?

  let escapeDelay: Duration
  let keys: [(bytes: [UInt8], stroke: KeyStroke)]
  let controlHIsBackspace: Bool
  var pending: [UInt8] = []
  var paste: [UInt8]?
  var clicks = ClickCounter()
  private var typed: [UInt8] = []

  /// Makes a decoder.
  ///
  /// - Parameters:
  ///   - escapeDelay: How long a lone escape waits for a sequence.
  ///   - keys: Sequences of this terminal's own description, for those that no standard knows.
  ///   - controlHIsBackspace: Whether the backspace key sends `^H` here.
  public init(
    escapeDelay: Duration = standardEscapeDelay, keys: [[UInt8]: KeyStroke] = [:],
    controlHIsBackspace: Bool = false
  ) {
    self.escapeDelay = escapeDelay
    self.keys = keys.map { ($0.key, $0.value) }.sorted { $0.bytes.count > $1.bytes.count }
    self.controlHIsBackspace = controlHIsBackspace
  }

  /// Takes bytes that just came.
  ///
  /// - Complexity: O(bytes).
  public mutating func feed(
    _ bytes: some Sequence<UInt8>, at now: ContinuousClock.Instant
  ) -> [InputEvent] {
    pending += bytes
    var events: [InputEvent] = []
    decode(&events, at: now, isFinal: false)
    return events
  }

  /// Decides about what is unfinished, if its time has come.
  public mutating func flush(at now: ContinuousClock.Instant) -> [InputEvent] {
    guard let deadline, now >= deadline else { return [] }
    var events: [InputEvent] = []
    decode(&events, at: now, isFinal: true)
    return events
  }

  /// What a look at the beginning of the pending bytes found.
  enum Finding {
    /// So many bytes are used up.
    case events(Int, [InputEvent])
    /// More bytes are needed; if none come within the time, the next case of `unfinished`.
    case incomplete(Duration)
    /// So many bytes of text.
    case text(Int)
    case pasteStart(Int)
  }

  private mutating func decode(
    _ events: inout [InputEvent], at now: ContinuousClock.Instant, isFinal: Bool
  ) {
    var isFinal = isFinal
    var start = 0
    deadline = nil
    loop: while start < pending.count || (isFinal && paste != nil) {
      if paste != nil {
        let (used, isWaiting) = takePaste(pending[start...], &events, isFinal: isFinal)
        start += used
        isFinal = false
        if isWaiting { break }
        continue
      }
      switch find(pending[start...], at: now) {
      case .events(let count, let found):
        flushText(&events)
        events += found
        start += count
      case .text(let count):
        typed += pending[start..<start + count]
        start += count
      case .pasteStart(let count):
        flushText(&events)
        paste = []
        start += count
      case .incomplete(let delay):
        flushText(&events)
        guard isFinal else {
          deadline = now + delay
          break loop
        }
        let (count, found) = unfinished(pending[start...])
        events += found
        start += count
        isFinal = false
      }
    }
    flushText(&events)
    pending.removeFirst(start)
    if let paste, !(paste.isEmpty && pending.isEmpty) { deadline = now + Self.pasteDelay }
  }

  /// One event for each cluster of the text collected so far.
  private mutating func flushText(_ events: inout [InputEvent]) {
    guard !typed.isEmpty else { return }
    for cluster in String(decoding: typed, as: UTF8.self) {
      // Controls of the upper half, encoded as UTF-8: no key sends them.
      if cluster.unicodeScalars.first?.properties.generalCategory == .control { continue }
      events.append(.text(String(cluster)))
    }
    typed = []
  }
}
