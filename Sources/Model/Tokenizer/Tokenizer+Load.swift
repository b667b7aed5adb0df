public import Foundation

extension Tokenizer {
  /// Loads the tokenizer of a model directory.
  ///
  /// Taken is the first there is of `tokenizer.json`, `vocab.txt`, `vocab.json` with `merges.txt`, and a SentencePiece
  /// model; `tokenizer_config.json` and `special_tokens_map.json` beside it say what the special tokens are for, and for
  /// plain vocabularies how text is prepared. Truncation and padding settings are ignored.
  ///
  /// - Parameters:
  ///   - directory: Where the files are.
  ///   - architecture: The model's, which decides what a plain vocabulary does not say.
  ///   - vocabularyFile: The file to take, whatever the directory has.
  ///   - lowercase: Whether text is lower-cased, whatever the files say.
  ///   - warn: Is told, a line each, of what no file says and so was assumed.
  /// - Returns: The tokenizer.
  /// - Throws: `ModelError`: `missing` where there is no vocabulary, `damaged` with the place of the damage,
  ///   `unsupported` with the name of a component that is not known here.
  /// - Complexity: O(bytes): some milliseconds for 30,000 pieces.
  public static func load(
    directory: URL, architecture: ModelConfiguration.Architecture, vocabularyFile: URL? = nil,
    lowercase: Bool? = nil, warn: (String) -> Void = { _ in }
  ) throws -> Tokenizer {
    try TokenizerLoader(
      directory: directory, architecture: architecture, lowercase: lowercase,
      settings: try TokenizerSettings(directory: directory)
    ).load(vocabularyFile: vocabularyFile, warn: warn)
  }
}
