import ArgumentParser
import Foundation
import Model

/// `headscope predict`: what the model says of texts.
struct Predict: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Prints what the model says of texts.",
    discussion: """
      Many texts are answered in order as they come, in constant memory: \
      headscope predict --file texts.txt --format jsonl
      """)

  /// The forms of the answer.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
    case jsonl
  }

  /// Texts in one call of the model: enough rows for its kernels, few enough to be answered soon.
  private static let batchSize = 32

  @OptionGroup var input: InputOptions
  @OptionGroup var options: ModelOptions
  @Option(help: "How answers are printed.") var format = Format.table

  func run() async throws {
    let interruption = Interruption.handle()
    defer { interruption.cancel() }
    let argument = try input.resolve(options)
    let source = try input.source(argument)
    let model = try await LoadedModel.load(argument.model, try options.loadOptions)
    try input.checkRoom(in: model.info.tokenizer)
    let output = StandardOutput()
    var list = ResultList(to: output, isDocument: format == .json)
    var cut = CutCounter()
    let progress = Progress()
    defer { progress.finish() }
    let isSingle = !source.isStream && argument.texts.count == 1
    do {
      while case let texts = try source.nextTexts(limit: Self.batchSize), !texts.isEmpty {
        // Texts before one that cannot be read are answered first.
        var encodings: [Encoding] = []
        var failure: (any Error)?
        for text in texts {
          do {
            encodings.append(try model.encode(text, maximumLength: input.maximumLength))
          } catch {
            failure = error
            break
          }
        }
        let predictions = encodings.isEmpty ? [] : try await model.actor.predict(encodings)
        var results: [PredictionResult] = []
        for ((text, encoding), prediction) in zip(zip(texts, encodings), predictions) {
          cut.add(encoding)
          results.append(
            PredictionResult(
              model: model.summary, text: text.text, pair: text.pair, encoding: encoding,
              prediction: prediction))
        }
        switch format {
        case .table:
          try output.show(
            results.map(isSingle ? PredictionTable.single : PredictionTable.line).joined())
        case .json, .jsonl:
          let layout = list.layout
          try list.append(
            results.map { result in
              JSONWriter.text(layout: layout) { PredictionJSON.write(result, to: &$0) }
            })
        }
        progress.advance(by: encodings.count)
        if let failure { throw failure }
      }
    } catch {
      // A document is a document even if it ends early; its reader may be gone.
      if format != .table { try? list.finishAfterFailure() }
      throw error
    }
    progress.finish()
    if format != .table { try list.finish() }
    cut.warn(limit: model.limit(input.maximumLength))
  }
}
