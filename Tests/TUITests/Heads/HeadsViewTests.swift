import Attribution
import Model
import Testing

@testable import TUI

@Suite("The grid of heads")
struct HeadsViewTests {
  /// Pictures of 8 × 8 blocks: 8 columns, 4 rows.
  private var view: HeadsView {
    HeadsView(
      layers: [0], heads: [0], width: 8, height: 4,
      area: Rectangle(row: 1, column: 3, height: 4, width: 10),
      readout: Rectangle(row: 5, column: 3, height: 1, width: 10))
  }

  private func thumbnails(tokens: Int) -> HeadThumbnails {
    let maps = AttentionMaps(
      layers: [
        Tensor(
          shape: [1, tokens, tokens],
          values: [Float](repeating: 1 / Float(tokens), count: tokens * tokens))
      ])
    let roles = TokenRoles(
      (0..<tokens).map {
        TokenRoles.Token(id: Int32($0), text: "w\($0)", kind: .text, word: $0)
      })
    return HeadThumbnails(maps, roles, view.form)
  }

  @Test(
    "Pictures of few tokens are made larger by a whole number, as far as their place goes",
    arguments: [(1, 8), (2, 4), (3, 2), (4, 2), (5, 1), (8, 1), (20, 1)])
  func magnification(tokens: Int, times: Int) {
    #expect(view.magnification(of: thumbnails(tokens: tokens)) == times)
  }
}
