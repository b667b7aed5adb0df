import Foundation

/// The environment variables that this program reads, each with what it does: one table for `info`, help and manual.
enum EnvironmentVariable: String, CaseIterable {
  case headscopeHome = "HEADSCOPE_HOME"
  case backend = "HEADSCOPE_BACKEND"
  case hubCache = "HF_HUB_CACHE"
  case hubHome = "HF_HOME"
  case noColor = "NO_COLOR"
  case term = "TERM"
  case colorTerm = "COLORTERM"
  case background = "COLORFGBG"
  case language = "LANG"
  case configuration = "XDG_CONFIG_HOME"
  case data = "XDG_DATA_HOME"
  case cache = "XDG_CACHE_HOME"
  case runtime = "XDG_RUNTIME_DIR"

  /// What it decides, in a few words.
  var purpose: String {
    switch self {
    case .headscopeHome: "folder with Models/ and themes/, before all other places"
    case .backend: "matrix kernels: auto, native (the program's own) or onednn"
    case .hubCache: "the Hugging Face cache that org/name is looked up in"
    case .hubHome: "its parent: hub/ in it is the cache; default ~/.cache/huggingface"
    case .noColor: "not empty: no colour unless --color asks for it"
    case .term: "the terminal's type: colours and keys by its terminfo entry"
    case .colorTerm: "truecolor or 24bit: the terminal shows 24-bit colours"
    case .background: "a light background: the light form of the standard theme"
    case .language:
      "C, POSIX or another that is not UTF-8: lines and signs are ASCII (first LC_ALL, LC_CTYPE)"
    case .configuration: "settings in headscope/config.toml below it; default ~/.config"
    case .data: "bookmarks, recent models and runs in headscope/ below it; default ~/.local/share"
    case .cache: "the compiled terminal entry in headscope/ below it; default ~/.cache"
    case .runtime: "when a key was last pressed, for runs that step aside; default ~/.cache"
    }
  }

  /// Its value, or nil where it is not set.
  var value: String? { ProcessInfo.processInfo.environment[rawValue] }
}
