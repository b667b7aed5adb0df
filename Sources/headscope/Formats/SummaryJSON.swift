import Attribution
import Model

/// The JSON of `summarize`: a contract, to which members are added and in which none is renamed.
enum SummaryJSON {
  /// The document's version; it changes when a member changes its meaning.
  static let version = 1

  /// One object: all texts, then each class that was predicted, then each confusion, the most frequent first.
  ///
  /// - Parameters:
  ///   - top: How many words each list has.
  ///   - minimumTexts: In how many texts a word is that is listed by a mean.
  static func text(_ result: SummaryResult, top: Int, minimumTexts: Int) -> String {
    let summary = result.summary
    return JSONWriter.text(layout: .members) { writer in
      writer.object { object in
        object.member("version", version)
        object.member("model", result.model)
        object.member("digest", result.digest)
        object.member("labels", result.labels)
        object.member("method", result.method)
        object.member("parameters") { writer in
          writer.object { object in
            for (name, value) in result.parameters.sorted(by: { $0.key < $1.key }) {
              object.member(name, value)
            }
          }
        }
        object.member("data", result.data)
        object.member("texts", summary.textCount)
        object.member("minimumTexts", minimumTexts)
        object.member("wordLimit", summary.wordLimit)
        object.member("forgotten", summary.forgottenCount)
        object.member("all") { writer in
          writer.object { members(.all, of: result, top, minimumTexts, to: &$0) }
        }
        object.member("classes") { writer in
          writer.array(summary.predictedClasses) { writer, label in
            writer.object { object in
              object.member("label", result.label(label))
              members(.predicted(label), of: result, top, minimumTexts, to: &object)
            }
          }
        }
        object.member("confusions") { writer in
          writer.array(summary.confusions) { writer, confusion in
            writer.object { object in
              object.member("label", result.label(confusion.labelled))
              object.member("predicted", result.label(confusion.predicted))
              members(
                .confusion(labelled: confusion.labelled, predicted: confusion.predicted),
                of: result, top, minimumTexts, to: &object)
            }
          }
        }
        object.member("seconds", result.seconds)
      }
    }
  }

  private static func members(
    _ scope: AttributionSummary.Scope, of result: SummaryResult, _ top: Int, _ minimumTexts: Int,
    to object: inout JSONWriter
  ) {
    let section = result.summary.section(scope)
    object.member("texts", section.total.textCount)
    object.member("words", section.wordCount)
    object.member("occurrences", section.total.occurrenceCount)
    object.member("mean", section.total.mean)
    object.member("meanAbsolute", section.total.meanAbsolute)
    object.member("undefined", section.undefinedCount)
    object.member("targets") { writer in
      writer.object { object in
        for (label, count) in section.targetCounts.sorted(by: { $0.key < $1.key }) {
          object.member(result.label(label), count)
        }
      }
    }
    object.member("top") { writer in
      writer.object { object in
        for order in SummaryOrder.allCases {
          object.member(order.rawValue) { writer in
            writer.array(section.words(by: order, most: top, minimumTexts: minimumTexts)) {
              word($1, to: &$0)
            }
          }
        }
      }
    }
  }

  private static func word(_ word: SummarySection.Word, to writer: inout JSONWriter) {
    writer.object { object in
      object.member("text", word.text)
      object.member("texts", word.tally.textCount)
      object.member("occurrences", word.tally.occurrenceCount)
      object.member("sum", word.tally.sum)
      object.member("mean", word.tally.mean)
      object.member("meanAbsolute", word.tally.meanAbsolute)
    }
  }
}
