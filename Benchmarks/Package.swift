// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Speed against the tools a user would otherwise run; a package of its own, so that nobody who builds the program builds this.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "headscope", path: "..")],
  targets: [
    .target(name: "CPseudoTerminal"),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "CPseudoTerminal",
        .product(name: "Model", package: "headscope"),
        .product(name: "Attribution", package: "headscope"),
        .product(name: "CKernels", package: "headscope"),
        .product(name: "Training", package: "headscope"),
        .product(name: "TUI", package: "headscope"),
      ],
      swiftSettings: swiftSettings),
  ]
)
