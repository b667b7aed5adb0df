import Foundation

/// Relevance, DeepLIFT and methods along paths, in double precision; made by `Tests/Reference/make_relevance_goldens.py`.
package enum PropagationGolden {
  /// One number a token.
  package struct Sum: Decodable, Sendable { package var sum: [Float] }

  /// A text of a tiny model under the rules that stand for derivatives.
  package struct RelevanceCase: Decodable, Sendable, CustomStringConvertible {
    package struct Relevance: Decodable, Sendable {
      package var rule: String
      package var layer: String
      package var sum: [Float]
    }
    package struct DeepLIFT: Decodable, Sendable {
      package var layer: String
      package var output: String
      package var baseOutput: Float
      package var outputValue: Float
      package var sum: [Float]
    }
    package var model: String
    package var name: String
    package var ids: [Int32]
    package var typeIDs: [Int32]
    package var target: Int
    package var relevance: [Relevance]
    package var deepLIFT: [DeepLIFT]

    package var description: String { "\(model), \(name)" }
  }

  /// A text of a tiny model under methods along paths.
  package struct PathCase: Decodable, Sendable, CustomStringConvertible {
    package struct AtMan: Decodable, Sendable {
      package struct Similar: Decodable, Sendable {
        package var threshold: Float
        package var sum: [Float]
      }
      package var factor: Float
      package var loss: Double
      package var plain: [Float]
      package var similar: [Similar]
    }
    package struct Layers: Decodable, Sendable {
      package struct Block: Decodable, Sendable {
        package struct Conductance: Decodable, Sendable {
          package var delta: Float
          package var sum: [Float]
        }
        package var layer: Int
        package var conductance: Conductance
        package var integral: Sum
      }
      package var baseOutput: Float
      package var outputValue: Float
      package var steps: Int
      package var blocks: [Block]
    }
    package struct Neuron: Decodable, Sendable {
      package struct Gradient: Decodable, Sendable {
        package var l2: [Float]
        package var inputTimesGradient: [Float]
      }
      package var layer: Int
      package var index: Int
      package var baseOutput: Float
      package var outputValue: Float
      package var gradient: Gradient
      package var integral: Sum
    }
    package struct Sequential: Decodable, Sendable {
      package var steps: Int
      package var sum: [Float]
    }
    package struct Discretized: Decodable, Sendable {
      package struct Attribution: Decodable, Sendable {
        package var strategy: String
        package var steps: Int
        package var neighbours: Int
        package var baseOutput: Float
        package var outputValue: Float
        package var delta: Float
        package var sum: [Float]
      }
      /// A token's neighbours and anchors, as rows of the table.
      package struct Word: Decodable, Sendable {
        package struct Anchors: Decodable, Sendable {
          package var strategy: String
          package var ids: [Int]
          /// How far each point of the path is from the baseline.
          package var distances: [Double]
        }
        package var token: Int
        package var id: Int
        package var neighbours: [Int]
        package var anchors: [Anchors]
      }
      package var attributions: [Attribution]
      package var words: [Word]
    }
    package var model: String
    package var name: String
    package var ids: [Int32]
    package var baselineIDs: [Int32]
    package var typeIDs: [Int32]
    package var target: Int
    package var sequential: Sequential
    /// Of some texts only.
    package var discretized: Discretized?
    package var atman: AtMan
    package var layers: Layers
    package var neurons: [Neuron]

    package var description: String { "\(model), \(name)" }
  }

  private struct File<Case: Decodable>: Decodable { var cases: [Case] }

  /// All texts under relevance's and DeepLIFT's rules.
  package static func relevance() throws -> [RelevanceCase] { try read("relevance") }

  /// All texts under methods along paths.
  package static func paths() throws -> [PathCase] { try read("paths") }

  private static func read<Case: Decodable>(_ name: String) throws -> [Case] {
    let file = Fixtures.folder.appending(path: "goldens/\(name).json")
    return try JSONDecoder().decode(File<Case>.self, from: Data(contentsOf: file)).cases
  }
}
