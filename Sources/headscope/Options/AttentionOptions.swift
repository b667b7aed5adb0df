public import ArgumentParser
public import Attribution
public import TUI

/// The options of `attention` that decide what is measured.
struct AttentionOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only this layer, counted from 0.", valueName: "l"))
  var layer: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only these layers, such as 0,3-5, where all would be shown or listed.", valueName: "layers"))
  var includeLayers: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only this head of the layer, counted from 0.", valueName: "h"))
  var head: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only these heads of every layer, such as 0-3,7, where all would be shown or listed.",
      valueName: "heads"))
  var includeHeads: String?

  @Option(
    help: ArgumentHelp(
      "What ansi and svg draw: heads, or of --layer a matrix or lines between tokens (default: heads, with --head matrix).",
      valueName: "drawing"))
  var draw: HeadsPicture.Drawing?

  @Flag(help: "Say in words what the heads of each layer do together.")
  var summary = false

  @Flag(help: "Name the pattern of every head, with its score.")
  var patterns = false

  @Flag(
    help: "Answer once for all texts: patterns, and importance, as means over them.")
  var sample = false

  @Flag(help: "Measure how much each head matters: |dF/dgate| (Michel et al. 2019).")
  var importance = false

  @Flag(help: "Follow attention through the layers to the token that the classifier reads.")
  var rollout = false

  @Flag(help: "Say how much of each token could reach that token at most: the maximum flow.")
  var flow = false

  @Flag(help: "Say what the classifier would make of the state after every layer.")
  var lens = false

  @Flag(help: "Split the class's logit over embeddings, heads and feed-forward blocks, exactly.")
  var split = false

  @Option(
    help: ArgumentHelp(
      "Close heads and predict again: 0.3 for a head, 2 for a layer, 0-2, 0.*, 0.0-0.3; several separated by commas, "
        + "after all-but: all others.",
      valueName: "heads"))
  var ablate: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Take activations over from this text, one after the other, and say what each brings.",
      valueName: "text"))
  var patch: String?

  @Option(help: "What --patch takes over: head, residual, attention or feed-forward.")
  var site = ActivationPatching.Site.head

  @Option(
    help: ArgumentHelp(
      "Positions, such as 1,4-6 or all, at which --patch also takes heads over one by one.",
      valueName: "positions"))
  var positions: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The class that importance, lens, split, closed heads and patches are about (default: the predicted one).",
      valueName: "label or index"))
  var target: String?

  /// Checks what the parser cannot.
  func validate() throws {
    if head != nil, layer == nil {
      throw ValidationError("--head needs the layer that it is of: give --layer as well.")
    }
    if let draw, draw != .heads, layer == nil {
      throw ValidationError(
        "--draw \(draw.rawValue) is of one layer or head: give --layer as well.")
    }
    _ = try closedHeads
    _ = try layerRanges
    _ = try headRanges
    _ = try positionRanges
    if positions != nil, patch == nil || site != .head {
      throw ValidationError(
        patch == nil
          ? "--positions says where --patch takes heads over: give --patch as well."
          : "--positions is of heads: --site \(site.rawValue) takes every position over by itself.")
    }
    if includeLayers != nil, layer != nil {
      throw ValidationError(
        "--include-layers chooses among all layers, --layer shows one: give one of them.")
    }
    if includeHeads != nil, head != nil {
      throw ValidationError(
        "--include-heads chooses among a layer's heads, --head shows one: give one of them.")
    }
    if sample {
      let ofOneText = [
        ("--summary", summary), ("--rollout", rollout), ("--flow", flow), ("--lens", lens),
        ("--split", split), ("--ablate", ablate != nil), ("--patch", patch != nil),
        ("--positions", positions != nil), ("--draw", draw != nil),
      ].filter(\.1).map(\.0)
      if !ofOneText.isEmpty {
        throw ValidationError(
          "--sample answers for all texts together, \(ofOneText.joined(separator: ", ")) for one: "
            + "give one of them.")
      }
    }
  }

  /// What pictures show.
  var drawing: HeadsPicture.Drawing { draw ?? (head == nil ? .heads : .matrix) }

  /// The layers that `--include-layers` names, rising; nil for all.
  ///
  /// They are to be checked against the model before.
  var includedLayers: [Int]? {
    get throws { try layerRanges.map { Set($0.joined()).sorted() } }
  }

  /// The heads of a layer that `--include-heads` names, rising; nil for all.
  ///
  /// They are to be checked against the model before.
  var includedHeads: [Int]? {
    get throws { try headRanges.map { Set($0.joined()).sorted() } }
  }

  private var layerRanges: [ClosedRange<Int>]? {
    get throws { try includeLayers.map { try Self.ranges(of: "layers", $0, "--include-layers") } }
  }

  private var headRanges: [ClosedRange<Int>]? {
    get throws { try includeHeads.map { try Self.ranges(of: "heads", $0, "--include-heads") } }
  }

  private static func ranges(
    of things: String, _ names: String, _ option: String
  ) throws -> [ClosedRange<Int>] {
    try names.split(separator: ",", omittingEmptySubsequences: false).map { part in
      if let range = ClosedRange(argument: part) { return range }
      throw ValidationError(
        "\(option) \(part): give \(things) counted from 0, or ranges of them, such as 0,3-5.")
    }
  }

  private var positionRanges: [ClosedRange<Int>]? {
    get throws {
      guard positions != "all" else { return nil }
      return try positions?.split(separator: ",", omittingEmptySubsequences: false).map { part in
        if let range = ClosedRange(argument: part) { return range }
        throw ValidationError(
          "--positions \(part): give positions counted from 0, or ranges of them, such as 1,4-6, or 'all'."
        )
      }
    }
  }

  /// The positions that `--positions` names, rising; nil where none are asked for.
  ///
  /// - Parameter count: How many both texts have.
  /// - Throws: `UsageError` for one that is not in both.
  func headPositions(of count: Int) throws -> [Int]? {
    guard positions != nil else { return nil }
    guard let ranges = try positionRanges else { return Array(0..<count) }
    for range in ranges where range.upperBound >= count {
      throw UsageError(
        "--positions: position \(range.upperBound) is not in both texts.",
        advice: "Both have the tokens 0 to \(count - 1).")
    }
    return Set(ranges.joined()).sorted()
  }

  /// The heads that `--ablate` names.
  var closedHeads: HeadSelection? {
    get throws { try ablate.map { try HeadSelection($0, option: "--ablate") } }
  }

  /// Refuses layers and heads that a model does not have.
  func check(_ model: (layers: Int, heads: Int)) throws {
    func check(_ layer: Int?, _ head: Int?, _ option: String) throws(UsageError) {
      if let layer, !(0..<model.layers).contains(layer) {
        throw UsageError(
          "\(option) \(layer): the model has no such layer.",
          advice: "It has \(model.layers), 0 to \(model.layers - 1).")
      }
      if let head, !(0..<model.heads).contains(head) {
        throw UsageError(
          "\(option) \(head): the model has no such head.",
          advice: "A layer has \(model.heads), 0 to \(model.heads - 1).")
      }
    }
    try check(layer, nil, "--layer")
    try check(nil, head, "--head")
    for range in try layerRanges ?? [] { try check(range.upperBound, nil, "--include-layers:") }
    for range in try headRanges ?? [] { try check(nil, range.upperBound, "--include-heads:") }
    if let closed = try closedHeads {
      try check(closed.largest.layer, nil, "--ablate: layer")
      try check(nil, closed.largest.head, "--ablate: head")
    }
  }
}

extension ActivationPatching.Site: ExpressibleByArgument {}
extension HeadsPicture.Drawing: ExpressibleByArgument {}
