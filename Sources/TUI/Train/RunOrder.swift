/// What run the user wants started.
public enum RunOrder: Equatable, Sendable {
  /// As a recipe's file says.
  case recipe(String)
  /// As the fields of the form say.
  case form(TrainForm)
  /// One that was stopped, killed or given up, again.
  case again(folder: String)
}
