internal import Attribution

extension TokenRoles.Token {
  /// How the token's name is drawn where it is neither chosen nor hidden.
  func role(isMatch: Bool) -> ThemeRole { isMatch ? .match : isOfText ? .text : .subtle }
}
