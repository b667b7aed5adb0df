public import Model

/// A text in segments of which some are masked, as strings that the model reads again: the round trip of shap 0.51's `maskers.Text`.
///
/// With it Partition SHAP asks the very strings that the Python library asks, and so finds its numbers; a masked string may be cut into
/// other pieces than the text was. Every piece of the encoding is a segment, special tokens too. Tokenizers are taken for "fast" ones: those
/// whose segments come of offsets. Of a pair only the first text is masked. shap does not cut texts to the model's limit before it masks
/// them; give an encoding that is not cut to do as it does.
public struct ShapTextMasker: Equatable, Sendable {
  /// What each piece stands for, as typed, with the blank that follows it; the blanks before the text, or nothing, for special tokens.
  public let segments: [String]
  /// The segments as `partition_tree` reads them: without blanks, and with `##` before what continues a word.
  public let tokensForTree: [String]
  /// Which segments make no difference by shap's account: the template's special tokens, and separators wherever they stand.
  ///
  /// A typed separator with a blank behind it is masked all the same, as the library does it; see `strings(_:)`.
  public let isInvariant: [Bool]
  /// What stands for a segment that is masked.
  public let maskToken: String
  /// Whether one mask token stands for masked segments in a row.
  public let collapses: Bool
  private let separator: String?
  /// The template's special tokens, which stay whatever a mask says.
  private let isTemplate: [Bool]

  /// Divides a text.
  ///
  /// - Parameters:
  ///   - encoding: the text as the model reads it.
  ///   - text: the text as typed, the first of a pair.
  ///   - maskToken: the tokenizer's mask token; nil: it has none, and `...` is taken.
  ///   - separator: the tokenizer's separator, which is never masked; nil: it has none.
  ///   - replacement: what to take for the mask token; shap's argument `mask_token`.
  ///   - collapses: whether one mask token stands for masked segments in a row; nil: only where it is not the tokenizer's own, which is
  ///     shap's `"auto"`.
  /// - Complexity: O(scalars + pieces).
  public init(
    _ encoding: Encoding, of text: String, maskToken: String?, separator: String?,
    replacement: String? = nil, collapses: Bool? = nil
  ) {
    let count = encoding.sequences.firstIndex(of: 1) ?? encoding.count
    let scalars = Array(text.unicodeScalars)
    segments = (0..<count).map { piece in
      let range = encoding.offsets[piece]
      // What ends a text owns no blank, also where the text goes on behind the model's limit.
      let next = piece + 1 < count ? encoding.offsets[piece + 1].lowerBound : 0
      let end = min(max(range.upperBound, next), scalars.count)
      guard range.lowerBound < end else { return "" }
      return Self.string(scalars[range.lowerBound..<end])
    }
    tokensForTree = Self.tokens(of: segments)
    isTemplate = Array(encoding.isSpecial[..<count])
    isInvariant = (0..<count).map {
      encoding.isSpecial[$0] || (separator != nil && encoding.tokens[$0] == separator)
    }
    self.separator = separator
    self.maskToken = replacement ?? maskToken ?? "..."
    self.collapses = collapses ?? (replacement != nil || maskToken == nil)
  }

  /// Divides a text as its tokenizer's special tokens ask for.
  ///
  /// - Parameters:
  ///   - encoding: the text as the model reads it.
  ///   - text: the text as typed, the first of a pair.
  ///   - tokenizer: the model's.
  ///   - replacement: what to take for the mask token; nil: the tokenizer's own.
  ///   - collapses: whether one mask token stands for masked segments in a row; nil: shap's `"auto"`.
  public init(
    _ encoding: Encoding, of text: String, tokenizer: Tokenizer, replacement: String? = nil,
    collapses: Bool? = nil
  ) {
    let special = tokenizer.specialTokens
    self.init(
      encoding, of: text, maskToken: special.mask.flatMap(tokenizer.token(for:)),
      separator: special.separator.flatMap(tokenizer.token(for:)), replacement: replacement,
      collapses: collapses)
  }

  /// Who goes with whom: shap's tree of the segments, at least one of them.
  ///
  /// - Complexity: the square of the segments.
  public var tree: PartitionTree {
    PartitionTree(joining: tokensForTree, separators: separator.map { [$0] } ?? [])
  }

  /// The segments as parts of the text, without the template's special tokens.
  ///
  /// - Parameter encoding: the one that the segments are of.
  func features(of encoding: Encoding) -> [TextFeature] {
    segments.indices.filter { !isTemplate[$0] }.map { place in
      let start = encoding.offsets[place].lowerBound
      let end = start + segments[place].unicodeScalars.count
      return TextFeature(
        text: segments[place], sequence: 0, ranges: [start..<end], pieces: [[place]])
    }
  }

  /// The text with the mask token in place of what the mask does not keep, a bit for every segment.
  public func string(_ mask: FeatureMask) -> String {
    precondition(mask.count == segments.count, "a bit for every segment")
    var result = ""
    var endsInMask = false
    for (place, segment) in segments.enumerated() {
      if mask[place] || isTemplate[place] || segment == separator {
        result += segment
        endsInMask = false
      } else if !(collapses && endsInMask) {
        result += " " + maskToken
        endsInMask = true
      }
    }
    return result.unicodeScalars.split(whereSeparator: Self.isBlank).map(Self.string)
      .joined(separator: " ")
  }

  /// The strings of one call of the model.
  ///
  /// A mask that differs from the one before it in invariant segments only gets that one's string: shap's `MaskedModel` does not ask again
  /// there, although a typed separator with a blank behind it did change.
  public func strings(_ masks: [FeatureMask]) -> [String] {
    var result: [String] = []
    result.reserveCapacity(masks.count)
    for (index, mask) in masks.enumerated() {
      if index > 0, let last = result.last,
        segments.indices.allSatisfy({ isInvariant[$0] || mask[$0] == masks[index - 1][$0] })
      {
        result.append(last)
      } else {
        result.append(string(mask))
      }
    }
    return result
  }

  /// Segments as tokens of the tree.
  private static func tokens(of segments: [String]) -> [String] {
    var tokens: [String] = []
    for (place, segment) in segments.enumerated() {
      let token = stripped(segment)
      let first = segment.unicodeScalars.first
      let startsWithLetter = first.map { $0.isASCII && $0.properties.isAlphabetic } ?? false
      let continues =
        startsWithLetter && place > 0 && !tokens[place - 1].isEmpty
        && !endsOutsideWord(segments[place - 1])
      tokens.append(continues ? "##" + token : token)
    }
    return tokens
  }

  /// Whether Python's `^.*\W$` matches, where `.` takes no line break and `$` may stand before the last one.
  private static func endsOutsideWord(_ segment: String) -> Bool {
    let scalars = Array(segment.unicodeScalars)
    guard let last = scalars.last, !isWord(last) else { return false }
    if !scalars.dropLast().contains("\n") { return true }
    return scalars.suffix(2).elementsEqual(["\n", "\n"]) && !scalars.dropLast(2).contains("\n")
  }

  /// Python's `\w`.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: scalar == "_" || scalar.properties.numericType != nil
    }
  }

  /// Python's `\s`, which takes the separators of ASCII for blanks as well.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  /// Python's `strip`.
  private static func stripped(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isBlank($0) }),
      let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return string(scalars[first...last])
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
