import Foundation

/// Which of the bare arguments is the model and which are texts.
///
/// Of several bare arguments the first is the model when it is an existing path or the name of a model in the Hugging Face
/// cache; otherwise all are texts for the embedded model. An argument that begins with `/`, `./`, `../` or `~`, or has the form
/// `org/name` without blanks, is never a text.
struct ModelArgument: Equatable {
  /// What the command line contains beside the bare arguments.
  struct Context {
    /// The value of `--model`.
    var option: String? = nil
    /// Whether a single bare argument is the model: `info`, the dashboard, and where texts come from `--file`.
    var singleIsModel = false
    /// Whether something is an existing path or the name of a model in the Hugging Face cache.
    var isModel: (String) -> Bool
  }

  /// The model's path or name; nil for the embedded one.
  var model: String?
  /// The bare arguments that are texts, in order; `-` stands for standard input.
  var texts: [String]
  /// What the user may have meant otherwise.
  var note: String? = nil

  /// Sorts bare arguments into model and texts.
  ///
  /// Whether the model exists is for its loader to say.
  ///
  /// - Throws: `UsageError` for an argument that is never a text where a text must stand.
  static func resolve(_ arguments: [String], _ context: Context) throws(UsageError) -> ModelArgument
  {
    var rest = arguments[...]
    var result = ModelArgument(model: context.option, texts: [])
    if context.option == nil, let first = rest.first, first != "-" {
      let isSingle = arguments.count == 1
      if isNeverText(first) || (isSingle ? context.singleIsModel : context.isModel(first)) {
        result.model = first
        rest = rest.dropFirst()
      } else if isSingle, context.isModel(first) {
        result.note =
          "'\(first)' is taken as a text; for the model of that name write --model '\(first)'."
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
}
