public import Training

/// Starts training as processes of their own, which outlive the dashboard.
public protocol RunLauncher: Sendable {
  /// Starts `headscope train`, its standard output and error going to files of the run's folder.
  ///
  /// - Parameters:
  ///   - start: What it is started with.
  ///   - folder: The run's folder, which is there.
  ///   - ended: Is told the exit status, 128 and the number for a signal, if this program sees the end.
  /// - Throws: An error in words where no process could be made.
  func start(
    _ start: RunStart, in folder: RunFolder, ended: @escaping @Sendable (Int32) -> Void) throws
}
