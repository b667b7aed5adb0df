/// How many colours a terminal shows.
public enum ColorDepth: String, CaseIterable, Sendable {
  case none
  case sixteen = "16"
  case palette256 = "256"
  case truecolor
}
