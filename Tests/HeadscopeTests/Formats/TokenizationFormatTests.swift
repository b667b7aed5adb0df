import Model
import Testing

@testable import headscope

@Suite("The formats of tokenize")
struct TokenizationFormatTests {
  @Test("A line of JSON as the contract has it")
  func line() {
    #expect(
      TokenizationFormat.jsonl.text(Samples.encoding, of: InputText(text: "so anxious"))
        == ###"{"ids":[2,10,11,12,3],"tokens":["[CLS]","so","an","##xious","[SEP]"],"###
        + #""offsets":[[0,0],[0,2],[3,5],[5,10],[0,0]],"truncated":false}"# + "\n")
  }

  @Test("A table with a row a piece")
  func table() {
    #expect(
      TokenizationFormat.table.text(Samples.encoding, of: InputText(text: "so anxious")) == """
        #  id  piece    text   from  to
        0   2  [CLS]
        1  10  so       so        0   2
        2  11  an       an        3   5
        3  12  ##xious  xious     5  10
        4   3  [SEP]

        """)
  }
}
