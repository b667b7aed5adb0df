import Foundation

/// Which of the bare arguments is the model and which are texts.
///
/// Of several bare arguments the first is the model when it is an existing path or the name of a model in the Hugging Face
/// cache; otherwise all are texts for the embedded model. An argument that begins with `/`, `./`, `../` or `~`, or has the form
/// `org/name` without blanks, is never a text.
struct ModelArgument: Equatable {
  /// What the command line may contain beside the bare arguments.
  struct Context {
    /// The value of `--model`.
    var option: String? = nil
    /// Whether a single bare argument is the model: `info`, the dashboard, and where texts come from `--file`.
    var singleIsModel = false
    /// Whether a path exists.
    var exists: (String) -> Bool
    /// Whether the Hugging Face cache holds a model of that name.
    var isCached: (String) -> Bool
  }

  /// The model's path or name; nil for the embedded one.
  var model: String?
  /// The bare arguments that are texts, in order; `-` stands for standard input.
  var texts: [String]
  /// What the user may have meant otherwise.
  var note: String? = nil

  /// Sorts bare arguments into model and texts.
  ///
  /// - Throws: `UsageError` for an argument that can only be a model and is none, or that stands where a text must be.
  static func resolve(_ arguments: [String], _ context: Context) throws(UsageError) -> ModelArgument
  {
    var rest = arguments[...]
    var result = ModelArgument(model: nil, texts: [])
    if let option = context.option {
      try check(option, context)
      result.model = option
    } else if let first = rest.first, first != "-" {
      let isSingle = arguments.count == 1
      let isModel =
        if isNeverText(first) || isSingle && context.singleIsModel { true } else {
          !isSingle && (context.exists(expanded(first)) || context.isCached(first))
        }
      if isModel {
        try check(first, context)
        result.model = first
        rest = rest.dropFirst()
      } else if isSingle, context.exists(expanded(first)) {
        result.note =
          "'\(first)' is taken as a text; for the path of that name write './\(first)' or --model."
      }
    }
    for text in rest where text != "-" && isNeverText(text) {
      throw UsageError(
        "'\(text)' stands where a text is expected, but has the form of a path or a model's name.",
        advice: "Give a file of texts with --file, or the text itself on standard input with '-'.")
    }
    result.texts = Array(rest)
    return result
  }

  /// Whether an argument has a form that no text may have.
  static func isNeverText(_ argument: String) -> Bool {
    if argument.hasPrefix("/") || argument.hasPrefix("./") || argument.hasPrefix("../")
      || argument.hasPrefix("~")
    {
      return true
    }
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && !argument.unicodeScalars.contains { $0.properties.isWhitespace }
  }

  /// `~` and `~/…` with the home folder in place of the tilde, as the shell does where it is not quoted.
  static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    return NSHomeDirectory() + path.dropFirst()
  }

  private static func check(_ name: String, _ context: Context) throws(UsageError) {
    guard !context.exists(expanded(name)), !context.isCached(name) else { return }
    throw UsageError(
      "No model '\(name)': no such path, and no such name in the Hugging Face cache.",
      advice:
        "Give a model directory, a file inside one, or the name of a model fetched before (org/name)."
    )
  }
}
