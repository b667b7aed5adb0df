internal import Foundation
public import Model

/// What a user changed in a data file's labels, kept in a file beside it; the data file itself is never written.
///
/// An entry belongs to a text, not to a place: after the data file was edited it is looked for by the text's digest, on the line where it
/// was or else on the nearest that has it. What no row has any more is kept and named.
///
///     var overlay = reader.report.overlay ?? LabelOverlay(for: "emotion/train.txt")
///     overlay.change(row, to: .relabelled(["joy"]))
///     try overlay.write()                       // emotion/train.txt.overlay.jsonl
public struct LabelOverlay: Equatable, Sendable {
  /// What is done to a row.
  public enum Change: Equatable, Sendable {
    /// It has these labels in place of the file's.
    case relabelled([String])
    /// It is left out.
    case excluded
  }

  /// A change and the row it belongs to.
  public struct Entry: Equatable, Sendable {
    /// The number of the row's first line, from 1.
    public internal(set) var line: Int
    /// `TextDigest` of the row's text and the second of a pair.
    let digest: UInt64
    /// The labels that the file has.
    public let before: [String]
    /// What is done.
    public let change: Change
    /// How the text begins, for those who read the file.
    let beginning: String
  }

  /// The data file.
  public let data: String
  /// The entries of rows that the file has, by line.
  public private(set) var entries: [Int: Entry] = [:]
  /// The entries whose text no row of the file has any more, in the order of their lines.
  public private(set) var unmatched: [Entry] = []
  /// How many entries were found on another line than where they were written.
  public private(set) var movedCount = 0

  /// Where the changes of a data file are kept.
  public static func path(for data: String) -> String { data + ".overlay.jsonl" }

  /// Where they are kept.
  public var path: String { Self.path(for: data) }

  /// How many rows have other labels.
  public var relabelledCount: Int { entries.count - excludedCount }

  /// How many rows are left out.
  public var excludedCount: Int { entries.values.count { $0.change == .excluded } }

  /// Whether nothing is changed.
  public var isEmpty: Bool { entries.isEmpty && unmatched.isEmpty }

  /// No changes yet.
  public init(for data: String) { self.data = data }

  // MARK: Rows

  /// What is done to a row; nil leaves it as it is.
  public subscript(line: Int) -> Change? { entries[line]?.change }

  /// Changes a row, or with nil leaves it as the file has it.
  ///
  /// - Parameters:
  ///   - row: As it was read without the overlay: its labels are what is noted as the file's.
  ///   - change: What is done to it.
  public mutating func change(_ row: DatasetRow, to change: Change?) {
    guard let change, change != .relabelled(row.labels) else {
      entries[row.line] = nil
      return
    }
    entries[row.line] = Entry(
      line: row.line, digest: TextDigest.of(row.text, row.pair), before: row.labels,
      change: change, beginning: String(row.text.prefix(Self.beginningLength)))
  }

  /// The row as the overlay has it; nil where it is left out.
  public func applied(to row: DatasetRow) -> DatasetRow? {
    switch self[row.line] {
    case nil: return row
    case .excluded: return nil
    case .relabelled(let labels):
      var row = row
      row.labels = labels
      return row
    }
  }

  /// How much of a text stands in the file.
  private static let beginningLength = 60

  // MARK: Files

