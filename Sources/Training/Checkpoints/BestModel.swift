import Foundation
internal import Model

/// Puts the best checkpoint's model into a run's folder, each file whole or not at all.
struct BestModel {
  /// What its numbers are stored in.
  var storage: Recipe.Storage

  /// Copies the files of a checkpoint that are its model's.
  func copy(from checkpoint: String, to folder: String) throws {
    let files = FileManager.default
    for name in FileSystem.entries(of: checkpoint)
    where !TrainingCheckpoint.stateNames.contains(name) {
      let source = FileSystem.join(checkpoint, name)
      let target = FileSystem.join(folder, name)
      let unfinished = target + WholeFolder.unfinishedSuffix
      try? files.removeItem(atPath: unfinished)
      switch (storage, name) {
      case (.float16, "model.safetensors"): try writeHalf(source, to: unfinished)
      case (.float16, "config.json"): try writeConfiguration(source, to: unfinished)
      default: try files.copyItem(atPath: source, toPath: unfinished)
      }
      guard rename(unfinished, target) == 0 else {
        throw TrainingError.run(
          "\(target) cannot be written: \(String(cString: strerror(errno))).", advice: nil)
      }
    }
  }

  private func writeHalf(_ source: String, to target: String) throws {
    let entries = try SafetensorsFile(path: source).tensors.map { tensor in
      SafetensorsWriter.Entry(name: tensor.name, shape: tensor.shape) { try tensor.floats() }
    }
    try SafetensorsWriter.write(entries, to: target, isHalf: true)
  }

  private func writeConfiguration(_ source: String, to target: String) throws {
    let read = try JSONValue.parse(Data(contentsOf: URL(filePath: source)), source: source)
    let text = JSONWriter.text(layout: .members) { writer in
      writer.object { writer in
        for member in read.objectValue?.members ?? [] {
          guard member.key != "dtype" else {
            writer.member("dtype", storage.rawValue)
            continue
          }
          writer.member(member.key) { $0.value(member.value) }
        }
      }
    }
    try Data((text + "\n").utf8).write(to: URL(filePath: target))
  }
}
