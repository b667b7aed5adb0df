import Attribution
import Foundation
import Testing

@testable import TUI

@Suite("The template of prompts in the settings folder")
struct UserTemplateTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("templates-\(UUID())", isDirectory: true)

  private func write(_ text: String, _ name: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  @Test func isTheProgramsOwnWithoutAFile() {
    #expect(UserTemplate.read(.english, from: folder) == .absent)
  }

  @Test func aLanguagesOwnFileComesFirst() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write("Why {{label}}?", "prompt.txt")
    try write("为什么是{{label}}？", "prompt-zh.txt")
    #expect(
      UserTemplate.read(.english, from: folder)
        == .read(try PromptTemplate("Why {{label}}?"), name: "prompt.txt"))
    #expect(
      UserTemplate.read(.chinese, from: folder)
        == .read(try PromptTemplate("为什么是{{label}}？"), name: "prompt-zh.txt"))
  }

  @Test func anErrorNamesFileAndLine() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write("Why?\n\n{{lable}}", "prompt.txt")
    guard case .faulty(let problem) = UserTemplate.read(.english, from: folder) else {
      Issue.record("a name that stands for nothing was taken")
      return
    }
    #expect(problem.hasPrefix("prompt.txt, line 3: {{lable}}"))
  }
}
