/// What the classifier says about one text.
public struct Prediction: Equatable, Sendable {
  /// What `outputs` are.
  public enum OutputKind: String, Sendable {
    /// Softmax over the classes: sums to one.
    case probabilities
    /// A sigmoid a label.
    case independentProbabilities
    /// The head's numbers as they are: regression, or a model with an output activation of its own.
    case outputs
  }

  /// One number a label, as the classifier's last layer gives it (after the model's own output activation, where it has one).
  public var logits: [Float]
  /// Softmax, sigmoid, or the logits again, as `kind` says.
  public var outputs: [Float]
  /// What `outputs` are.
  public var kind: OutputKind

  /// The index of the largest output; the first of equals.
  public var best: Int {
    outputs.indices.max { (outputs[$0], -$0) < (outputs[$1], -$1) } ?? 0
  }

  /// The classes' indices by their outputs, the largest first and no more than so many; the first of equals before the others.
  ///
  /// - Complexity: O(classes · most) for few of many classes, such as a vocabulary's pieces.
  public func ranking(most: Int = .max) -> [Int] { Self.largest(most, of: outputs) }

  /// The indices of the largest of some values, in their order.
  static func largest(_ most: Int, of values: some RandomAccessCollection<Float>) -> [Int] {
    func value(_ index: Int) -> Float { values[values.index(values.startIndex, offsetBy: index)] }
    guard most < values.count else {
      return (0..<values.count).sorted { (value($1), $0) < (value($0), $1) }
    }
    var best: [Int] = []
    for (index, candidate) in values.enumerated() {
      if best.count >= most {
        guard let last = best.last, candidate > value(last) else { continue }
        best.removeLast()
      }
      best.insert(index, at: best.firstIndex { value($0) < candidate } ?? best.count)
    }
    return best
  }

  /// F of a class: the number that is explained.
  public func value(of label: Int, _ output: OutputFunction) -> Float {
    output == .logit ? logits[label] : outputs[label]
  }

  /// Makes a prediction from its columns.
  public init(logits: [Float], outputs: [Float], kind: OutputKind) {
    self.logits = logits
    self.outputs = outputs
    self.kind = kind
  }
}
