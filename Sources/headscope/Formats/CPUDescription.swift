import Foundation

/// The processor, as far as it decides how fast a model runs.
struct CPUDescription: Equatable, Sendable {
  /// The maker's name for it.
  var name: String
  /// The instruction sets that the kernels have a use for.
  var features: [String]

  /// In the order from narrow to wide, by the names of Linux.
  private static let wanted = [
    "asimd", "sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512_vnni", "avx512_bf16",
    "amx_tile", "amx_bf16", "bf16", "sve",
  ]

  /// Reads the form of Linux's `/proc/cpuinfo`; the first processor counts.
  init(cpuinfo: String) {
    var name: String?
    var flags: Set<String> = []
    for line in cpuinfo.split(separator: "\n", omittingEmptySubsequences: true) {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let key = parts[0].trimmingCharacters(in: .whitespaces)
      let value = parts[1].trimmingCharacters(in: .whitespaces)
      if name == nil, key == "model name" || key == "Processor" { name = value }
      if flags.isEmpty, key == "flags" || key == "Features" {
        flags = Set(value.split(separator: " ").map(String.init))
      }
    }
    self.name = name ?? "unknown"
    features = Self.wanted.filter(flags.contains)
  }

  /// This machine's.
  static var current: CPUDescription {
    CPUDescription(cpuinfo: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
  }
}
