package import Model

extension Probe {
  /// Writes it as an object: a line of `probes.jsonl`, an element of `replay --format json`.
  ///
  /// Members that `explain --format json` has as well have its names and meaning.
  package func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("step", step)
      object.member("epoch", epoch)
      object.member("text", text)
      object.member("tokens") { writer in
        writer.array(0..<encoding.count) { writer, piece in
          writer.object { object in
            object.member("text", encoding.tokens[piece])
            object.member("id", Int(encoding.ids[piece]))
            object.member("start", encoding.offsets[piece].lowerBound)
            object.member("end", encoding.offsets[piece].upperBound)
            object.member("special", encoding.isSpecial[piece])
            object.member("word", encoding.wordIndices[piece])
          }
        }
      }
      object.member("labels", labels)
      object.member("logits", logits)
      object.member("probabilities", probabilities)
      object.member("method", attribution.method)
      object.member("target") {
        $0.object {
          $0.member("index", attribution.target)
          $0.member("label", label)
        }
      }
      object.member("output", "logit")
      object.member("attributions", attribution.values)
      object.member("baseOutput", attribution.baseOutput)
      object.member("outputValue", attribution.outputValue)
      object.member("delta", attribution.delta)
      object.member("patterns") { writer in
        writer.array(heads) { writer, layer in
          writer.array(layer) { writer, head in
            writer.object {
              $0.member("type", head.pattern)
              $0.member("score", head.score)
            }
          }
        }
      }
    }
  }

  /// Reads an object; nil for what is none of a probe, or has not as many numbers as it should.
  init?(_ value: JSONValue) {
    guard let object = value.objectValue, let step = object["step"]?.intValue,
      let text = object["text"]?.stringValue, let tokens = object["tokens"]?.arrayValue,
      let labels = object["labels"]?.arrayValue?.compactMap(\.stringValue), !labels.isEmpty,
      let logits = Self.numbers(object["logits"]), logits.count == labels.count,
      let probabilities = Self.numbers(object["probabilities"]),
      probabilities.count == labels.count,
      let target = object["target"]?["index"]?.intValue, labels.indices.contains(target),
      let values = Self.numbers(object["attributions"]), values.count == tokens.count,
      let output = object["outputValue"]?.doubleValue,
      let encoding = Self.encoding(tokens, scalars: text.unicodeScalars.count)
    else { return nil }
    self.step = step
    epoch = object["epoch"]?.doubleValue ?? 0
    self.text = text
    self.encoding = encoding
    self.labels = labels
    self.logits = logits
    self.probabilities = probabilities
    attribution = Attribution(
      method: object["method"]?.stringValue ?? "", target: target, values: values,
      baseOutput: object["baseOutput"]?.doubleValue.map { Float($0) },
      outputValue: Float(output), delta: object["delta"]?.doubleValue.map { Float($0) })
    heads = (object["patterns"]?.arrayValue ?? []).map { layer in
      (layer.arrayValue ?? []).compactMap { head in
        guard let pattern = head["type"]?.stringValue else { return nil }
        return Head(pattern: pattern, score: Float(head["score"]?.doubleValue ?? 0))
      }
    }
  }

  /// Numbers of which null is one that is none.
  private static func numbers(_ value: JSONValue?) -> [Float]? {
    value?.arrayValue?.map { Float($0.doubleValue ?? .nan) }
  }

  private static func encoding(_ tokens: [JSONValue], scalars: Int) -> Encoding? {
    var encoding = Encoding(
      ids: [], typeIDs: [], tokens: [], offsets: [], sequences: [], wordIndices: [], isSpecial: [])
    for token in tokens {
      guard let text = token["text"]?.stringValue,
        let id = token["id"]?.intValue.flatMap({ Int32(exactly: $0) }),
        let start = token["start"]?.intValue, let end = token["end"]?.intValue,
        start >= 0, start <= end, end <= scalars
      else { return nil }
      let isSpecial = token["special"]?.boolValue ?? false
      encoding.ids.append(id)
      encoding.typeIDs.append(0)
      encoding.tokens.append(text)
      encoding.offsets.append(start..<end)
      encoding.sequences.append(isSpecial ? nil : 0)
      encoding.wordIndices.append(token["word"]?.intValue)
      encoding.isSpecial.append(isSpecial)
    }
    return encoding
  }
}
