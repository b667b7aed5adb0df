import Foundation
import Model
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Pictures of headscope attention", .needsProgram)
struct AttentionPictureTests {
  private let text = "i felt so anxious in front of the crowd"

  private func picture(_ options: String...) throws -> String {
    let run = try Program.run(["attention", text] + options)
    #expect(run.status == 0, "\(run.errors)")
    return run.output
  }

  /// A picture without colours and attributes.
  private func plain(_ options: String...) throws -> String {
    let run = try Program.run(["attention", text, "--format", "ansi", "--color", "none"] + options)
    #expect(run.status == 0, "\(run.errors)")
    return run.output.replacing(/\e\[[0-9;]*m/, with: "")
  }

  private func isWellFormed(_ document: String) -> Bool {
    XMLParser(data: Data(document.utf8)).parse()
  }

  @Test("Without an option a pipe gets text, a terminal's colours a picture")
  func standardFormat() throws {
    #expect(!(try picture()).contains("\u{1B}"))
    let coloured = try picture("--color", "truecolor")
    #expect(coloured.contains("\u{1B}[38;2;"))
    #expect(coloured.contains("▀"))
  }

  @Test("The model view has all numbers, words, the prediction and where it comes from")
  func modelView() throws {
    let lines = try plain().split(separator: "\n")
    #expect(lines.first == "Where the heads look: 4 layers of 8 heads, 11 tokens")
    #expect(lines.contains { $0.split(separator: " ") == (0..<8).map { Substring("\($0)") } })
    for layer in 0..<4 { #expect(lines.contains { $0.hasPrefix(" \(layer) ") }) }
    #expect(lines.contains { $0.hasPrefix("prediction: fear") })
    #expect(lines.contains { $0.hasPrefix("Layer") })
    #expect(lines.contains { $0.contains("model: emotion-mini") && $0.contains("digest: ") })
  }

  @Test("The model view has the chosen layers alone, in cells and in HTML")
  func includedLayers() throws {
    let lines = try plain("--include-layers", "0,2").split(separator: "\n")
    #expect(lines.first == "Where the heads look: layers 0, 2 of 4, 8 heads, 11 tokens")
    for layer in 0..<4 {
      #expect(lines.contains { $0.hasPrefix(" \(layer) ") } == [0, 2].contains(layer))
    }
    #expect(lines.contains { $0.contains("shown: layers 0, 2") })
    let page = try picture("--format", "html", "--include-layers", "0,2")
    #expect(page.contains("<th>2</th>\n") && !page.contains("<th>3</th>\n"))
  }

  @Test("The model view has the chosen heads alone, in cells and in HTML")
  func includedHeads() throws {
    let lines = try plain("--include-heads", "1,6-7").split(separator: "\n")
    #expect(lines.first == "Where the heads look: 4 layers of heads 1, 6, 7 of 8, 11 tokens")
    #expect(lines.contains { $0.split(separator: " ") == ["1", "6", "7"] })
    #expect(lines.contains { $0.contains("shown: heads 1, 6, 7") })
    let page = try picture("--format", "html", "--include-heads", "1,6-7")
    #expect(page.contains("<th>6</th>") && !page.contains("<th>5</th>"))
    #expect(page.components(separatedBy: "data-scale").count - 1 == 12)
  }

  @Test("A head is a matrix or lines with its tokens", arguments: ["matrix", "lines"])
  func head(drawing: String) throws {
    let output = try plain(
      "--layer", "1", "--head", "2", "--draw", drawing)
    let first = output.split(separator: "\n").first ?? ""
    #expect(first.hasPrefix("Where head 1.2 looks: "))
    for word in ["[CLS]", "anxious", "crowd", "[SEP]"] { #expect(output.contains(word)) }
    #expect(output.contains("head: 2"))
    let isBraille = output.unicodeScalars.contains { 0x2800...0x28FF ~= $0.value }
    #expect(isBraille == (drawing == "lines"))
  }

  @Test(
    "SVG is well-formed, whatever the text",
    arguments: [[], ["--layer", "0"], ["--layer", "0", "--head", "1"]])
  func svg(options: [String]) throws {
    let hostile = "<script>alert(1)</script> & \"'\u{1B}[31m ]]> 中文"
    let run = try Program.run(["attention", hostile, "--format", "svg"] + options)
    #expect(run.status == 0)
    #expect(isWellFormed(run.output))
    #expect(!run.output.contains("<script") && !run.output.contains("\u{1B}"))
    #expect(run.output.contains("&lt;script&gt;"))
    #expect(run.output.contains("<desc>model: emotion-mini"))
  }

  @Test("HTML is one page of all texts that needs nothing else")
  func html() throws {
    let run = try Program.run(
      ["attention", "-", "--format", "html"], text: "so <script>happy</script>\nso sad\n")
    #expect(run.status == 0)
    #expect(isWellFormed(run.output))
    #expect(run.output.ranges(of: "<section").count == 2)
    #expect(run.output.ranges(of: "data-weights=").count == 2 * 32)
    #expect(run.output.ranges(of: "<script").count == 1)
    #expect(run.output.contains("so &lt;script&gt;happy"))
  }

  @Test("Several texts are one picture, a pair is named whole")
  func several() throws {
    let run = try Program.run(["attention", "-", "--format", "svg"], text: "so happy\nso sad\n")
    #expect(isWellFormed(run.output))
    #expect(run.output.ranges(of: "<svg").count == 1)
    #expect(run.output.contains("And 1 more</title>"))
    #expect(run.output.contains(">happy<"))
    #expect(run.output.contains(">sad<"))
    let pair = try plain("--pair", "what a day")
    #expect(pair.contains(text) && pair.contains("what a day"))
  }

  @Test("Closed heads are crossed out, and said to be closed")
  func closed() throws {
    let output = try plain("--ablate", "0.3,2")
    #expect(output.contains("×"))
    #expect(output.contains("closed: 0.3,2"))
    #expect(output.contains("prediction with all heads open: "))
    #expect(output.contains("0.3,2 closed: "))
    #expect(!(try plain()).contains("×"))
  }

  @Test("A picture of all heads tells what closing each layer does, one of a layer each head")
  func closing() throws {
    let all = try plain()
    for layer in 0..<4 { #expect(all.contains("\nlayer \(layer)  ")) }
    #expect(try plain("--layer", "2").contains("\nhead 2.7  "))
    #expect(all.contains("target: fear"))
  }

  @Test("What else is asked for stands below the picture")
  func further() throws {
    let output = try plain(
      "--importance", "--rollout", "--patterns")
    #expect(output.contains("importance of heads"))
    #expect(output.contains("rollout to [CLS]"))
    #expect(output.contains("entropy"))
    #expect(output.contains("target: fear"))
  }

  @Test("A matrix of no layer is wrong usage")
  func wrongUsage() throws {
    for drawing in ["matrix", "lines", "circle"] {
      let run = try Program.run(["attention", text, "--draw", drawing, "--format", "svg"])
      #expect(run.status == 2 && run.output.isEmpty)
    }
    let unused = try Program.run(["attention", text, "--draw", "heads"])
    #expect(unused.status == 0 && unused.errors.contains("--draw means nothing to text"))
  }
}
