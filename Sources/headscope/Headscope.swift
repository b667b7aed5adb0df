import ArgumentParser

@main
struct Headscope: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "headscope", abstract: "Shows what a transformer did with a text.")
}
