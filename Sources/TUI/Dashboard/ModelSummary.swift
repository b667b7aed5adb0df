internal import Attribution
internal import Foundation
public import Model

/// What the dashboard shows and needs to know of a loaded model.
///
/// A value of its own and not `ModelInfo`, which carries the tokenizer's tables: the state is
/// compared and copied on every event.
public struct ModelSummary: Equatable, Sendable {
  /// The folder's or the hub's name.
  public var name: String
  /// The folder of its files.
  public var path: String
  /// The architecture as configs name it: `bert`, `gpt2` and so on.
  public var architecture: String
  /// Layers of the network.
  public var layerCount: Int
  /// Attention heads a layer.
  public var headCount: Int
  /// Width of the hidden states.
  public var hiddenSize: Int
  /// Trained numbers in the network.
  public var parameterCount: Int
  /// What forward passes are computed in, `fp32` or `bf16`; explanations by gradients are fp32 always.
  public var precision: String
  /// The matrix backend's name.
  public var backend: String
  /// Threads of the matrix kernels.
  public var threadCount: Int
  /// A digest of the weights.
  public var digest: String
  /// The classes, by index.
  public var labels: [String]
  /// How the model is read where it is a language model.
  public var languageModel: LanguageModelReading?
  /// The longest input in tokens, special ones included.
  public var maximumTokens: Int
  /// What was odd in the files.
  public var warnings: [String]
  /// The tokens a text can be compared with.
  public var baselineTokens: BaselineTokens
  /// What is done to a text before the model reads it.
  public var cleaner: TextCleaner
  /// The files of labelled texts that it was trained on, where a run of this program says which.
  public var trainingFiles: [String] = []
  /// Whether each class is decided by itself, so that a text may have several.
  public var isMultiLabel = false

  /// The tokens that fill a baseline, as the vocabulary spells them; nil where it has none.
  public struct BaselineTokens: Equatable, Sendable {
    /// What fills a batch up.
    public var padding: String?
    /// What stands for a hidden word.
    public var mask: String?
    /// What stands for text that no piece covers.
    public var unknown: String?

    /// Makes a set of tokens.
    public init(padding: String? = nil, mask: String? = nil, unknown: String? = nil) {
      self.padding = padding
      self.mask = mask
      self.unknown = unknown
    }
  }

  /// The precision as the dashboard and `info` say it.
  public var precisionText: String {
    precision == Arithmetic.fp32.rawValue ? precision : "\(precision), explanations fp32"
  }

  /// The label of a class; `LABEL_i`, as transformers calls it, where the model has no such class.
  public func label(_ index: Int) -> String {
    labels.indices.contains(index) ? labels[index] : "LABEL_\(index)"
  }

  /// Whether the classes are the pieces of a language model's vocabulary: too many to be listed.
  public var classesArePieces: Bool { languageModel.map { $0.answers == nil } ?? false }

  private var isCausal: Bool { architecture == ModelConfiguration.Architecture.gpt2.rawValue }

  /// The token of a text at which a language model is asked; nil for a classifier.
  func questionPosition(in encoding: Encoding) -> Int? {
    languageModel.map { $0.position(in: encoding.ids, isCausal: isCausal) }
      .flatMap { encoding.tokens.indices.contains($0) ? $0 : nil }
  }

  /// The same in words: `at [MASK]`, `behind so`.
  func question(in encoding: Encoding) -> String? {
    questionPosition(in: encoding).map {
      (isCausal ? "behind " : "at ") + VisibleText.escaped(encoding.tokens[$0])
    }
  }

  /// An output as screens write it: of a vocabulary even the most probable piece's may be below a thousandth.
  func outputText(_ value: Float, kind: Prediction.OutputKind?) -> String {
    classesArePieces && value < 0.001
      ? NumberText.small(value) : NumberText.output(value, kind: kind)
  }

  /// Rows that classes take where there is room.
  var classRows: Int { classesArePieces ? 8 : labels.count }

  /// The classes of a prediction that are shown: all by their index, or of a vocabulary the most probable, the first the most.
  public func listed(_ prediction: Prediction, most: Int = 20) -> [Int] {
    classesArePieces ? prediction.ranking(most: most) : Array(prediction.outputs.indices)
  }

  /// The classes of a prediction by their outputs, the largest first: all, or of a vocabulary so many.
  public func ranking(_ prediction: Prediction, mostPieces: Int) -> [Int] {
    prediction.ranking(most: classesArePieces ? mostPieces : .max)
  }

  /// Columns of the longest label; of pieces what nearly all of them need.
  public var labelColumns: Int {
    classesArePieces ? 12 : labels.reduce(0) { max($0, VisibleText.columns(of: $1)) }
  }

  /// What the matrix kernels are, in a word: the instruction set that ends the backend's name.
  var kernels: String {
    let last = backend.components(separatedBy: ", ").last ?? backend
    return last.components(separatedBy: " (").first ?? last
  }

  /// Makes a summary from its parts.
  public init(
    name: String, path: String, architecture: String, layerCount: Int, headCount: Int,
    hiddenSize: Int, parameterCount: Int, precision: String, backend: String, threadCount: Int,
    digest: String, labels: [String], languageModel: LanguageModelReading? = nil,
    maximumTokens: Int, warnings: [String] = [], baselineTokens: BaselineTokens = BaselineTokens(),
    cleaner: TextCleaner = TextCleaner()
  ) {
    self.name = name
    self.path = path
    self.architecture = architecture
    self.layerCount = layerCount
    self.headCount = headCount
    self.hiddenSize = hiddenSize
    self.parameterCount = parameterCount
    self.precision = precision
    self.backend = backend
    self.threadCount = threadCount
    self.digest = digest
    self.labels = labels
    self.languageModel = languageModel
    self.maximumTokens = maximumTokens
    self.warnings = warnings
    self.baselineTokens = baselineTokens
    self.cleaner = cleaner
  }

  /// Takes what the dashboard needs from a loaded model's description.
  public init(_ info: ModelInfo) {
    let configuration = info.configuration
    self.init(
      name: info.name, path: info.path, architecture: configuration.architecture.rawValue,
      layerCount: configuration.layerCount, headCount: configuration.headCount,
      hiddenSize: configuration.hiddenSize, parameterCount: info.parameterCount,
      precision: info.precision, backend: info.backend, threadCount: info.threadCount,
      digest: info.digest, labels: configuration.labels,
      languageModel: configuration.languageModel,
      maximumTokens: configuration.maximumTokens, warnings: info.warnings,
      baselineTokens: BaselineTokens(info), cleaner: info.cleaner)
    isMultiLabel = configuration.problemType == .multiLabel
  }
}

extension ModelSummary.BaselineTokens {
  /// The tokens that explanations of a model take, asked for as they ask.
  init(_ info: ModelInfo) {
    let piece = Encoding(
      ids: [0], typeIDs: [0], tokens: [""], offsets: [0..<0], sequences: [0], wordIndices: [0],
      isSpecial: [false])
    func token(_ baseline: AttributionRequest.Baseline) -> String? {
      let ids = try? BaselineEncoding.ids(
        baseline, for: piece, tokenizer: info.tokenizer, configuration: info.configuration)
      return ids?.first.map { info.tokenizer.token(for: $0) ?? "id \($0)" }
    }
    self.init(padding: token(.padding), mask: token(.mask), unknown: token(.unknown))
  }
}