  /// Reads what was changed in a data file; nothing where no file of changes is beside it.
  ///
  /// The entries stand where they were written: `place` finds the rows of an edited data file.
  ///
  /// - Throws: `ModelError(.damaged)` naming the line that is no entry, `.missing` where the file cannot be read.
  static func read(for data: String) throws(ModelError) -> LabelOverlay {
    var overlay = LabelOverlay(for: data)
    guard FileSystem.exists(overlay.path) else { return overlay }
    let content: Data
    do {
      content = try Data(contentsOf: URL(filePath: overlay.path))
    } catch {
      throw ModelError(
        .missing, "\(overlay.path) cannot be read: it holds what was relabelled and excluded.",
        advice: advice)
    }
    for (index, bytes) in content.split(separator: 0x0A, omittingEmptySubsequences: false)
      .enumerated() where !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 })
    {
      let place = "\(overlay.path) line \(index + 1)"
      let entry: Entry
      do throws(ModelError) {
        entry = try Self.entry(Array(bytes))
      } catch {
        throw ModelError(.damaged, "\(place): \(error.problem)", advice: advice)
      }
      // Two changes of one row: the later is what the user said last. Two texts of one line: `place` tells which is still there.
      if let other = overlay.entries.updateValue(entry, forKey: entry.line),
        other.digest != entry.digest
      {
        overlay.unmatched.append(other)
      }
    }
    return overlay
  }

  private static let advice =
    "Mend or remove it, or read the data as it is with --no-overlay."

  private static func entry(_ bytes: [UInt8]) throws(ModelError) -> Entry {
    func failure(_ problem: String) -> ModelError { ModelError(.damaged, problem) }
    let value: JSONValue
    do {
      value = try JSONValue.parse(bytes, source: "the line")
    } catch {
      throw failure("expected a JSON object, \((error as? ModelError)?.problem ?? "\(error)")")
    }
    guard let object = value.objectValue else {
      throw failure("expected a JSON object, found \(value.kindDescription).")
    }
    guard let line = object["line"]?.intValue, line > 0 else {
      throw failure("expected the number of a row's line, from 1, as \"line\".")
    }
    guard let text = object["digest"]?.stringValue, let digest = UInt64(text, radix: 16) else {
      throw failure("expected 16 hexadecimal digits as \"digest\".")
    }
    func labels(_ key: String) -> [String]? {
      guard let elements = object[key]?.arrayValue else { return nil }
      let labels = elements.compactMap(\.stringValue)
      return labels.count == elements.count && !labels.isEmpty ? labels : nil
    }
    let change: Change
    if object["excluded"]?.boolValue == true {
      change = .excluded
    } else if let labels = labels("labels") {
      change = .relabelled(labels)
    } else {
      throw failure("expected a list of labels as \"labels\", or \"excluded\": true.")
    }
    return Entry(
      line: line, digest: digest, before: labels("before") ?? [], change: change,
      beginning: object["text"]?.stringValue ?? "")
  }

  /// Writes the changes beside the data file, whole or not at all; removes the file where nothing is changed.
  ///
  /// - Throws: `ModelError(.missing)` where it cannot be written.
  public func write() throws(ModelError) {
    do {
      guard !isEmpty else {
        if FileSystem.exists(path) { try FileManager.default.removeItem(atPath: path) }
        return
      }
      let all = (Array(entries.values) + unmatched).sorted {
        ($0.line, $0.digest) < ($1.line, $1.digest)
      }
      try Data(all.map { Self.text(of: $0) + "\n" }.joined().utf8)
        .write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw ModelError(
        .missing, "\(path) cannot be written: \(error.localizedDescription)",
        advice: "The changes are kept beside the data: its folder must be writable.")
    }
  }

  private static func text(of entry: Entry) -> String {
    JSONWriter.text { writer in
      writer.object { object in
        object.member("line", entry.line)
        let digits = String(entry.digest, radix: 16)
        object.member("digest", String(repeating: "0", count: 16 - digits.count) + digits)
        func labels(_ key: String, _ labels: [String]) {
          object.member(key) { $0.array(labels) { $0.value($1) } }
        }
        switch entry.change {
        case .excluded: object.member("excluded") { $0.value(true) }
        case .relabelled(let new): labels("labels", new)
        }
        if !entry.before.isEmpty { labels("before", entry.before) }
        object.member("text", entry.beginning)
      }
    }
  }

  // MARK: Edited files

  /// The digests that rows of the data file are to be looked for by; empty where there is nothing to look for.
  var wanted: Set<UInt64> { Set((Array(entries.values) + unmatched).map(\.digest)) }

  /// Finds the rows that the entries belong to.
  ///
  /// - Parameter lines: The lines of the data file that have each of the `wanted` digests, rising.
  mutating func place(_ lines: [UInt64: [Int]]) {
    let all = (Array(entries.values) + unmatched).sorted {
      ($0.line, $0.digest) < ($1.line, $1.digest)
    }
    var free = lines.mapValues { Set($0) }
    entries = [:]
    unmatched = []
    movedCount = 0
    var lost: [Entry] = []
    for entry in all {
      if free[entry.digest]?.remove(entry.line) != nil {
        entries[entry.line] = entry
      } else {
        lost.append(entry)
      }
    }
    for var entry in lost {
      let nearest = free[entry.digest]?.min {
        (abs($0 - entry.line), $0) < (abs($1 - entry.line), $1)
      }
      guard let nearest else {
        unmatched.append(entry)
        continue
      }
      free[entry.digest]?.remove(nearest)
      entry.line = nearest
      entries[nearest] = entry
      movedCount += 1
    }
  }

  /// What is to be said of entries that no row has: the line where each was and how its text begins.
  public var unmatchedNotes: [String] {
    unmatched.map { entry in
      let text = entry.beginning.isEmpty ? "" : " “\(entry.beginning)”"
      return "line \(entry.line)\(text): the file has no such text any more"
    }
  }
}
