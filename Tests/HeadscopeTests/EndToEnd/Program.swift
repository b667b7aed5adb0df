import Foundation
import Model
import Testing

/// The program as it was built beside these tests, run as a user's shell runs it.
struct Program {
  /// What a run left behind.
  struct Run {
    var status: Int32
    var output: String
    var errors: String

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// Standard output as one JSON document.
    var json: JSONValue { get throws { try JSONValue.parse(output) } }
    /// Each line of standard output as a JSON document.
    var jsonLines: [JSONValue] { get throws { try lines.map { try JSONValue.parse($0) } } }
  }

  /// The binary in the folder of the test bundle; nil where only tests were built.
  static let path: String? = ResourceLocator.executablePath
    .map { ($0 as NSString).deletingLastPathComponent + "/headscope" }
    .flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil }

  /// The package's folder, where the embedded model is.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - input: What it reads from standard input; nothing where nil.
  ///   - environment: Variables beside the least that a program needs.
  static func run(
    _ arguments: [String], input: [UInt8]? = nil, environment: [String: String] = [:]
  ) throws -> Run {
    let process = try make(arguments, environment: environment)
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    let source = Pipe()
    process.standardInput = source
    try process.run()
    // Pipes hold little: all three are served at once. By threads of their own: those of the global queue are as many as tests may
    // wait here at a time, and none would be left to serve them.
    let group = DispatchGroup()
    let said = Collected()
    group.enter()
    Thread.detachNewThread {
      said.errors = errors.fileHandleForReading.readDataToEndOfFile()
      group.leave()
    }
    group.enter()
    Thread.detachNewThread {
      if let input { try? source.fileHandleForWriting.write(contentsOf: Data(input)) }
      try? source.fileHandleForWriting.close()
      group.leave()
    }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    group.wait()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self),
      errors: String(decoding: said.errors, as: UTF8.self))
  }

  /// Runs the program with a text as its standard input.
  static func run(_ arguments: [String], text: String) throws -> Run {
    try run(arguments, input: Array(text.utf8))
  }

  /// A process that is not started yet.
  static func make(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = arguments
    // `HEADSCOPE_HOME` makes it independent of where the build folder is.
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8", "HEADSCOPE_HOME": package,
    ].merging(environment) { $1 }
    return process
  }

  private final class Collected: @unchecked Sendable { var errors = Data() }
}

extension Trait where Self == ConditionTrait {
  /// Skips, and says so, where the program itself was not built.
  static var needsProgram: Self {
    .enabled(if: Program.path != nil, "the headscope binary was not built beside the tests")
  }
}
