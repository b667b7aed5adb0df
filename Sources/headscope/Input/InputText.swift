/// One text to be looked at, as the user gave it.
struct InputText: Equatable {
  var text: String
  /// The second text of a pair.
  var pair: String? = nil
  /// The label the user says it has: `label` of a JSON line.
  var label: String? = nil
  /// Where it stood, for messages: `file.txt, line 3`; nil for an argument.
  var place: String? = nil
  /// Its line, counted from one; nil for an argument.
  var line: Int? = nil
}
