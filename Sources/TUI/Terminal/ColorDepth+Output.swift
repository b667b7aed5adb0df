extension ColorDepth {
  /// The depth for text that is printed on a terminal and not drawn by ncurses: by the environment alone.
  ///
  /// - Parameter environment: The process's.
  public static func ofOutput(environment: [String: String]) -> ColorDepth {
    let isRich = environment["TERM"].map { $0.contains("256color") } ?? false
    return choose(
      flag: nil, setting: nil, environment: environment,
      description: Description(colors: isRich ? 256 : 8, hasDirectColor: false))
  }
}
