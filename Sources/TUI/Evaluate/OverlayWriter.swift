internal import Dispatch
internal import Model
internal import Training

/// Writes what is decided about rows into the overlays of their files, one after the other, as each file is at that moment.
///
/// The overlay is read anew for every change: another screen or program may have written it meanwhile.
final class OverlayWriter: Sendable {
  private let queue = DispatchQueue(label: "headscope.overlay")

  /// Waits until all that was decided is on disk; before the program ends.
  func finish() { queue.sync {} }

  /// Changes a row, given as its file has it, and tells what came of it.
  func change(
    _ row: DatasetRow, to change: LabelOverlay.Change?, of path: String,
    tell: @escaping @Sendable (Message) -> Void
  ) {
    queue.async {
      do {
        var options = DatasetOptions()
        options.overlay = .reported
        let reader = try DatasetReader(path: path, options: options)
        var overlay = reader.report.overlay ?? LabelOverlay(for: path)
        overlay.change(row, to: change)
        try overlay.write()
        let name = FileSystem.lastComponent(of: overlay.path)
        tell(
          Message(
            .note,
            overlay.isEmpty
              ? "Nothing is changed any more: \(name) is gone"
              : "\(name): \(Wording.grouped(overlay.relabelledCount)) relabelled, "
                + "\(Wording.grouped(overlay.excludedCount)) excluded"))
      } catch {
        tell(Message(.error, Dashboard.sentence(error)))
      }
    }
  }
}
