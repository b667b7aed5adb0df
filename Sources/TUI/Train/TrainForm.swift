internal import Foundation

/// The few things one has to say to start a run without a recipe.
public struct TrainForm: Equatable, Sendable {
  /// A line of the form.
  public enum Field: String, CaseIterable, Sendable {
    case model, train, validation, epochs, rate, batch, output

    /// What stands before it.
    var title: String {
      switch self {
      case .model: "Start from"
      case .train: "Learn from"
      case .validation: "Validate on"
      case .epochs: "Epochs"
      case .rate: "Learning rate"
      case .batch: "Texts a step"
      case .output: "Run's folder"
      }
    }

    /// What it is for, where nothing is typed.
    var hint: String {
      switch self {
      case .model: "a model directory or org/name"
      case .train: "a file of labelled texts"
      case .validation: "a file that chooses the best state, or nothing"
      case .epochs: "3"
      case .rate: "2e-5"
      case .batch: "16"
      case .output: "runs/name"
      }
    }

    /// The option of `headscope train`.
    var option: String {
      switch self {
      case .rate: "--learning-rate"
      default: "--" + rawValue
      }
    }
  }

  var editors: [Field: TextEditor]
  /// The line that is typed into.
  var focus = Field.train

  /// A form with what is known already.
  init(model: String, output: String) {
    editors = [.model: TextEditor(model), .output: TextEditor(output)]
  }

  subscript(field: Field) -> TextEditor {
    get { editors[field] ?? TextEditor() }
    set { editors[field] = newValue }
  }

  /// What is typed, without blanks around it.
  func text(_ field: Field) -> String {
    self[field].text.trimmingCharacters(in: .whitespaces)
  }

  /// Goes to the next line, or the one before.
  mutating func move(by offset: Int) {
    let all = Field.allCases
    let place = (all.firstIndex(of: focus) ?? 0) + offset
    focus = all[(place + all.count) % all.count]
  }

  /// The line that cannot be as it is, and why; nil where all may.
  var problem: (field: Field, text: String)? {
    for field in [Field.model, .train, .output] where text(field).isEmpty {
      return (field, "\(field.title): give \(field.hint)")
    }
    for field in [Field.epochs, .batch] where !text(field).isEmpty {
      guard let number = Int(text(field)), number >= 1 else {
        return (field, "\(field.title): “\(text(field))” is not a whole number from 1 up")
      }
    }
    if !text(.rate).isEmpty {
      guard let rate = Double(text(.rate)), rate > 0, rate <= 10 else {
        return (.rate, "\(Field.rate.title): “\(text(.rate))” is not a number above 0")
      }
    }
    return nil
  }

  /// What follows `headscope train`.
  func arguments(expanding: (String) -> String) -> [String] {
    Field.allCases.flatMap { field -> [String] in
      let text = text(field)
      guard !text.isEmpty else { return [] }
      let isPath = [.model, .train, .validation, .output].contains(field)
      return [field.option, isPath ? expanding(text) : text]
    }
  }
}
