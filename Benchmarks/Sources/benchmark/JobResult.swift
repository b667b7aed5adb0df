import Foundation

/// What one measuring process prints: a line of JSON, the same for ours and PyTorch's.
struct JobResult: Codable {
  /// Seconds of every repetition.
  var seconds: [Double]?
  var tokens: Int?
  /// The numbers that came out, so that both sides can be seen to have done the same.
  var values: [Double]?
  var delta: Double?
  /// GFLOP/s, where that is what was measured.
  var rate: Double?
  /// The matrix backend that ran.
  var backend: String?
  /// Bytes, of a file that was read.
  var bytes: Int?

  /// Prints it for the driver.
  func say() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(self), as: UTF8.self))
    fflush(nil)
  }
}
