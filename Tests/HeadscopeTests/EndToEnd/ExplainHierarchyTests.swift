import Attribution
import Model
import Testing

@Suite("The tree in the JSON of headscope explain", .needsProgram)
struct ExplainHierarchyTests {
  @Test(
    "A group has the sum of what it joins, the text F(x) − F(b)",
    arguments: [[], ["--compatible"], ["--granularity", "word"], ["--max-evaluations", "12"]])
  func sums(options: [String]) throws {
    let text = "i felt so anxious in front of the crowd"
    let run = try Program.run(
      ["explain", text, "--method", "partition-shap", "--format", "jsonl"] + options)
    #expect(run.status == 0)
    let json = try run.json
    let nodes = try #require(json["hierarchy"]?.arrayValue)
    let sums = nodes.compactMap { $0["attribution"]?.doubleValue }
    try #require(sums.count == nodes.count && nodes.count % 2 == 1)
    let leafCount = (nodes.count + 1) / 2
    for (node, sum) in zip(nodes, sums).dropFirst(leafCount) {
      let children = try #require(node["children"]?.arrayValue).compactMap(\.intValue)
      let joined = children.reduce(0.0) { $0 + sums[$1] }
      #expect(children.count == 2)
      #expect(abs(sum - joined) < 1e-9)
    }
    let base = try #require(json["baseOutput"]?.doubleValue)
    let output = try #require(json["outputValue"]?.doubleValue)
    let whole = try #require(sums.last)
    #expect(abs(whole - (output - base)) < 1e-5)
    let own = nodes.compactMap { $0["own"]?.doubleValue }.reduce(0, +)
    #expect(abs(own - whole) < 1e-9)
    #expect(nodes.last?["start"] == .integer(0))
    #expect(nodes.last?["end"] == .integer(text.unicodeScalars.count))
    // The parts are the pieces, shap's special tokens too.
    let values = try #require(json["attributions"]?.arrayValue).compactMap(\.doubleValue)
    let shares = sums.prefix(leafCount)
    #expect(abs(shares.reduce(0, +) - values.reduce(0, +)) < 1e-5)
    if options.first == "--compatible" { #expect(leafCount == values.count) }
    if options.isEmpty { #expect(leafCount == values.count - 2) }
  }
}
