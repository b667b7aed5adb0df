import Attribution
import Foundation
import Model
import TUI
import Testing

@testable import headscope

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Attention as HTML")
struct AttentionHTMLTests {
  private let html: AttentionHTML

  init() throws {
    html = AttentionHTML(theme: try Samples.theme)
  }

  private func page(_ document: AttentionDocument) throws -> String {
    html.head + html.section(document) + AttentionHTML.foot
  }

  /// The bytes of every head's weights.
  private func weights(in page: String) -> [[UInt8]] {
    page.matches(of: /data-weights="([^"]*)"/).map {
      Array(Data(base64Encoded: String($0.output.1)) ?? Data())
    }
  }

  @Test("The planted weight is the largest, at its place, and has the strongest colour")
  func planted() throws {
    let section = html.section(try Samples.attention(tokens: 5, from: 1, to: 3))
    let heads = weights(in: section)
    #expect(heads.count == 4)
    for head in heads {
      // Two bytes a weight, the higher first.
      try #require(head.count == 2 * 25)
      let steps = (0..<25).map { Int(head[2 * $0]) * 256 + Int(head[2 * $0 + 1]) }
      #expect(steps.indices.filter { steps[$0] == 65535 } == [1 * 5 + 3])
      // 0.2 of 0.9, and 0.025 of it.
      #expect(steps[0] == 14563 && steps[1 * 5] == 1820)
    }
    #expect(section.contains(#"data-scale="0.9""#))
    #expect(section.ranges(of: #"class="s16" d="M3 1h1v1h-1z""#).count == 4)
  }

  @Test("What is not a number is drawn as nothing")
  func notFinite() throws {
    var document = try Samples.attention()
    document.maps = AttentionMaps(layers: [
      Tensor(shape: [2, 5, 5], values: [Float](repeating: .nan, count: 50)),
      Tensor(shape: [2, 5, 5], values: [Float](repeating: .infinity, count: 50)),
    ])
    let heads = weights(in: html.section(document))
    #expect(heads.allSatisfy { $0.allSatisfy { $0 == 0 } })
  }

  @Test("A layer, and a head, are all that is there")
  func parts() throws {
    var document = try Samples.attention()
    document.layer = 1
    #expect(weights(in: html.section(document)).count == 2)
    document.head = 0
    let section = html.section(document)
    #expect(weights(in: section).count == 1)
    #expect(section.contains("title=\"Head 1.0: "))
  }

  @Test("A closed head is crossed out and not drawn")
  func closed() throws {
    var document = try Samples.attention()
    var gates = HeadGates(layers: 2, heads: 2)
    gates[0, 1] = 0
    document.gates = gates
    let section = html.section(document)
    #expect(section.ranges(of: "class=\"closed\"").count == 1)
    #expect(section.ranges(of: "class=\"s16\" d=").count == 3)
    #expect(section.contains("Head 0.1 (closed): "))
  }

  @Test("Long texts are kept in blocks, which is said, and the page stays small")
  func longText() throws {
    let document = try Samples.attention(layers: 6, heads: 12, tokens: 300, from: 100, to: 200)
    let section = html.section(document)
    #expect(section.utf8.count < 4_000_000)
    #expect(section.contains("300 tokens a side are kept in 166 blocks"))
    for head in weights(in: section) { #expect(head.count == 166 * 166 && head.max() == 255) }
  }

  @Test("Nothing is fetched from anywhere")
  func selfContained() throws {
    let page = try page(Samples.attention())
    for word in ["http:", "https:", "src=", "url(", "@import", "<link", "fetch(", "import("] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.ranges(of: "<script").count == 1)
    #expect(!page.contains("innerHTML"))
  }

  @Test(
    "Texts and tokens mean nothing but themselves",
    arguments: [
      "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "\"\u{301} onfocus=x ", "]]>",
      "</section>", "\u{1B}[31m", "\u{0}", "&amp;", "'",
    ])
  func escaping(hostile: String) throws {
    var document = try Samples.attention(names: [hostile, "b"])
    document.text = hostile
    document.model.labels = [hostile, "fear"]
    let page = try page(document)
    let parser = XMLParser(data: Data(page.utf8))
    #expect(
      parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    #expect(page.ranges(of: "<script").count == 1)
    #expect(!page.contains("\u{1B}") && !page.contains("\u{0}"))
    // What stands in the attribute is the list of tokens again.
    let list = try #require(page.firstMatch(of: /data-tokens="([^"]*)"/)?.output.1)
    // By scalar: a mark may follow the entity of a quote.
    let entities = [
      ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&amp;", "&"),
    ]
    let json = entities.reduce(String(list)) {
      $0.replacingOccurrences(of: $1.0, with: $1.1, options: .literal)
    }
    let names = try JSONValue.parse(json).arrayValue?.compactMap(\.stringValue)
    #expect(names == [VisibleText.escaped(hostile), "b", "w2", "w3", "w4"])
  }

  @Test("The page says what it is of")
  func words() throws {
    let section = html.section(try Samples.attention())
    #expect(section.contains("<h2>Where the heads look: 2 layers of 2 heads, 5 tokens</h2>"))
    #expect(section.contains("digest: sha256:abc"))
    #expect(section.contains("<td>fear</td><td class=\"number\">0.953</td>"))
  }
}
