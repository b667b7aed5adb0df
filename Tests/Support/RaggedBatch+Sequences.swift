package import Model

/// A batch of token ids, all of the first segment.
package func batch(_ sequences: [Int32]...) -> RaggedBatch {
  var batch = RaggedBatch()
  for ids in sequences {
    batch.append(ids: ids, typeIDs: [Int32](repeating: 0, count: ids.count))
  }
  return batch
}
