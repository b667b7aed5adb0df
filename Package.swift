// swift-tools-version: 6.2
import PackageDescription

/// oneDNN is a backend, not a condition: the Makefile sets this when `dnnl.h` is on the machine.
///
/// A manifest that looked for the header itself would be cached and go stale.
let withOneDNN = Context.environment["HEADSCOPE_ONEDNN"] == "1"

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let oneDNNDependencies: [Target.Dependency] = withOneDNN ? ["COneDNN"] : []
let oneDNNSettings: [SwiftSetting] = withOneDNN ? [.define("HEADSCOPE_ONEDNN")] : []
let oneDNNTargets: [Target] =
  withOneDNN
  ? [.systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])])] : []

let package = Package(
  name: "headscope",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "headscope", targets: ["headscope"]),
    // For Benchmarks, a package of its own.
    .library(name: "Model", targets: ["Model"]),
    .library(name: "Attribution", targets: ["Attribution"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "TUI", targets: ["TUI"]),
    .library(name: "CKernels", targets: ["CKernels"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: oneDNNTargets + [
    .systemLibrary(
      name: "CNcurses", providers: [.apt(["libncursesw5-dev"]), .brew(["ncurses"])]),
    // The kernels are written for their vector width and mean nothing unoptimised, hence -O3 in
    // every configuration.
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-Wall", "-Wextra", "-Werror"])]),
    // What may run inside a signal handler.
    .target(name: "CTerminal", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .target(
      name: "Model",
      dependencies: ["CKernels", .product(name: "TOMLKit", package: "TOMLKit")]
        + oneDNNDependencies,
      swiftSettings: swiftSettings + oneDNNSettings),
    .target(
      name: "Attribution",
      dependencies: ["Model", .product(name: "HeapModule", package: "swift-collections")],
      swiftSettings: swiftSettings),
    .target(
      name: "Training",
      dependencies: [
        "Model", "CKernels", .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "TUI",
      dependencies: [
        "Model", "Attribution", "Training", "CNcurses", "CTerminal",
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "headscope",
      dependencies: [
        "TUI", "Model", "Attribution", "Training", "CTerminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "TestSupport", dependencies: ["Model"], path: "Tests/Support",
      exclude: ["TerminalProbe"], swiftSettings: swiftSettings),
    // A program for the tests to stop, kill and crash.
    .executableTarget(
      name: "TerminalProbe", dependencies: ["TUI"], path: "Tests/Support/TerminalProbe",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ModelTests", dependencies: ["Model", "CKernels", "TestSupport"],
      swiftSettings: swiftSettings + oneDNNSettings),
    .testTarget(
      name: "AttributionTests", dependencies: ["Attribution", "Model", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training", "Model", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TUITests",
      dependencies: [
        "TUI", "Attribution", "Training", "Model", "CTerminal", "TerminalProbe", "TestSupport",
      ],
      exclude: ["Render/Snapshots"], swiftSettings: swiftSettings),
    .testTarget(
      name: "HeadscopeTests",
      dependencies: [
        "headscope", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
  ]
)
