import Foundation

/// The classifier of words that the goldens of methods without gradients explain: computed from a text alone, in double precision.
package struct WordClassifier: Decodable, Sendable {
  /// Two words that say something more together.
  package struct Pair: Decodable, Sendable {
    var first: String
    var second: String
    var logits: [Double]
  }

  package var labels: [String]
  var bias: [Double]
  var words: [String: [Double]]
  var pairs: [Pair]

  /// Probabilities of the labels.
  package func probabilities(_ text: String) -> [Double] {
    let found = text.lowercased().unicodeScalars.split {
      !($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_")
    }.map { String($0) }
    var logits = bias
    func add(_ values: [Double]) { for label in logits.indices { logits[label] += values[label] } }
    for word in found { if let values = words[word] { add(values) } }
    for pair in pairs where found.contains(pair.first) && found.contains(pair.second) {
      add(pair.logits)
    }
    let highest = logits.max() ?? 0
    let powers = logits.map { exp($0 - highest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
