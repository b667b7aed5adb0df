import Foundation

/// `benchmark [SECTION…] [options]` runs the sections in order; `benchmark job …` is what it starts for each measurement.
///
/// Every measurement is a process of its own, ours and PyTorch's in turn, so that neither's memory, caches or threads are in
/// the other's figures and a slow minute of the machine falls on both.
@main
struct Benchmark {
  static func main() async {
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      if arguments.first == "job" {
        try await Job.run(Array(arguments.dropFirst()))
      } else if let settings = try Settings(arguments) {
        try Driver(settings).run()
      }
    } catch {
      FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
      exit(1)
    }
  }
}
