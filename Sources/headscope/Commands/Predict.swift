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

      A line of it that cannot be used has its number and an error in its place, and the exit status is 1.
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
    var loading = try options.loadOptions
    // One call of the model is soonest done, and in least memory, by the weights as they are stored.
    loading.packing = .whenUsedAgain
    let model = try await LoadedModel.load(argument.model, loading)
    try input.checkRoom(in: model.info.tokenizer)
    let output = StandardOutput()
    var list = ResultList(to: output, isDocument: format == .json)
    var cut = CutCounter()
    let progress = Progress()
    defer { progress.finish() }
    // A service's stream goes on behind a line that cannot be used.
    let goesOn = format == .jsonl && source.isStream
    var bad = BadLines()
    let isSingle = !source.isStream && argument.texts.count == 1
    do {
      while true {
        var texts: [InputText] = []
        do {
          texts =
            try goesOn
            ? source.nextUsableTexts(limit: Self.batchSize)
            : source.nextTexts(limit: Self.batchSize)
          if texts.isEmpty { break }
        } catch let line as BadLine {
          try list.append([bad.object(line)])
        }
        while !texts.isEmpty {
          // Texts before one that cannot be read are answered first.
          let (results, failure) = try await answer(texts, by: model)
          for result in results { cut.add(result.encoding) }
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
          progress.advance(by: results.count)
          texts.removeFirst(results.count)
          guard let failure, let text = texts.first else { continue }
          guard goesOn, let line = BadLine(failure, of: text) else { throw failure }
          try list.append([bad.object(line)])
          texts.removeFirst()
        }
      }
    } catch {
      // A document is a document even if it ends early; its reader may be gone.
      if format != .table { try? list.finishAfterFailure() }
      throw error
    }
    progress.finish()
    if format != .table { try list.finish() }
    cut.warn(limit: model.limit(input.maximumLength))
    try bad.check()
  }

  /// What the model says of texts, up to the first that it cannot read, and what is wrong with that.
  private func answer(
    _ texts: [InputText], by model: LoadedModel
  ) async throws -> (results: [PredictionResult], failure: (any Error)?) {
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
    let results = zip(zip(texts, encodings), predictions).map { pair, prediction in
      PredictionResult(
        model: model.summary, text: pair.0.text, pair: pair.0.pair, encoding: pair.1,
        prediction: prediction)
    }
    return (results, failure)
  }
}
