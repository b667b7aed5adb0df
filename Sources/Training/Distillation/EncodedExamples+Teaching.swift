internal import Model

extension EncodedExamples {
  /// Texts that the teacher answers in one go.
  private static let teachingBlock = 1024

  /// The texts of a set, their variants and further texts, with a teacher's answers.
  ///
  /// Texts without a label of their own get the one the teacher finds likeliest, so that sampling knows their class.
  ///
  /// - Parameters:
  ///   - data: texts with labels.
  ///   - further: texts whose labels are not looked at.
  ///   - seed: decides the variants.
  ///   - encode: how the student reads a text.
  ///   - report: is told after every block how many of how many are answered.
  /// - Throws: `ModelError`, `CancellationError`.
  static func taught(
    _ data: LabeledDataset, _ further: LabeledDataset?, by teacher: Teacher,
    _ settings: Distillation, seed: UInt64,
    encode: (_ text: String, _ pair: String?) -> Encoding,
    report: (_ done: Int, _ all: Int) -> Void
  ) async throws -> EncodedExamples {
    var result = EncodedExamples()
    var words: [String: Int] = [:]
    if settings.variants > 0 {
      for set in [data, further].compactMap({ $0 }) {
        for row in 0..<set.count {
          for word in try set.text(row).split(whereSeparator: \.isWhitespace) {
            words[String(word), default: 0] += 1
          }
        }
      }
    }
    var variants = TextVariants(mask: teacher.mask, words: words, seed: seed)
    let all = (data.count + (further?.count ?? 0)) * (1 + settings.variants)
    var done = 0
    for (set, hasLabels) in [(data, true), (further, false)] {
      guard let set else { continue }
      for first in stride(from: 0, to: set.count, by: teachingBlock) {
        var texts: [(text: String, pair: String?)] = []
        var labels: [Int?] = []
        for row in first..<min(first + teachingBlock, set.count) {
          let (text, pair) = (try set.text(row), try set.pair(row))
          texts.append((text, pair))
          labels.append(hasLabels ? set.label(row) : nil)
          for _ in 0..<settings.variants {
            let variant = try variants.next(of: text, among: data.count) { try data.text($0) }
            texts.append((variant, pair))
            labels.append(nil)
          }
        }
        let answers = try await teacher.logits(texts)
        for ((text, label), logits) in zip(zip(texts, labels), answers) {
          let likeliest = logits.indices.max { logits[$0] < logits[$1] } ?? 0
          result.append(
            encode(text.text, text.pair), label: label ?? likeliest,
            target: .taught(logits, label: label))
        }
        done += texts.count
        report(done, all)
      }
    }
    return result
  }
}
