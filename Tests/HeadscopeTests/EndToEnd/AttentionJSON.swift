import Model
import Testing

/// The text that tests of attention look at.
let attentionText = "i felt so anxious in front of the crowd"

/// What `headscope attention` says of a text as JSON.
func attentionJSON(_ options: String..., text: String = attentionText) throws -> JSONValue {
  let run = try Program.run(["attention", text, "--format", "json"] + options)
  #expect(run.status == 0)
  return try run.json
}
