/// What follows when a pickle calls what it may name.
extension PickleReader {
  mutating func reduce() throws {
    let operands = try pop(2)
    guard case .global(let function) = operands[0], case .tuple(let index) = operands[1] else {
      throw damaged("calls something that is no function")
    }
    let arguments = containers[index]
    switch function {
    case .rebuildTensor: try tensor(arguments, type: nil)
    case .rebuildTensorWithType:
      guard arguments.count >= 7, case .global(.scalarType(let type)) = arguments[6] else {
        throw damaged("builds a tensor of no type")
      }
      try tensor(arguments, type: type)
    case .rebuildParameter:
      guard let first = arguments.first, case .tensor = first else {
        throw damaged("builds a parameter of something else than a tensor")
      }
      push(first)
    case .orderedDictionary:
      var flat: [Value] = []
      if let first = arguments.first {
        guard case .list(let list) = first else {
          throw damaged("builds a dictionary of something else than a list")
        }
        for item in containers[list] {
          guard let pair = elements(item), pair.count == 2 else {
            throw damaged("builds a dictionary of something else than pairs")
          }
          flat += pair
        }
      }
      push(.dictionary, flat)
    case .size:
      guard let first = arguments.first, case .tuple = first else {
        throw damaged("builds a size of something else than a tuple")
      }
      push(first)
    case .storage, .scalarType:
      throw damaged("calls a type as if it were a function")
    }
  }

  /// `_rebuild_tensor_v2(storage, storage_offset, size, stride, …)`.
  private mutating func tensor(_ arguments: [Value], type: ScalarType?) throws {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0],
      case .integer(let offset) = arguments[1], let shape = integers(arguments[2]),
      let strides = integers(arguments[3])
    else { throw damaged("builds a tensor of the wrong parts") }
    guard let type = type ?? storage.scalarType else {
      throw damaged("builds a tensor on a storage without a type")
    }
    push(
      TorchTensor(
        storage: storage, scalarType: type, offset: offset, shape: shape, strides: strides))
  }

  /// `('storage', class, key, location, count)`, the only thing a checkpoint refers to outside of
  /// its pickle.
  mutating func persistent() throws {
    guard let parts = elements(try pop(1)[0]), parts.count >= 5, case .string("storage") = parts[0],
      case .global(.storage(let type)) = parts[1], case .string(let key) = parts[2],
      case .integer(let count) = parts[4]
    else { throw damaged("refers to something else than a storage") }
    push(.storage(TorchStorage(key: key, scalarType: type, count: count)))
  }

  /// Attributes of a dictionary (`_metadata` of a state dict) are dropped; nothing else has any.
  mutating func build() throws {
    _ = try pop(1)
    guard case .dictionary = try top() else {
      throw damaged("gives attributes to something else than a dictionary")
    }
  }
}
