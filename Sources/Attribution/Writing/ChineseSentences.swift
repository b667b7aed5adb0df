internal import Model

/// What can be said of an explanation, in Chinese.
struct ChineseSentences: ExplanationSentences {
  let space = ""

  func verdict(_ facts: ExplanationFacts) -> String {
    let (label, figure) = (quoted(facts.verdict.label), outputFigure(facts.verdict.output, facts))
    let next =
      facts.runnerUp.map { "；其次是\(quoted($0.label))，为 \(outputFigure($0.output, facts))" } ?? ""
    switch facts.outputKind {
    case .probabilities: return "模型把这段文本判为\(label)，概率 \(figure)\(next)。"
    case .independentProbabilities:
      return "各标签互不排斥，模型给\(label)的概率最高，为 \(figure)\(next)。"
    case .outputs:
      return next.isEmpty
        ? "模型对\(label)的输出为 \(figure)；它不是概率。"
        : "模型对\(label)的输出最大，为 \(figure)\(next)；这些数不是概率。"
    }
  }

  func otherTarget(_ facts: ExplanationFacts) -> String {
    "以下数值解释的是\(quoted(facts.target.label))，模型并没有选它"
      + "（\(output(facts)) \(outputFigure(facts.target.output, facts))）。"
  }

  func noParts(_ facts: ExplanationFacts) -> String { "文本中没有\(unit(facts))。" }

  func noWeight(_ facts: ExplanationFacts) -> String {
    "按 \(method(facts))，没有一个\(unit(facts))有权重：所有数值都是 0。"
  }

