import Testing

@testable import Model

@Suite struct FieldSplitTests {
  /// The stretches of the fields, which must cover the text one behind the other.
  private func texts(
    _ text: String, by split: FieldSplit = .automatic, _ location: SourceLocation = #_sourceLocation
  ) throws -> [String] {
    let fields = try split.fields(of: text)
    if !fields.isEmpty {
      let seams = fields.map(\.range.lowerBound) + [text.unicodeScalars.count]
      #expect(seams.first == 0, sourceLocation: location)
      #expect(
        zip(seams, seams.dropFirst()).map { $0..<$1 } == fields.map(\.range),
        sourceLocation: location)
      #expect(fields.allSatisfy { !$0.range.isEmpty }, sourceLocation: location)
    }
    let scalars = Array(text.unicodeScalars)
    return fields.map { String(String.UnicodeScalarView(scalars[$0.range])) }
  }

  private func names(_ text: String, by split: FieldSplit = .automatic) throws -> [String?] {
    try split.fields(of: text).map(\.name)
  }

  // MARK: - Keys

  @Test func beginsFieldsAtTheKeysOfAnEventFormat() throws {
    let text =
      "CEF:0|Vendor|Product|1.0|100|Login failed|5|src=10.0.0.1 dst=10.0.0.2 "
      + "msg=Failed login from host cs1=a\\=b"
    #expect(
      try texts(text) == [
        "CEF:0|Vendor|Product|1.0|100|Login failed|5|", "src=10.0.0.1 ", "dst=10.0.0.2 ",
        "msg=Failed login from host ", "cs1=a\\=b",
      ])
    #expect(try names(text) == [nil, "src", "dst", "msg", "cs1"])
  }

  @Test func takesAQuotedValueForOne() throws {
    #expect(
      try texts(
        "type=USER_LOGIN msg=audit(1.2:3): pid=1 uid=0 acct=\"root\" "
          + "msg='op=login acct=\"(unknown user)\" res=failed'")
        == [
          "type=USER_LOGIN ", "msg=audit(1.2:3): ", "pid=1 ", "uid=0 ", "acct=\"root\" ",
          "msg='op=login acct=\"(unknown user)\" res=failed'",
        ])
    #expect(
      try texts("level=info msg=\"user \\\"bob=1 x=2\\\" in\\\\\" took=1.2s\\\"")
        == ["level=info ", "msg=\"user \\\"bob=1 x=2\\\" in\\\\\" ", "took=1.2s\\\""])
    #expect(
      try texts("msg=\"a\nSubject: b\nTo: c\" x=1") == ["msg=\"a\nSubject: b\nTo: c\" ", "x=1"])
  }

  @Test func bearsQuotesThatAreNeverClosed() throws {
    #expect(try texts("a=\"x b=1 c='y d=2") == ["a=\"x ", "b=1 ", "c='y ", "d=2"])
    #expect(try texts("name=O'Neil b='") == ["name=O'Neil ", "b='"])
    #expect(try texts("a=\"x\\\" b=2") == ["a=\"x\\\" ", "b=2"])
  }

  @Test func takesWhatIsInFrontOfTheFirstKeyForAField() throws {
    let text =
      "Jan 10 10:00:00 web sshd[42]: pam_unix(sshd:auth): authentication failure; "
      + "logname= uid=0 tty=ssh ruser= rhost=10.0.0.9  user=root"
    #expect(
      try texts(text) == [
        "Jan 10 10:00:00 web sshd[42]: pam_unix(sshd:auth): authentication failure; ", "logname= ",
        "uid=0 ", "tty=ssh ", "ruser= ", "rhost=10.0.0.9  ", "user=root",
      ])
    #expect(
      try names(text) == [nil, "logname", "uid", "tty", "ruser", "rhost", "user"])
    #expect(try texts("  ({ a=1, b=2})") == ["  ({ a=1, ", "b=2})"])
    #expect(try names("?a=1&b=2") == ["a", "b"])
    #expect(try names("\u{FEFF}a=1") == ["a"])
    #expect(
      try texts("http{method=\"GET\",code=\"200\"} 5")
        == ["http{", "method=\"GET\",", "code=\"200\"} 5"])
  }

  @Test func leavesQueriesOfAddressesAlone() throws {
    #expect(try texts("url=http://a/b?x=1&y=2") == ["url=http://a/b?x=1&y=2"])
    #expect(
      try texts("url=http://a/b?x=1&y=2 path=/c?x=1&y=2 z=3")
        == ["url=http://a/b?x=1&y=2 ", "path=/c?x=1&y=2 ", "z=3"])
    #expect(
      try texts("url=http://a/b&x=1,user=bob&c=d") == ["url=http://a/b&x=1,", "user=bob&", "c=d"])
    #expect(try texts("a=1&b=2") == ["a=1&", "b=2"])
    #expect(try texts("GET /in?a=1&b=2 HTTP/1.1") == ["GET /in?", "a=1&", "b=2 HTTP/1.1"])
    #expect(try texts("see http://a/b?x=1&y=2 there").isEmpty)
  }

  @Test(arguments: [
    "if a == b and c==d", "a>=1 b<=2 c!=3 d:=4", "a = 1 b = 2", "1=2 3=4", "=a =b", "tok==",
    "--a=1 --b=2",
  ])
  func takesNoComparisonForAKey(text: String) throws {
    #expect(try texts(text).isEmpty)
  }

  @Test func allowsWhatKeysAreSpeltWith() throws {
    #expect(
      try names("@t=1;http.url=2,user/name=3|a-b=4\tx_Y9=5\u{3000}k=6\r\nl=7")
        == ["@t", "http.url", "user/name", "a-b", "x_Y9", "k", "l"])
    #expect(try texts("token=YQ== x=y=z") == ["token=YQ== ", "x=y=z"])
  }

  @Test func asksForTwoKeysOrOneThatBeginsTheText() throws {
    #expect(try texts("the price is x=1 today").isEmpty)
    #expect(try texts("x=1 today") == ["x=1 today"])
    #expect(try texts(" \n x=1 today") == [" \n x=1 today"])
    #expect(try texts("the price is x=1 or y=2") == ["the price is ", "x=1 or ", "y=2"])
  }

  @Test func keepsValuesInAnyScript() throws {
    #expect(
      try texts("user=张三 地点=北京 msg=登录失败 😀 code=👩‍👩‍👧")
        == ["user=张三 地点=北京 ", "msg=登录失败 😀 ", "code=👩‍👩‍👧"])
  }

  // MARK: - JSON

  @Test func beginsFieldsAtTheMembersOfJSON() throws {
    let text = """
      {
        "EventID": 4625,
        "Event": {"System": {"Provider": "Security", "Level": 0}, "Data": []},
        "IpAddress": "10.0.0.9", "LogonTypes": [3, 10, "a=1, b=2"], "Ok": false
      }
      """
    #expect(
      try texts(text) == [
        "{\n  \"EventID\": 4625,\n  ", "\"Event\": {", "\"System\": {",
        "\"Provider\": \"Security\", ",
        "\"Level\": 0}, ", "\"Data\": []},\n  ", "\"IpAddress\": \"10.0.0.9\", ",
        "\"LogonTypes\": [3, 10, \"a=1, b=2\"], ", "\"Ok\": false\n}",
      ])
    #expect(
      try names(text) == [
        "EventID", "Event", "System", "Provider", "Level", "Data", "IpAddress", "LogonTypes", "Ok",
      ])
  }

  @Test func skipsEscapesInJSON() throws {
    #expect(
      try texts(#"{"a\"b": "x\", \"y\": 1", "p": "C:\\", "ключ": "\u4eca😀"}"#)
        == [#"{"a\"b": "x\", \"y\": 1", "#, #""p": "C:\\", "#, #""ключ": "\u4eca😀"}"#])
    #expect(try names(#"{"a\"b": 1, "": 2}"#) == [#"a\"b"#, ""])
  }

  @Test func givesObjectsInArraysTheirBraces() throws {
    #expect(try texts(#"[{"a":1},{"a":2}]"#) == [#"[{"a":1},"#, #"{"a":2}]"#])
    #expect(
      try texts(#"{"n":{},"l":[0,{},{"a":[[]]},{"b":{"c":-1.5e+3}}]}"#)
        == [#"{"n":{},"#, #""l":[0,{},"#, #"{"a":[[]]},"#, #"{"b":{"#, #""c":-1.5e+3}}]}"#])
    #expect(
      try texts("\u{FEFF} {\"a\":1}\r\n{\"a\":2}\n")
        == ["\u{FEFF} {\"a\":1}\r\n", "{\"a\":2}\n"])
  }

  @Test(arguments: [
    #"{"a":1,"b":"x","#, #"{"a":1,"b":"x y"#, #"{"a":1,"b":"#, #"{"a":1,"b""#,
    #"{"a":1,"b": [1, -"#,
    #"{"a":1,"b": tr"#, #"{"a":1,"b": "x\"#,
  ])
  func takesJSONThatIsCutOff(text: String) throws {
    #expect(try texts(text).first == #"{"a":1,"#)
    #expect(try names(text) == ["a", "b"])
  }

  @Test func namesNoKeyThatIsCutOff() throws {
    #expect(try names(#"{"a":1,"us"#) == ["a", nil])
  }

  @Test(arguments: [
    "{}", "[1, 2]", "{", "[", "{\"a", "{\"a\"", "{a: 1}", "{\"a\" 1}", "{\"a\":1,}", "{\"a\":1]",
    "{\"a\":tru}", "{\"a\":1} and more", "[ERROR] {\"a\":1}", "\"a\":1", "{'a': 1}", "{\"a\":1}}",
    "{\"a\":nulls", "{\"a\":,}", "{:}", "][", "{,", "{\"a\"::1}",
  ])
  func findsNoMembersInOtherTexts(text: String) throws {
    #expect(try texts(text).isEmpty)
  }

  @Test func goesOnWithKeysWhereJSONIsNone() throws {
    #expect(try texts("{a=1, b=2}") == ["{a=1, ", "b=2}"])
    #expect(try texts("[2024-01-01] a=1 b=2") == ["[2024-01-01] ", "a=1 ", "b=2"])
  }

  // MARK: - Header lines

  @Test func beginsFieldsAtHeaderLines() throws {
    let text =
      "From: Ann <ann@a.b>\r\nTo: help@a.b\r\nSubject: Re: printer\r\nX-Priority: 1\r\n\r\n"
      + "Hello,\r\nit is broken (no light): nothing comes out.\r\n"
    #expect(
      try texts(text) == [
        "From: Ann <ann@a.b>\r\n", "To: help@a.b\r\n", "Subject: Re: printer\r\n",
        "X-Priority: 1\r\n\r\nHello,\r\nit is broken (no light): nothing comes out.\r\n",
      ])
    #expect(try names(text) == ["From", "To", "Subject", "X-Priority"])
  }

  @Test func takesWhatIsInFrontOfTheFirstHeaderForAField() throws {
    #expect(
      try texts("\n New ticket\nBetreff :\tDrucker\nPrioritäten 2: hoch\nfolgt\nLast:")
        == ["\n New ticket\n", "Betreff :\tDrucker\n", "Prioritäten 2: hoch\nfolgt\n", "Last:"])
    #expect(try names("\n  A: 1\nB: 2") == ["A", "B"])
  }

  @Test(arguments: [
    "Note: only one line", "a:1\nb:2", "10: a\n11: b", "http://a\nhttps://b",
    "a name that is longer than thirty-one: x\nA: b", "Yes, but: a\nNo (b): c", "One: a, Two: b",
  ])
  func takesNoOtherLineForAHeader(text: String) throws {
    #expect(try texts(text).isEmpty)
  }

  @Test func countsTheLettersOfAHeadersName() throws {
    let name = "A" + String(repeating: "b", count: 30)
    #expect(try names("\(name): 1\nC: 2") == [name, "C"])
    #expect(try names("\(name)b: 1\nC: 2").isEmpty)
  }

  @Test func keepsHeaderLinesBesideKeys() throws {
    #expect(
      try texts("Subject: Alarm\nContent-Type: text/plain; charset=utf-8; format=flowed\nTo: x\n")
        == [
          "Subject: Alarm\n", "Content-Type: text/plain; ", "charset=utf-8; ", "format=flowed\n",
          "To: x\n",
        ])
    #expect(
      try texts("Alert: brute force\nsrc=10.0.0.1 user=root")
        == ["Alert: brute force\n", "src=10.0.0.1 ", "user=root"])
  }

  // MARK: - Patterns

  @Test func beginsFieldsAtTheMatchesOfAPattern() throws {
    let text = "head USER: ann  HOST: 今天 👩‍👩‍👧 IP: 1"
    let expected = ["head ", "USER: ann  ", "HOST: 今天 👩‍👩‍👧 ", "IP: 1"]
    #expect(try texts(text, by: .pattern("[A-Z]+:")) == expected)
    #expect(try names(text, by: .pattern("[A-Z]+: ")) == [nil, "USER:", "HOST:", "IP:"])
    #expect(try texts(text, by: .pattern("\\b(?=[A-Z]+:)")) == expected)
    #expect(try names(text, by: .pattern("\\b(?=[A-Z]+:)")) == [nil, nil, nil, nil])
    #expect(try texts(text, by: .pattern("\\d{9}")).isEmpty)
  }

  @Test func leavesNoFieldBlank() throws {
    #expect(try texts(" a\n\n b\n\n", by: .pattern("\n")) == [" a\n", "\n b\n\n"])
    #expect(try names(" a\n\n b\n\n", by: .pattern("\n")) == [nil, nil])
    #expect(try texts("  \n ", by: .pattern(" ")).isEmpty)
    #expect(try texts("ab", by: .pattern("$")).isEmpty)
    #expect(try texts("ab", by: .pattern("")) == ["a", "b"])
  }

  @Test(arguments: ["", "a=1"])
  func refusesWhatIsNoPattern(text: String) {
    #expect(
      throws: ModelError(
        .invalidInput, "The field pattern is no regular expression: [a",
        advice: "It matches where a field begins, such as \\w+=")
    ) { try FieldSplit.pattern("[a").fields(of: text) }
  }

  @Test("Of an argument nothing is the text's own form, and what is no expression is refused")
  func argument() throws {
    #expect(try FieldSplit(argument: "") == .automatic)
    #expect(try FieldSplit(argument: "\\w+=") == .pattern("\\w+="))
    #expect(throws: ModelError.self) { try FieldSplit(argument: "(a") }
  }

  // MARK: - Odd texts

  @Test(arguments: ["", " ", "\r\n\t ", "\u{FEFF}", "a", "=", ":", "\"", "'", "\\", "今天很好。", "😀"])
  func findsNothingInNothing(text: String) throws {
    #expect(try texts(text).isEmpty)
  }

  @Test func bearsAnyText() throws {
    var generator = SeededGenerator(seed: 1)
    let parts = [
      "a", "b=", "\"", "'", "\\", "{", "}", "[", "]", ":", ",", "1", " ", "\n", "\r\n", "?", "&",
      "://",
      "=", "true", "-", "😀", "\u{301}", "A: ",
    ]
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 0..<14, using: &generator))
        .compactMap { _ in parts.randomElement(using: &generator) }.joined()
      // `texts` checks that the fields cover the text.
      _ = try texts(text)
      _ = try texts("{\"k\":" + text)
      _ = try texts("k=" + text)
    }
  }

  @Test(arguments: [
    "a=1 ", "a=\"x b='y ", "a=\"x\" ", "=\"", "a=\\\"", "aaaaaaaaaa", "{\"a\":", "[", "[{\"a\":1},",
    "{\"a\":1}\n",
    "Name: x\n", "a\n", "A b c d e f g h i j k l m n o p q ", "a?b=1&", "://a?b=1&", " ", "\"\\",
    "1",
  ])
  func takesTimeInProportionToTheText(part: String) {
    func reads(_ count: Int, _ head: String) -> Int {
      let text = head + String(repeating: part, count: count / part.unicodeScalars.count)
      let scalars = CountedScalars(scalars: Array(text.unicodeScalars))
      _ = FieldScanner(scalars: scalars).starts()
      return scalars.counter.reads
    }
    for head in ["", "k=\"", "{\"k\":"] {
      let few = reads(10_000, head)
      #expect(few < 10_000 * 40)
      #expect(reads(100_000, head) < few * 10 + 1_000)
    }
  }
}

/// Scalars that count how often one is read.
private struct CountedScalars: RandomAccessCollection {
  final class Counter {
    var reads = 0
  }

  let scalars: [Unicode.Scalar]
  let counter = Counter()
  var startIndex: Int { 0 }
  var endIndex: Int { scalars.count }

  subscript(place: Int) -> Unicode.Scalar {
    counter.reads += 1
    return scalars[place]
  }
}
