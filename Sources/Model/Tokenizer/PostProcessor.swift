/// What is put around the pieces of one text or of two: `[CLS] A [SEP] B [SEP]`.
struct PostProcessor: Sendable {
  /// One place of the template.
  enum Part: Equatable, Sendable {
    case special(id: Int32, token: String, type: Int32)
    case sequence(second: Bool, type: Int32)
  }

  /// The template of one text; empty where nothing is added.
  var single: [Part] = [.sequence(second: false, type: 0)]
  /// The template of two texts.
  var pair: [Part] = [.sequence(second: false, type: 0), .sequence(second: true, type: 1)]
  /// For each step that takes the spaces of pieces out of their offsets: whether a space was put in front of the text.
  var trims: [Bool] = []

  /// `[CLS] A [SEP] B [SEP]`.
  static func bert(classification: (String, Int32), separator: (String, Int32)) -> PostProcessor {
    let start = Part.special(id: classification.1, token: classification.0, type: 0)
    func end(_ type: Int32) -> Part {
      .special(id: separator.1, token: separator.0, type: type)
    }
    let single = [start, .sequence(second: false, type: 0), end(0)]
    return PostProcessor(single: single, pair: single + [.sequence(second: true, type: 1), end(1)])
  }

  /// `<s> A </s></s> B </s>`, all of type 0.
  static func roberta(
    classification: (String, Int32), separator: (String, Int32), trims: [Bool]
  ) -> PostProcessor {
    let start = Part.special(id: classification.1, token: classification.0, type: 0)
    let end = Part.special(id: separator.1, token: separator.0, type: 0)
    let single = [start, .sequence(second: false, type: 0), end]
    return PostProcessor(
      single: single, pair: single + [end, .sequence(second: true, type: 0), end], trims: trims)
  }

  /// How many special tokens are added.
  func addedCount(isPair: Bool) -> Int {
    (isPair ? pair : single).count { if case .special = $0 { true } else { false } }
  }
}