  func onlyPart(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String {
    let begin = "按 \(method(facts))，唯一的\(unit(facts))\(quoted(part.text))的数值为 \(value(part, facts))"
    switch part.direction {
    case .towards where facts.isSigned: return begin + "，支持\(subject(facts))。"
    case .against where facts.isSigned: return begin + "，反对\(subject(facts))。"
    default: return begin + "。"
    }
  }

  func leading(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String {
    let what =
      facts.quantity == nil
      ? "权重最大的是" : facts.isSigned ? "最支持\(subject(facts))的是" : "对\(subject(facts))影响最大的是"
    return "按 \(method(facts))，\(what)\(ranked(parts, facts))。"
  }

  func nothingFor(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String {
    "按 \(method(facts))，没有一个\(unit(facts))支持\(subject(facts))；最反对它的是\(ranked(parts, facts))。"
  }

  func leadingAgainst(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String {
    "按 \(method(facts))，权重最大的部分反对\(subject(facts))：\(ranked(parts, facts))。"
  }

  func against(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String {
    "反对它的有\(list(parts.map { named($0, facts) }))。"
  }

  func nothingAgainst(_ facts: ExplanationFacts) -> String { "没有\(unit(facts))反对它。" }

  func atMost(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String {
    "\(part.direction == .towards ? "支持" : "反对")它的至多是\(named(part, facts))。"
  }

  func unsigned(_ facts: ExplanationFacts) -> String { "这种方法不区分支持与反对。" }

  func sameForEveryClass(_ facts: ExplanationFacts) -> String { "这些数值对每个标签都一样。" }

  func half(_ count: Int, _ facts: ExplanationFacts) -> String {
    let all = facts.ordinaryParts.count
    let whose = facts.specialShare > 0 ? "全部\(unit(facts))权重的一半" : "一半的权重"
    if count == all { return "要 \(all) 个\(unit(facts))合起来才占\(whose)。" }
    return "\(Wording.grouped(all)) 个\(unit(facts))中的 \(count) 个就占了\(whose)。"
  }

  func specialTokens(_ facts: ExplanationFacts) -> String {
    var seen: Set<String> = []
    let names = facts.parts.filter { $0.isSpecial && seen.insert($0.text).inserted }
    return "特殊标记\(list(names.map { quoted($0.text) }))占权重的 \(percent(facts.specialShare))。"
  }

  func withoutValue(_ count: Int, _ facts: ExplanationFacts) -> String {
    "有 \(count) 个数值无效，未计入。"
  }

  func amounts(_ facts: ExplanationFacts) -> String {
    let whose = isNeuron(facts) ? "" : "\(quoted(facts.target.label))的"
    let name = whose + padded(quantity(facts))
    guard let base = facts.baseOutput else {
      guard let delta = facts.delta else {
        return "\(name)为 \(ProseFigures.alone(facts.output))。"
      }
      let relevance = facts.output + delta
      let decimals = ProseFigures.decimals(for: [facts.output, relevance])
      return "\(name)为 \(ProseFigures.fixed(facts.output, decimals: decimals))，其中 "
        + "\(ProseFigures.fixed(relevance, decimals: decimals)) 的相关性归于各标记，"
        + "\(ProseFigures.fixed(-delta, decimals: decimals)) 被偏置和 softmax 吸收。"
    }
    let decimals = ProseFigures.decimals(for: [facts.output, base])
    return "\(name)为 \(ProseFigures.fixed(facts.output, decimals: decimals))，基线为 "
      + "\(ProseFigures.fixed(base, decimals: decimals))：要解释的变化是 "
      + "\(ProseFigures.signed(facts.change, decimals: decimals))。"
  }

  func layers(_ facts: ExplanationFacts) -> String {
    let layers = facts.layers.enumerated().map { index, layer in
      let parts = layer.strongest.map { "\(quoted($0.text))（\(layerValue($0.value, facts))）" }
      return "第 \(index) 层 \(layerValue(layer.sum, facts))"
        + (parts.isEmpty ? "" : "，最多处为\(list(parts))")
    }
    return "流经各层的量：\(layers.joined(separator: "；"))。以上数值属于第 \(facts.shownLayer) 层。"
  }

  func openOrder(_ order: ExplanationFacts.OpenOrder, _ facts: ExplanationFacts) -> String {
    "\(quoted(order.first.text))和\(quoted(order.second.text))哪个权重更大尚无定论：两者之差小于误差。"
  }

  func noUncertainty(_ facts: ExplanationFacts) -> String { "这些数值的误差未知。" }

  func failures(_ count: Int, of run: Int) -> String {
    let what =
      run == 1
      ? "所做的唯一一项检验未通过"
      : count == run ? "\(run) 项检验全部未通过" : "\(run) 项检验中有 \(count) 项未通过"
    return "\(what)，请谨慎看待这些数值。"
  }

  func passes(_ count: Int, of run: Int) -> String {
    run == 1
      ? "所做的唯一一项检验通过。"
      : count == run ? "\(run) 项检验全部通过。" : "\(run) 项检验中有 \(count) 项通过。"
  }

  func notRun(_ kinds: [ExplanationCheck.Kind]) -> String { "未检验：\(list(kinds.map(name)))。" }

  func noChecks() -> String { "这些数值未经检验。" }

  func check(_ check: ExplanationCheck, _ facts: ExplanationFacts) -> String? {
    check.value.map { "\(name(check.kind))：\(finding(check, $0, facts))。" }
  }

  private func finding(
    _ check: ExplanationCheck, _ value: Double, _ facts: ExplanationFacts
  ) -> String {
    let failed = check.hasFailed
    let tau = ProseFigures.fixed(value, decimals: 2)
    let unit = unit(facts)
    switch check.kind {
    case .completeness:
      let what = facts.baseOutput == nil ? padded(quantity(facts)) : "变化"
      let amount = ProseFigures.alone(abs(value))
      if facts.change == 0 { return "数值之和与\(what)（为 0）相差 \(amount)" }
      let share = abs(value / facts.change)
      return failed
        ? "数值之和与\(what)相差 \(amount)，占其 \(ProseFigures.smallPercent(share))%"
        : "数值之和与\(what)相符，误差不超过 \(ProseFigures.percentBound(share))%"
    case .comprehensiveness: return "去掉排名最高的\(unit)后，输出" + moves(value, only: failed)
    case .sufficiency: return "只留排名最高的\(unit)时，输出" + moves(value, only: false)
    case .leaveOneOut: return "排序与逐个去掉\(unit)的结果\(failed ? "不一致" : "一致")（τ \(tau)）"
    case .agreement: return "其他方法对\(unit)的排序与此\(failed ? "不同" : "相近")（平均 τ \(tau)）"
    case .infidelity:
      return "这些数值\(failed ? "不能" : "能")预示随机去掉\(unit)的效果（最佳缩放下均方误差 "
        + "\(ProseFigures.alone(value))）"
    case .sensitivity:
      return "向量几乎不变时，这些数值\(failed ? "的变化可达" : "的变化至多为")自身的 \(percent(value))"
    case .stability: return "换用其他随机种子，对\(unit)的排序\(failed ? "不同" : "相近")（平均 τ \(tau)）"
    case .surrogate: return "数值所依据的线性模型\(failed ? "拟合不佳" : "拟合良好")（R² \(tau)）"
    case .uncertainty:
      let named = facts.decisiveParts.count
      if value == 0 { return "所列数值都不小于各自的误差" }
      if named == 1 { return "所列数值小于其误差，正负不定" }
      return "所列 \(named) 个数值中有 \(Int(exactly: value) ?? named) 个小于其误差，正负不定"
    }
  }

  private func moves(_ fall: Double, only: Bool) -> String {
    if fall == 0 { return "不变" }
    let amount = ProseFigures.alone(abs(fall))
    return fall > 0 ? "平均\(only ? "仅" : "")下降 \(amount)" : "平均上升 \(amount)"
  }

  func method(_ facts: ExplanationFacts) -> String {
    guard facts.quantity != nil else { return facts.method }
    return "\(facts.method)（解释\(padded(quantity(facts), after: false))）"
  }

  func classOutput(
    _ output: ExplanationFacts.ClassOutput, _ facts: ExplanationFacts
  ) -> String {
    "\(quoted(output.label))，\(self.output(facts)) \(outputFigure(output.output, facts))"
  }

  func field(_ part: ExplanationFacts.Part, _ facts: ExplanationFacts) -> String {
    let side = part.direction == .towards ? "支持" : "反对"
    return "\(quoted(part.text))：\(value(part, facts))，占权重 \(percent(facts.share(of: part)))"
      + (facts.isSigned ? "，\(side)\(subject(facts))" : "")
  }

  func checkLine(_ check: ExplanationCheck, _ facts: ExplanationFacts) -> String {
    guard let value = check.value else { return "\(name(check.kind))（未检验）。" }
    let outcome = check.hasFailed ? "未通过" : "通过"
    return "\(name(check.kind))（\(outcome)）：\(finding(check, value, facts))。"
  }

  // MARK: Parts of sentences

  private func unit(_ facts: ExplanationFacts) -> String {
    switch facts.unit {
    case .piece: "词片"
    case .word: "词"
    case .field: "字段"
    case .sentence: "句子"
    }
  }

  /// What values speak for or against.
  private func subject(_ facts: ExplanationFacts) -> String {
    isNeuron(facts) ? padded(quantity(facts)) : quoted(facts.target.label)
  }

  private func isNeuron(_ facts: ExplanationFacts) -> Bool {
    if case .neuron = facts.quantity { true } else { false }
  }

  private func quantity(_ facts: ExplanationFacts) -> String {
    switch facts.quantity {
    case .logit: "logit"
    case .probability: "概率"
    case .output, nil: "输出"
    case .neuron(let name): "神经元 \(name)"
    }
  }

  /// A name with blanks where Latin letters and digits meet Chinese characters.
  private func padded(_ name: String, after: Bool = true) -> String {
    let (begins, ends) = (name.first?.isASCII ?? false, name.last?.isASCII ?? false)
    return (begins ? " " : "") + name + (ends && after ? " " : "")
  }

  /// What the model's outputs are called.
  private func output(_ facts: ExplanationFacts) -> String {
    facts.outputKind == .outputs ? "输出" : "概率"
  }

  private func named(
    _ part: ExplanationFacts.Part, _ facts: ExplanationFacts, namesWeight: Bool = false
  ) -> String {
    "\(quoted(part.text))（\(value(part, facts))，\(namesWeight ? "占权重的 " : "")"
      + "\(percent(facts.share(of: part)))）"
  }

  /// `“a”（…），其次是“b”（…）和“c”（…）`.
  private func ranked(_ parts: [ExplanationFacts.Part], _ facts: ExplanationFacts) -> String {
    guard let first = parts.first else { return "" }
    let begin = named(first, facts, namesWeight: true)
    return parts.count == 1
      ? begin : "\(begin)，其次是\(list(parts.dropFirst().map { named($0, facts) }))"
  }

  func percent(_ share: Double) -> String { ProseFigures.percent(share) + "%" }

  private func name(_ kind: ExplanationCheck.Kind) -> String {
    switch kind {
    case .completeness: "完备性"
    case .comprehensiveness: "全面性"
    case .sufficiency: "充分性"
    case .leaveOneOut: "留一检验"
    case .agreement: "方法间一致性"
    case .infidelity: "不忠实度"
    case .sensitivity: "敏感度"
    case .stability: "随机种子稳定性"
    case .surrogate: "代理模型拟合"
    case .uncertainty: "不确定性"
    }
  }

  func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: "、") + "和" + last
  }
}
