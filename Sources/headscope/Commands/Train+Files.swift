import ArgumentParser
import Model
import Training

extension Train {
  /// The files that a model was trained on, as the run says in whose folder it lies; none where no run of this program made it, or a file
  /// is gone.
  ///
  /// - Parameter path: the model's folder: that of a run, a checkpoint in it, or one of a part of a cross-validation.
  static func files(thatTrained path: String) -> [String] {
    let folder = FileSystem.resolved(path)
    let parent = FileSystem.parent(of: folder)
    let starts = [folder, parent, FileSystem.parent(of: parent)].lazy.compactMap {
      RunFolder(path: $0).start
    }
    guard let start = starts.first else { return [] }
    return files(of: start)
  }

  /// The files that a run was started with.
  static func files(of start: RunStart) -> [String] {
    guard let command = try? Train.parse(start.arguments),
      let recipe = try? command.settledRecipe(in: start.workingDirectory)
    else { return [] }
    let files = recipe.data.train.map {
      FileSystem.join(start.workingDirectory, ModelArgument.expanded($0))
    }
    return files.allSatisfy(FileSystem.exists) ? files : []
  }
}
