/// How far a search for counterfactuals goes.
public struct CounterfactualSettings: Equatable, Sendable {
  /// Which class the text is to get.
  public enum WantedClass: Hashable, Sendable {
    /// Any other than it has; where labels are independent, that with the largest output crosses the threshold.
    case other
    /// This one; where labels are independent, this one crosses the threshold, whichever side it is on.
    case label(Int)
  }

  /// Which edits are tried.
  public enum Kinds: String, Sendable, CaseIterable {
    /// Parts are taken out.
    case deletions
    /// Other pieces of the vocabulary stand in their places.
    case replacements
    /// Either, a part at a time.
    case both

    var includeDeletions: Bool { self != .replacements }
    var includeReplacements: Bool { self != .deletions }
  }

  /// Which edits are tried.
  public var kinds: Kinds
  /// Which class the text is to get.
  public var wanted: WantedClass
  /// Edits of one counterfactual at most.
  public var mostEdits: Int
  /// How many counterfactuals are listed.
  public var count: Int
  /// Sets of edits of one size that larger ones are made from; 1 is a greedy search.
  public var beamWidth: Int
  /// The single edits, those first that change most by themselves, that larger sets are made of.
  ///
  /// Every edit is tried alone. Wide beams and all edits make the search exhaustive.
  public var combinedEdits: Int
  /// Pieces tried in the place of each part.
  public var candidatesPerPart: Int
  /// Pieces that never stand in a part's place, such as special tokens.
  public var bannedIDs: Set<Int32>
  /// Variants that the model is asked of at most, the text itself among them.
  public var evaluationLimit: Int
  /// Variants of one call at most; what was found is reported between two calls.
  public var blockSize: Int

  /// Makes settings; without arguments those of a search for deletions.
  public init(
    kinds: Kinds = .deletions, wanted: WantedClass = .other, mostEdits: Int = 5, count: Int = 10,
    beamWidth: Int = 10, combinedEdits: Int = 16, candidatesPerPart: Int = 8,
    bannedIDs: Set<Int32> = [], evaluationLimit: Int = 4096, blockSize: Int = 64
  ) {
    self.kinds = kinds
    self.wanted = wanted
    self.mostEdits = mostEdits
    self.count = count
    self.beamWidth = beamWidth
    self.combinedEdits = combinedEdits
    self.candidatesPerPart = candidatesPerPart
    self.bannedIDs = bannedIDs
    self.evaluationLimit = evaluationLimit
    self.blockSize = blockSize
  }

  /// Up to 10 sets of up to 5 deletions, as many as the Learning Interpretability Tool's ablation flip lists.
  public static let deletions = CounterfactualSettings()
  /// Up to 5 sets of up to 3 replacements, as many as the Learning Interpretability Tool's HotFlip lists.
  public static let replacements = CounterfactualSettings(
    kinds: .replacements, mostEdits: 3, count: 5)
  /// Up to 10 sets of up to 3 edits of either kind.
  public static let either = CounterfactualSettings(kinds: .both, mostEdits: 3)
}
