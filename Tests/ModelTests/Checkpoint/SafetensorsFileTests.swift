import Foundation
import Testing

@testable import Model

struct SafetensorsFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ header: String, data: Int = 8) throws -> SafetensorsFile {
    try SafetensorsFile(
      path: folder.write("a.safetensors", safetensors(header: header, data: data)))
  }

  @Test func namesShapesTypesAndMetadata() throws {
    let file = try SafetensorsFile(path: fixture("kinds.safetensors"))
    let types = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.scalarType) })
    #expect(
      types == [
        "f32": .float32, "f16": .float16, "bf16": .bfloat16, "f64": .float64, "ids": .int64,
        "mask": .bool, "scalar": .float32, "empty": .float32,
      ])
    #expect(file.metadata == ["format": "pt"])
  }

  @Test func headerPaddedWithBlanksAndTensorsOutOfOrder() throws {
    let file = try open(
      #"{"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]},"#
        + #""a":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}     "#)
    #expect(file.tensors.map(\.name) == ["a", "b"])
  }

  /// Headers that lie, what kind of error they are, and a word that the message must hold.
  static let lies: [(header: String, kind: ModelError.Kind, word: String)] = [
    (#"[]"#, .damaged, "an array"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#, .damaged, "header"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      .damaged, "a"
    ),
    (#"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#, .unsupported, "`F33`"),
    (#"{"a":{"shape":[2],"data_offsets":[0,8]}}"#, .damaged, "`dtype`"),
    (#"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#, .damaged, "`shape`"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, .damaged, "`data_offsets`"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, .damaged, "`data_offsets`"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,"8"]}}"#, .damaged, "`data_offsets`"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, .damaged, "`shape`"),
    (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}"#, .damaged, "`shape`"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, .damaged, "claims 8 bytes"),
    (
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,8]}}"#, .damaged,
      "impossible shape"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}"#, .damaged,
      "claims"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, .damaged, "claims data bytes"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, .damaged, "claims data bytes"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#, .damaged, "of 8"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}}"#, .damaged,
      "`data_offsets`"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
      .damaged, "overlaps"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
      .damaged, "hole"
    ),
    (#"{"a":{"dtype":"U8","shape":[7],"data_offsets":[1,8]}}"#, .damaged, "hole"),
    (#"{"a":{"dtype":"U8","shape":[7],"data_offsets":[0,7]}}"#, .damaged, "end at 7"),
    (#"{}"#, .damaged, "end at 0"),
    (#"{"a":1}"#, .damaged, "`dtype`"),
    (#"{"__metadata__":[]}"#, .damaged, "__metadata__"),
    (#"{"__metadata__":{"format":1}}"#, .damaged, "`format`"),
  ]

  @Test(arguments: lies.indices) func liesAreErrors(_ index: Int) throws {
    let lie = Self.lies[index]
    let error = try modelError { try open(lie.header) }
    #expect(error.kind == lie.kind)
    #expect(error.problem.contains(lie.word), "\(error.problem)")
    #expect(error.problem.contains("a.safetensors"), "\(error.problem)")
  }

  @Test(
    arguments: [[], [1, 2, 3], [255, 255, 255, 255, 255, 255, 255, 255, 123, 125]] as [[UInt8]])
  func shortFilesAndGiantHeadersAreErrors(bytes: [UInt8]) throws {
    let path = try folder.write("a.safetensors", bytes)
    #expect(try modelError { try SafetensorsFile(path: path) }.kind == .damaged)
  }

  @Test func oneByteIsNoPlural() throws {
    let path = try folder.write("a.safetensors", [1])
    #expect(try modelError { try SafetensorsFile(path: path) }.problem.contains("has 1 byte, "))
    try folder.write("a.safetensors", [1, 0, 0, 0, 0, 0, 0, 0])
    #expect(
      try modelError { try SafetensorsFile(path: path) }.problem.contains("header of 1 byte, "))
  }

  @Test func aHeaderLongerThanTheFileIsAnError() throws {
    let path = try folder.write("a.safetensors", [100, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8))
    let error = try modelError { try SafetensorsFile(path: path) }
    #expect(error.problem.contains("header of 100 bytes"))
  }

  @Test func aFileCutOffAnywhereIsAnError() throws {
    let bytes = try fixtureBytes("kinds.safetensors")
    for length in 0..<bytes.count {
      let path = try folder.write("a.safetensors", bytes.prefix(length))
      #expect(throws: ModelError.self) { try SafetensorsFile(path: path) }
    }
  }

  @Test func emptyTensorsShareAPlace() throws {
    let file = try open(
      #"{"a":{"dtype":"F32","shape":[0,4611686018427387904],"data_offsets":[0,0]},"#
        + #""b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"#
        + #""c":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#)
    #expect(file.tensors.map(\.count) == [0, 0, 2])
  }

  @Test func aGitPointerIsNamed() throws {
    let path = try folder.write(
      "a.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 45443060\n")
    let error = try modelError { try SafetensorsFile(path: path) }
    #expect(error.kind == .missing)
    #expect(error.advice?.contains("git lfs pull") == true)
  }
}
