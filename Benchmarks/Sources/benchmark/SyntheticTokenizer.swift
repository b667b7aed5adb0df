import Foundation

/// A `tokenizer.json` as large as XLM-R's: 250,002 Unigram pieces, indented as the library saves it.
enum SyntheticTokenizer {
  /// Writes the file into a folder and returns its size.
  static func write(to folder: URL, pieces: Int = 250_002) throws -> Int {
    var generator = SplitMix64(state: 17)
    let specials = ["<s>", "<pad>", "</s>", "<unk>"]
    var vocabulary: [(String, Double)] = specials.map { ($0, 0) }
    var seen = Set(specials)
    // Single letters first, so that every word has a segmentation.
    for letter in ["▁"]
      + "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя.,!?'".map(String.init)
    {
      if seen.insert(letter).inserted { vocabulary.append((letter, -12)) }
    }
    while vocabulary.count < pieces - 1 {
      let piece = (generator.below(2) == 0 ? "▁" : "") + word(&generator)
      if seen.insert(piece).inserted {
        vocabulary.append((piece, -8 - Double(vocabulary.count) * 4e-5))
      }
    }
    vocabulary.append(("<mask>", 0))
    let added = [0, 1, 2, 3, vocabulary.count - 1].map { id in
      """
          {
            "id": \(id),
            "content": "\(vocabulary[id].0)",
            "single_word": false,
            "lstrip": \(vocabulary[id].0 == "<mask>"),
            "rstrip": false,
            "normalized": false,
            "special": true
          }
      """
    }
    var text = """
      {
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [
      \(added.joined(separator: ",\n"))
        ],
        "normalizer": null,
        "pre_tokenizer": {
          "type": "Sequence",
          "pretokenizers": [
            { "type": "WhitespaceSplit" },
            { "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true }
          ]
        },
        "post_processor": {
          "type": "TemplateProcessing",
          "single": [
            { "SpecialToken": { "id": "<s>", "type_id": 0 } },
            { "Sequence": { "id": "A", "type_id": 0 } },
            { "SpecialToken": { "id": "</s>", "type_id": 0 } }
          ],
          "pair": [
            { "SpecialToken": { "id": "<s>", "type_id": 0 } },
            { "Sequence": { "id": "A", "type_id": 0 } },
            { "SpecialToken": { "id": "</s>", "type_id": 0 } },
            { "SpecialToken": { "id": "</s>", "type_id": 0 } },
            { "Sequence": { "id": "B", "type_id": 0 } },
            { "SpecialToken": { "id": "</s>", "type_id": 0 } }
          ],
          "special_tokens": {
            "<s>": { "id": "<s>", "ids": [0], "tokens": ["<s>"] },
            "</s>": { "id": "</s>", "ids": [2], "tokens": ["</s>"] }
          }
        },
        "decoder": { "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true },
        "model": {
          "type": "Unigram",
          "unk_id": 3,
          "byte_fallback": false,
          "vocab": [

      """
    text += vocabulary.map { "      [\n        \"\($0.0)\",\n        \($0.1)\n      ]" }
      .joined(separator: ",\n")
    text += "\n    ]\n  }\n}\n"
    let data = Data(text.utf8)
    try data.write(to: folder.appending(path: "tokenizer.json"))
    return data.count
  }

  /// English-looking and Russian-looking words, as a multilingual vocabulary has them.
  private static func word(_ generator: inout SplitMix64) -> String {
    let syllables =
      generator.below(3) > 0
      ? ["an", "ter", "lo", "mi", "ra", "est", "ing", "co", "ul", "de", "sha", "pri", "ove", "nt"]
      : ["ра", "но", "сти", "ко", "ени", "ть", "при", "ва", "лов", "ек", "дом", "ше"]
    return (0...generator.below(5)).map { _ in syllables[generator.below(syllables.count)] }
      .joined()
  }
}

/// Sebastiano Vigna's small generator: the same numbers on every machine.
struct SplitMix64 {
  var state: UInt64

  /// A number in `0..<bound`; the bias is of no importance here.
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
