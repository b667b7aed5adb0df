import Foundation
internal import Model

/// What a run's probe sentences were at each evaluation, read from its `probes.jsonl`.
public struct ProbeLog: Equatable, Sendable {
  /// The steps at which the sentences were asked about, rising.
  public let steps: [Int]
  /// The sentences, in the recipe's order.
  public let texts: [String]
  /// By step and sentence.
  private let probes: [Int: [Probe]]

  /// The largest file that is read: a thousand evaluations of a dozen sentences.
  private static let sizeLimit = 256 << 20

  /// Sorts probes; of a step and sentence that were written twice, the later counts.
  public init(_ all: some Sequence<Probe>) {
    var probes: [Int: [Probe]] = [:]
    var texts: [String] = []
    for probe in all {
      if !texts.contains(probe.text) { texts.append(probe.text) }
      probes[probe.step, default: []].removeAll { $0.text == probe.text }
      probes[probe.step, default: []].append(probe)
    }
    self.probes = probes
    self.texts = texts
    steps = probes.keys.sorted()
  }

  /// Reads a run's probes; a line that is not whole yet, or no probe, is left out.
  ///
  /// - Parameter folder: The run's folder.
  /// - Returns: nil where there are none.
  /// - Complexity: O(the file's length).
  public static func read(_ folder: RunFolder) -> ProbeLog? {
    guard let size = Self.size(folder), size <= sizeLimit,
      let data = try? Data(contentsOf: URL(filePath: folder.probes))
    else { return nil }
    let log = ProbeLog(
      data.split(separator: UInt8(ascii: "\n")).lazy.compactMap { line in
        (try? JSONValue.parse(Data(line))).flatMap { Probe($0) }
      })
    return log.steps.isEmpty ? nil : log
  }

  /// The length of a run's file of probes; nil where there is none.
  public static func size(_ folder: RunFolder) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: folder.probes)
    return (attributes?[.size] as? NSNumber)?.intValue
  }

  /// All probes in the order of steps.
  public var all: [Probe] { steps.flatMap { probes[$0] ?? [] } }

  /// What was found at a step, in the order of `texts`.
  public func probes(at step: Int) -> [Probe] {
    let found = probes[step] ?? []
    return texts.compactMap { text in found.first { $0.text == text } }
  }

  /// The last step at or before a place, or the first of all.
  public func step(at place: Double) -> Int? {
    steps.last { Double($0) <= place } ?? steps.first
  }

  /// The last step whose epoch is at or before a place, or the first of all.
  public func step(atEpoch place: Double) -> Int? {
    // Epochs are written as quotients: one that is reached is not to be missed by a rounding.
    steps.last { (probes[$0]?.first?.epoch ?? 0) <= place + 1e-9 } ?? steps.first
  }
}
