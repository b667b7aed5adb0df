import Attribution
import Model
import Testing

/// Sentences from facts; every expected one was written by hand.
@Suite struct ExplanationProseTests {
  private func english(_ facts: ExplanationFacts) -> [String] {
    ExplanationProse(facts).paragraphs
  }

  private func chinese(_ facts: ExplanationFacts) -> [String] {
    ExplanationProse(facts, language: .chinese).paragraphs
  }

  /// What is said of the parts of an explanation by LIME without a baseline.
  private func parts(_ parts: [ExplanationFacts.Part]) -> (english: String, chinese: String) {
    var facts = ExampleFacts.fear(parts)
    facts.method = "LIME"
    facts.quantity = .probability
    return (english(facts)[1], chinese(facts)[1])
  }

  @Test func aWholeExplanationInEnglish() {
    var facts = ExampleFacts.fear
    facts.checks = [
      .completeness(delta: facts.delta, change: facts.change),
      .comprehensiveness(0.61), .sufficiency(nil, comprehensiveness: 0.61),
      .leaveOneOut(tau: 0.05), .agreement(taus: [0.8, nil, 0.82]),
    ]
    facts.training = ExampleFacts.training
    #expect(
      english(facts) == [
        "The model reads the text as “fear” with probability 0.971; next comes “sadness” with 0.012.",
        "1 of 4 checks failed, so read the values with care. Leave-one-out: the order is unlike that of "
          + "leaving out one word at a time (τ 0.05).",
        "By integrated gradients of the logit, “fear” is supported most by “anxious” (+3.12, 58 % of "
          + "the weight), then “racing” (+1.20, 22 %) and “crowd” (+0.84, 16 %). Against it speaks “felt” "
          + "(-0.22, 4 %). 1 of the 5 words carries half of the weight. The logit of “fear” is 6.21, and "
          + "1.25 for the baseline: the change to explain is +4.96.",
        "How far the values may be off is not known. 3 of 4 checks passed. Completeness: the values add "
          + "up to the change within 0.1 %. Comprehensiveness: without the words ranked highest the "
          + "output falls by 0.610 on average. Agreement between methods: other methods rank the words "
          + "alike (mean τ 0.81). Not checked: sufficiency.",
        "Of 16,000 labelled training texts the nearest are “i feel anxious in a crowd” (“fear”, "
          + "similarity 0.94, with “anxious” and “crowd” too); “my heart is racing” (“joy”, 0.90, with "
          + "“racing” too); “i am scared” (“fear”, 0.87). Of the 3 nearest, 2 are labelled “fear” and 1 “joy”.",
        "“anxious” is in 124 training texts: 118 “fear” (95 %, 7.8 times its usual share) and 6 “sadness” "
          + "(5 %). “racing” is in no training text.",
      ])
  }

  @Test func everyParagraphSaysWhatItIsAbout() {
    var facts = ExampleFacts.fear
    #expect(ExplanationProse(facts).subjects == [.verdict, .parts, .certainty, .neighbours])
    facts.checks = [.leaveOneOut(tau: 0.05)]
    facts.training = ExampleFacts.training
    #expect(
      ExplanationProse(facts).subjects
        == [.verdict, .failures, .parts, .certainty, .neighbours, .words])
  }

  @Test func layersAreAParagraphBehindTheParts() {
    var facts = ExampleFacts.fear
    facts.shownLayer = 1
    facts.layers = [
      .init(
        sum: 4.96,
        parts: [.init("felt", -0.5), .init("i", .nan), .init("so", 0), .init("crowd", 3)]),
      .init(sum: 0, parts: []),
    ]
    let prose = ExplanationProse(facts)
    #expect(prose.subjects == [.verdict, .parts, .layers, .certainty, .neighbours])
    #expect(
      prose.paragraphs[2]
        == "What flows through each layer: layer 0 +4.96, most at “crowd” (+3.00) and “felt” (-0.50); "
        + "layer 1 0. The values above are those of layer 1.")
  }

  @Test func aWholeExplanationInChinese() {
    var facts = ExampleFacts.fear
    facts.checks = [
      .completeness(delta: facts.delta, change: facts.change),
      .comprehensiveness(0.61), .sufficiency(nil, comprehensiveness: 0.61),
      .leaveOneOut(tau: 0.05), .agreement(taus: [0.8, nil, 0.82]),
    ]
    facts.training = ExampleFacts.training
    #expect(
      chinese(facts) == [
        "模型把这段文本判为“fear”，概率 0.971；其次是“sadness”，为 0.012。",
        "4 项检验中有 1 项未通过，请谨慎看待这些数值。留一检验：排序与逐个去掉词的结果不一致（τ 0.05）。",
        "按 integrated gradients（解释 logit），最支持“fear”的是“anxious”（+3.12，占权重的 58%），"
          + "其次是“racing”（+1.20，22%）和“crowd”（+0.84，16%）。反对它的有“felt”（-0.22，4%）。"
          + "5 个词中的 1 个就占了一半的权重。“fear”的 logit 为 6.21，基线为 1.25：要解释的变化是 +4.96。",
        "这些数值的误差未知。4 项检验中有 3 项通过。完备性：数值之和与变化相符，误差不超过 0.1%。"
          + "全面性：去掉排名最高的词后，输出平均下降 0.610。方法间一致性：其他方法对词的排序与此相近（平均 τ 0.81）。"
          + "未检验：充分性。",
        "在 16,000 条有标签的训练文本中，最相近的是“i feel anxious in a crowd”（“fear”，相似度 0.94，"
          + "同样含有“anxious”和“crowd”）；“my heart is racing”（“joy”，0.90，同样含有“racing”）；"
          + "“i am scared”（“fear”，0.87）。最相近的 3 条中，2 条为“fear”，1 条为“joy”。",
        "“anxious”出现在 124 条训练文本中：“fear” 118 条（95%，是其通常占比的 7.8 倍），“sadness” 6 条（5%）。"
          + "“racing”没有出现在任何训练文本中。",
      ])
  }

  @Test func whatIsNotKnownIsSaid() {
    let facts = ExampleFacts.fear
    #expect(
      english(facts).suffix(2) == [
        "How far the values may be off is not known. The values were not checked.",
        "The training data is not known.",
      ])
    #expect(chinese(facts).suffix(2) == ["这些数值的误差未知。这些数值未经检验。", "训练数据未知。"])
  }

  @Test func noPartSpeaksForTheClass() {
    let said = parts([.init("not", -0.3), .init("good", -0.1)])
    #expect(
      said.english
        == "By LIME of the probability, no word speaks for “fear”; most against it is “not” "
        + "(-0.300, 75 % of the weight), then “good” (-0.100, 25 %). 1 of the 2 words carries half of the "
        + "weight.")
    #expect(
      said.chinese == "按 LIME（解释概率），没有一个词支持“fear”；最反对它的是“not”（-0.300，占权重的 75%），"
        + "其次是“good”（-0.100，25%）。2 个词中的 1 个就占了一半的权重。")
  }

  @Test func noPartSpeaksAgainstTheClass() {
    let said = parts([.init("very", 0.25), .init("good", 0.75)])
    #expect(
      said.english
        == "By LIME of the probability, “fear” is supported most by “good” (+0.750, 75 % of "
        + "the weight), then “very” (+0.250, 25 %). No word speaks against it. 1 of the 2 words carries "
        + "half of the weight.")
    #expect(said.chinese.contains("（+0.250，25%）。没有词反对它。"))
  }

  @Test func theOtherSideIsSmall() {
    let crumbs = parts([.init("good", 0.995), .init("the", -0.005)])
    #expect(crumbs.english.contains(" Against it speaks at most “the” (-0.005, <1 %)."))
    #expect(crumbs.chinese.contains("反对它的至多是“the”（-0.005，<1%）。"))
    let against = parts([.init("a", 0.004), .init("bad", -0.996)])
    #expect(
      against.english.hasPrefix(
        "By LIME of the probability, what weighs most speaks against “fear”: “bad” (-0.996, >99 % of "
          + "the weight). For it speaks at most “a” (+0.004, <1 %)."))
    #expect(
      against.chinese.hasPrefix(
        "按 LIME（解释概率），权重最大的部分反对“fear”：“bad”（-0.996，占权重的 >99%）。支持它的至多是“a”（+0.004，<1%）。"))
  }

  @Test func severalSpeakAgainst() {
    let said = parts([.init("a", 0.5), .init("b", -0.3), .init("c", -0.2)])
    #expect(said.english.contains("Against it speak “b” (-0.300, 30 %) and “c” (-0.200, 20 %)."))
    #expect(said.chinese.contains("反对它的有“b”（-0.300，30%）和“c”（-0.200，20%）。"))
  }

  @Test func allValuesAreZero() {
    let said = parts([.init("so", 0), .init("it", 0)])
    #expect(said.english == "By LIME of the probability, no word has any weight: every value is 0.")
    #expect(said.chinese == "按 LIME（解释概率），没有一个词有权重：所有数值都是 0。")
  }

  @Test func aSinglePart() {
    let good = parts([.init("good", 1.2)])
    #expect(
      good.english
        == "By LIME of the probability, the only word, “good”, has the value +1.20 and speaks for “fear”."
    )
    #expect(good.chinese == "按 LIME（解释概率），唯一的词“good”的数值为 +1.20，支持“fear”。")
    #expect(parts([.init("bad", -1.2)]).english.hasSuffix("-1.20 and speaks against “fear”."))
    #expect(parts([.init("it", 0)]).english.hasSuffix("“it”, has the value 0."))
  }

  @Test func relevanceTellsWhatTheTokensHaveOfIt() {
    // 4.84 − 2.23 = 2.61.
    var facts = ExampleFacts.fear([.init("good", 1.2), .init("bad", -0.4)])
    facts.output = 4.84
    facts.delta = -2.23
    #expect(
      english(facts)[1].hasSuffix(
        "The logit of “fear” is 4.84: of its relevance the tokens have 2.61, biases and softmax "
          + "2.23."))
    #expect(
      chinese(facts)[1].hasSuffix(
        "“fear”的 logit 为 4.84，其中 2.61 的相关性归于各标记，2.23 被偏置和 softmax 吸收。"))
  }

  @Test func noParts() {
    #expect(parts([]).english == "The text has no words.")
    #expect(parts([]).chinese == "文本中没有词。")
  }

  @Test func specialTokensAreNotNamedAmongWordsButCount() {
    let said = parts([
      .init("[CLS]", 0.5, isSpecial: true), .init("good", 0.3), .init("bad", -0.2),
      .init("[SEP]", 0, isSpecial: true),
    ])
    #expect(said.english.contains("supported most by “good” (+0.300, 30 % of the weight)."))
    #expect(said.english.contains("1 of the 2 words carries half of the words’ weight."))
    #expect(
      said.english.contains("The special tokens “[CLS]” and “[SEP]” carry 50 % of the weight."))
    #expect(said.chinese.contains("2 个词中的 1 个就占了全部词权重的一半。"))
    #expect(said.chinese.contains("特殊标记“[CLS]”和“[SEP]”占权重的 50%。"))
  }

  @Test func valuesThatAreNoNumbersAreLeftOut() {
    let said = parts([.init("a", .nan), .init("b", 1), .init("c", -1)])
    #expect(said.english.contains("“b” (+1.00, 50 % of the weight)."))
    #expect(said.english.hasSuffix("1 value is no number and is left out."))
    #expect(said.chinese.hasSuffix("有 1 个数值无效，未计入。"))
    #expect(
      parts([.init("a", .nan), .init("b", .infinity)]).english
        == "2 values are no numbers and are left out.")
  }

  @Test func anOrderThatErrorsLeaveOpen() {
    // 0.84 and 0.80 differ by 0.04, the error of the difference is 0.05.
    let facts = ExampleFacts.fear([
      .init("racing", 2, uncertainty: 0.1), .init("crowd", 0.84, uncertainty: 0.03),
      .init("alone", -0.8, uncertainty: 0.04),
    ])
    #expect(
      english(facts)[2]
        == "Which of “crowd” and “alone” weighs more is open: they differ by less than "
        + "their errors. The values were not checked.")
    #expect(
      chinese(facts)[2] == "“crowd”和“alone”哪个权重更大尚无定论：两者之差小于误差。这些数值未经检验。")
    #expect(english(facts)[1].contains("“racing” (+2.00 ± 0.10, 55 % of the weight)"))
  }

  @Test func signsThatErrorsLeaveOpen() {
    var facts = ExampleFacts.fear([
      .init("racing", 2, uncertainty: 0.1), .init("crowd", 0.5, uncertainty: 0.6),
    ])
    facts.checks = [.uncertainty(of: facts.decisiveParts)]
    #expect(
      english(facts)[1]
        == "The one check that was run failed, so read the values with care. Uncertainty: "
        + "1 of the 2 named values is smaller than its error, so its sign is open.")
    #expect(
      chinese(facts)[1] == "所做的唯一一项检验未通过，请谨慎看待这些数值。不确定性：所列 2 个数值中有 1 个小于其误差，正负不定。")
  }

  @Test func failedChecksStandFirstAndSayWhatIsWrong() {
    var facts = ExampleFacts.fear
    facts.checks = [
      .surrogate(score: 0.9), .completeness(delta: -0.496, change: facts.change),
      .comprehensiveness(-0.02), .sufficiency(0.4, comprehensiveness: -0.02),
      .agreement(taus: [-0.1]), .surrogate(score: 0.31),
    ]
    #expect(
      english(facts)[1]
        == "5 of 6 checks failed, so read the values with care. Completeness: the values "
        + "miss the change by 0.496, 10 % of it. Comprehensiveness: without the words ranked highest the "
        + "output rises by 0.0200 on average. Sufficiency: with nothing but the words ranked highest the "
        + "output falls by 0.400 on average. Agreement between methods: other methods rank the words "
        + "differently (mean τ -0.10). Surrogate fit: the linear model behind the values does not fit "
        + "(R² 0.31).")
    #expect(
      english(facts)[3].hasSuffix(
        "1 of 6 checks passed. Surrogate fit: the linear model behind the values fits (R² 0.90)."))
    #expect(
      chinese(facts)[1] == "6 项检验中有 5 项未通过，请谨慎看待这些数值。完备性：数值之和与变化相差 0.496，占其 10%。"
        + "全面性：去掉排名最高的词后，输出平均上升 0.0200。充分性：只留排名最高的词时，输出平均下降 0.400。"
        + "方法间一致性：其他方法对词的排序与此不同（平均 τ -0.10）。代理模型拟合：数值所依据的线性模型拟合不佳（R² 0.31）。")
  }

  @Test func theTargetIsNotThePredictedClass() {
    var facts = ExampleFacts.fear
    facts.target = .init("sadness", 0.012)
    #expect(
      english(facts)[0].hasSuffix(
        " The values explain “sadness”, which the model did not choose (probability 0.012)."))
    #expect(chinese(facts)[0].hasSuffix("以下数值解释的是“sadness”，模型并没有选它（概率 0.012）。"))
    #expect(english(facts)[1].contains("“sadness” is supported most by “anxious”"))
  }

  @Test func outputsThatAreNoProbabilities() {
    var facts = ExampleFacts.fear
    facts.outputKind = .outputs
    facts.verdict.output = 3.214
    facts.runnerUp?.output = 0
    facts.quantity = .output
    facts.target = facts.verdict
    #expect(
      english(facts)[0]
        == "The model’s largest output is that for “fear”, 3.21; next comes “sadness” with "
        + "0; these are not probabilities.")
    #expect(chinese(facts)[0] == "模型对“fear”的输出最大，为 3.21；其次是“sadness”，为 0；这些数不是概率。")
    facts.runnerUp = nil
    #expect(english(facts)[0] == "The model’s output for “fear” is 3.21; it is not a probability.")
    #expect(chinese(facts)[0] == "模型对“fear”的输出为 3.21；它不是概率。")
  }

  @Test func labelsThatDoNotExcludeEachOther() {
    var facts = ExampleFacts.fear
    facts.outputKind = .independentProbabilities
    #expect(
      english(facts)[0]
        == "Of labels that do not exclude each other, the model gives “fear” the highest "
        + "probability, 0.971; next comes “sadness” with 0.012.")
    #expect(
      chinese(facts)[0] == "各标签互不排斥，模型给“fear”的概率最高，为 0.971；其次是“sadness”，为 0.012。")
  }

  @Test func probabilitiesNearTheEndsAreNotRoundedToThem() {
    var facts = ExampleFacts.fear
    facts.verdict.output = 0.99991
    facts.runnerUp?.output = 0.00004
    #expect(
      english(facts)[0]
        == "The model reads the text as “fear” with probability >0.999; next comes “sadness” with <0.001."
    )
    facts.verdict.output = 1
    facts.runnerUp?.output = 0
    #expect(
      english(facts)[0]
        == "The model reads the text as “fear” with probability 1.000; next comes “sadness” with 0.000."
    )
  }

  @Test func longPartsAreShortened() {
    let said = parts([.init(String(repeating: "ab", count: 30), 1), .init("b", 1)])
    #expect(said.english.contains("“" + String(repeating: "ab", count: 19) + "a…” (+1.00"))
    let fits = String(repeating: "a", count: 40)
    #expect(parts([.init(fits, 1)]).english.contains("“\(fits)”"))
  }

  @Test func quotesAndControlCharactersAreEscaped() {
    let said = parts([.init("a”b“\\", 1), .init("\u{1B}[2J\n\t\r\u{202E}", -1)])
    #expect(said.english.contains("“a\\”b\\“\\\\” (+1.00"))
    #expect(said.english.contains("“\\u{1B}[2J\\n\\t\\r\\u{202E}” (-1.00"))
    #expect(said.chinese.contains("“\\u{1B}[2J\\n\\t\\r\\u{202E}”（-1.00"))
    // What makes an emoji is part of it, what hides behind a letter is not.
    for emoji in ["👩‍💻", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"] {
      #expect(parts([.init(emoji, 1)]).english.contains("“\(emoji)”"))
    }
    #expect(
      parts([.init("a\u{E0049}\u{FE0F}\u{FE01}", 1)]).english.contains(
        "“a\\u{E0049}\u{FE0F}\\u{FE01}”"))
  }

  @Test func valuesWithoutASign() {
    var facts = ExampleFacts.fear([.init("good", 0.75), .init("very", 0.25)])
    facts.method = "saliency"
    facts.isSigned = false
    #expect(
      english(facts)[1]
        == "By saliency of the logit, “fear” depends most on “good” (0.750, 75 % of the "
        + "weight), then “very” (0.250, 25 %). The method does not tell for from against. 1 of the 2 words "
        + "carries half of the weight. The logit of “fear” is 6.21.")
    facts.method = "attention rollout"
    facts.quantity = nil
    #expect(
      english(facts)[1]
        == "By attention rollout, most weight is on “good” (0.750, 75 % of the weight), "
        + "then “very” (0.250, 25 %). The method does not tell for from against. These values are the same "
        + "for every label. 1 of the 2 words carries half of the weight.")
    #expect(
      chinese(facts)[1] == "按 attention rollout，权重最大的是“good”（0.750，占权重的 75%），其次是“very”（0.250，25%）。"
        + "这种方法不区分支持与反对。这些数值对每个标签都一样。2 个词中的 1 个就占了一半的权重。")
  }

  @Test func aNeuron() {
    var facts = ExampleFacts.fear
    facts.quantity = .neuron("3.12")
    #expect(
      english(facts)[1].hasPrefix("By integrated gradients of the neuron 3.12, the neuron 3.12 is"))
    #expect(english(facts)[1].contains("The neuron 3.12 is 6.21, and 1.25 for the baseline"))
    #expect(chinese(facts)[1].contains("神经元 3.12 为 6.21，基线为 1.25"))
  }

  @Test func fieldsAreCalledFields() {
    var facts = ExampleFacts.fear([.init("proto=tcp", 1), .init("port=22", 1), .init("user=x", 1)])
    facts.unit = .field
    #expect(
      english(facts)[1].contains(
        "No field speaks against it. 2 of the 3 fields carry half of the weight."))
    #expect(chinese(facts)[1].contains("没有字段反对它。3 个字段中的 2 个就占了一半的权重。"))
  }

  @Test func theTextItselfInTheTrainingData() {
    var facts = ExampleFacts.fear
    facts.training = TrainingKnowledge(
      textCount: 1,
      nearest: [.init(text: facts.text, label: "joy", similarity: 1, isSameText: true)])
    #expect(english(facts).last == "The text itself is in the training data, labelled “joy”.")
    #expect(chinese(facts).last == "这段文本本身就在训练数据中，标签为“joy”。")
  }

  @Test func oneNeighbourAndOneLabel() {
    var facts = ExampleFacts.fear
    facts.training = TrainingKnowledge(
      textCount: 1, nearest: [.init(text: "a", label: "joy", similarity: 0.5)],
      words: [.init(text: "a", textCount: 1, labels: [.init(label: "joy", count: 1, lift: 1)])])
    #expect(
      english(facts).suffix(2) == [
        "Of 1 labelled training text the nearest is “a” (“joy”, similarity 0.50).",
        "“a” is in 1 training text: 1 “joy” (100 %, 1.0 times its usual share).",
      ])
  }

  @Test func moreLabelsThanAreNamed() {
    var facts = ExampleFacts.fear
    let near = NearestTexts.Neighbour(text: "a", label: "joy", similarity: 0.5)
    facts.training = TrainingKnowledge(
      textCount: 1_000, nearest: [near, near],
      words: [
        .init(
          text: "a", textCount: 10,
          labels: [
            .init(label: "a", count: 4, lift: 0.05), .init(label: "b", count: 3, lift: 1),
            .init(label: "c", count: 2, lift: 1), .init(label: "d", count: 1, lift: 1),
          ])
      ])
    #expect(english(facts)[3].hasSuffix("All 2 nearest are labelled “joy”."))
    #expect(
      english(facts)[4]
        == "“a” is in 10 training texts: 4 “a” (40 %, 0.05 times its usual share), 3 “b” "
        + "(30 %), 2 “c” (20 %) and 1 other label.")
    #expect(chinese(facts)[4].hasSuffix("“c” 2 条（20%），另有 1 个标签。"))
  }
}
