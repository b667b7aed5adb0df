import Attribution
import Foundation
import Model
import TUI
import Testing

@testable import headscope

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Explanations as HTML")
struct ExplanationHTMLTests {
  private let html: ExplanationHTML

  init() throws {
    html = ExplanationHTML(theme: try Samples.theme)
  }

  @Test("Words stand on their colour with their number, what speaks against is underlined")
  func words() {
    var explanation = Samples.explanation()
    explanation.granularity = .word
    let section = html.section(explanation)
    #expect(section.contains(#"<span style="background:#"#))
    #expect(
      section.contains(
        #"" title="anxious +6.0000 · an (11) ##xious (12)">anxious</span>"#
      ))
    #expect(
      section.contains(
        #"" class="against" title="so -2.0000 · so (10)">so</span>"#
      ))
  }

  @Test("A word that was left out together with others is in italics, and a line says why")
  func evenShares() {
    let section = html.section(Samples.evenShares)
    #expect(
      section.contains(
        #"" class="share" title="so +1.0000, an even share of so anxious +3.0000 · so (10)">so</span>"#
      ))
    #expect(
      section.contains(
        #"<p class="note">in italics: even shares of what was left out as one: so anxious +3.000</p>"#
      ))
  }

  @Test("Layers are a table, their words on colours of one scale")
  func layers() throws {
    let section = html.section(Samples.conductance)
    #expect(section.contains("<caption>layers (the values above are those of layer 0)</caption>"))
    let row = try #require(
      section.split(separator: "\n").first { $0.hasPrefix(#"<tr><td class="number">1</td>"#) })
    #expect(row.contains(#"<td class="number">+5.000</td>"#))
    // 3.5 of the 7 that anxious has in layer 0.
    let half = try #require(HTMLPage.heat(0.5, try Samples.theme))
    #expect(row.contains("<span style=\"\(half)\">[CLS]</span> +3.500, <span"))
    #expect(section.contains(#"class="against">so</span> -2.000</td></tr>"#))
    #expect(!html.section(Samples.explanation()).contains("layers ("))
    let page = html.head + section + ExplanationHTML.foot
    #expect(XMLParser(data: Data(page.utf8)).parse())
  }

  @Test("Counterfactuals are written where they were asked for")
  func counterfactuals() {
    var explanation = Samples.explanation()
    #expect(!html.section(explanation).contains("counterfactuals"))
    explanation.counterfactuals = CounterfactualReport()
    let section = html.section(explanation)
    #expect(section.contains(#"<p class="measure">counterfactuals: none of 0 edits"#))
  }

  @Test("Nothing is fetched from anywhere")
  func selfContained() {
    let page = html.head + html.section(Samples.explanation()) + ExplanationHTML.foot
    for word in ["http:", "https:", "src=", "url(", "@import", "<script", "<link"] {
      #expect(!page.contains(word), "\(word)")
    }
  }

  @Test("Texts and labels mean nothing but themselves")
  func escaping() {
    var explanation = Samples.explanation()
    explanation.text = "<b>&\"'\u{1B}"
    explanation.encoding.offsets = [0..<0, 0..<3, 3..<5, 5..<7, 0..<0]
    explanation.model.labels = ["joy", "<i>"]
    let section = html.section(explanation)
    #expect(!section.contains("<b>") && !section.contains("<i>"))
    #expect(section.contains("&lt;b&gt;"))
    #expect(section.contains("\\x1b"))
    #expect(!section.contains("\u{1B}"))
  }

  @Test("The page says where its numbers come from")
  func provenance() {
    let section = html.section(Samples.explanation())
    #expect(section.contains("digest: sha256:abc"))
    #expect(section.contains("steps: 50"))
    #expect(section.contains("delta: 5e-05"))
  }

  @Test("The page is well-formed")
  func wellFormed() {
    var explanation = Samples.pair
    explanation.text = "a<&\u{1B}\u{0}"
    let page = html.head + html.section(explanation) + ExplanationHTML.foot
    let parser = XMLParser(data: Data(page.utf8))
    #expect(
      parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
  }
}
