/// Something that came from the terminal.
public enum InputEvent: Hashable, Sendable {
  /// A key that is not plain text: named, or held with Control or Alt.
  case key(Key, KeyModifiers)
  /// One typed character: a whole grapheme cluster where it arrived at once.
  case text(String)
  /// A bracketed paste; line ends are `\n`, other control characters but tab are taken out.
  ///
  /// Never to be run as key bindings.
  case paste(String)
  case mouse(MouseEvent)
  /// The window has a new size.
  case resize(rows: Int, columns: Int)
  /// The window came to the front (true) or left it.
  case focus(Bool)
  /// Ctrl-Z, or another process asked us to stop: call `Terminal.suspend()`.
  case suspendRequested
  /// Back in the foreground; the screen has been set up again.
  case resumed
  /// Asked to end by a signal, whose number is given: leave in order, exit with 128 + number.
  case terminationRequested(signal: Int32)
  /// The terminal is gone: nothing can be drawn or read any more.
  case closed
}
