/// Kendall's τ-b: how much alike two lists of numbers rank the same things, ties counted out.
///
/// 1 same order, 0 unrelated, −1 reversed; nil where a list has no order at all (Kendall 1945).
///
/// - Complexity: O(n²), which for a text of words on screen is less than a frame.
enum RankAgreement {
  static func tau(_ first: [Float], _ second: [Float]) -> Double? {
    let count = min(first.count, second.count)
    var concordant = 0
    var discordant = 0
    var tiedFirst = 0
    var tiedSecond = 0
    for i in 0..<count {
      for j in 0..<i {
        let a = first[i] - first[j]
        let b = second[i] - second[j]
        if a == 0 { tiedFirst += 1 }
        if b == 0 { tiedSecond += 1 }
        if a * b > 0 { concordant += 1 } else if a * b < 0 { discordant += 1 }
      }
    }
    let pairs = count * (count - 1) / 2
    let scale = Double(pairs - tiedFirst) * Double(pairs - tiedSecond)
    return scale > 0 ? Double(concordant - discordant) / scale.squareRoot() : nil
  }
}
