import Model
import TUI

extension InfoReport {
  /// The report as text: what the model is, a drawing of it from text to logits, the machine, the environment.
  var text: String {
    var text = "\(VisibleText.escaped(model.name))\n\n"
    text += facts.text
    for warning in model.warnings { text += "\nwarning: \(VisibleText.escaped(warning))\n" }
    text += "\nFrom text to logits (T tokens, at most \(Wording.grouped(model.maximumTokens)))\n\n"
    text += drawing
    text += "\nEnvironment\n\n"
    var variables = TextTable(columns: [.left(""), .left(""), .left("")])
    for variable in environment {
      variables.append([
        "  " + variable.name, variable.value.map { VisibleText.escaped($0) } ?? "not set",
        variable.purpose,
      ])
    }
    return text + variables.text
  }

  private var tokenizerText: String { "\(tokenizer), \(Wording.grouped(pieceCount)) pieces" }

  private var facts: TextTable {
    var table = TextTable(columns: [.left(""), .left("")])
    func fact(_ name: String, _ value: String) { table.append(["  " + name, value]) }
    fact("path", VisibleText.escaped(model.path))
    fact(
      "architecture",
      "\(model.architecture), \(Wording.count(configuration.layerCount, "layer")) of \(configuration.hiddenSize), "
        + Wording.count(configuration.headCount, "head"))
    if !model.classesArePieces {
      fact(
        "labels",
        "\(model.labels.count): "
          + model.labels.map { VisibleText.escaped($0) }.joined(separator: ", "))
    }
    if let reading { fact("says", reading) }
    fact("problem", "\(configuration.problemType.rawValue), \(outputMeaning)")
    fact("tokenizer", tokenizerText)
    fact("limit", "\(Wording.grouped(model.maximumTokens)) tokens")
    fact(
      "weights",
      "\(Wording.grouped(model.parameterCount)) parameters, \(Figures.bytes(weightBytes)) on disk")
    fact("digest", model.digest)
    fact("precision", model.precisionText)
    fact("backend", model.backend)
    fact("threads", String(model.threadCount))
    fact(
      "cpu",
      cpu.features.isEmpty ? cpu.name : "\(cpu.name): \(cpu.features.joined(separator: " "))")
    fact(
      "bf16",
      bfloat16Instructions.map { "\($0): --precision bf16 can be used" }
        ?? "this CPU has no AVX512_BF16: --precision bf16 is refused")
    return table
  }

  /// A line a part, read downwards, with an arrow between them.
  private var drawing: String {
    var table = TextTable(columns: [.left(""), .left(""), .right(""), .left("")])
    table.append(["  text", "", "", ""])
    table.append([
      "  │ tokenizer", "T ids", "", tokenizerText,
    ])
    for block in blocks {
      let parameters = Wording.grouped(block.parameters)
      table.append([
        "  │ \(block.name)", block.shape,
        block.count == 1 ? parameters : "\(block.count) × \(parameters)", block.detail,
      ])
    }
    table.append([
      "  ▼ logits", Wording.grouped(model.labels.count), Wording.grouped(model.parameterCount),
      outputMeaning,
    ])
    return table.text
  }
}
