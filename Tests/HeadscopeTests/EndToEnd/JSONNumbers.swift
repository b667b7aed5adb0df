import Model

/// The numbers of an array; none where there is no array.
func numbers(_ value: JSONValue?) -> [Double] {
  value?.arrayValue?.compactMap(\.doubleValue) ?? []
}
