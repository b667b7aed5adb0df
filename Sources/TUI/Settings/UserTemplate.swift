public import Attribution
internal import Foundation

/// What the user keeps in the settings folder for prompts to be made from.
public enum UserTemplate: Equatable, Sendable {
  /// There is no file: prompts are made from the program's own template.
  case absent
  /// A template with its file's name.
  case read(PromptTemplate, name: String)
  /// The file cannot be used: the problem, and on a line of its own the advice.
  case faulty(String)

  /// Looks for a language's own file (`prompt-zh.txt`), then for the one of all languages (`prompt.txt`).
  static func read(_ language: ExplanationLanguage, from folder: URL) -> UserTemplate {
    for name in ["prompt-\(language.tag).txt", "prompt.txt"] {
      let file = folder.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      guard let source = try? String(contentsOf: file, encoding: .utf8) else {
        return .faulty(
          "\(name) cannot be read.\nIn the settings folder it is a text file in UTF-8.")
      }
      do {
        return .read(try PromptTemplate(source, name: name), name: name)
      } catch {
        return .faulty("\(error)")
      }
    }
    return .absent
  }
}
