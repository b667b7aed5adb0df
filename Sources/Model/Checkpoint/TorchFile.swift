/// One file of `torch.save` (`pytorch_model.bin`, `.pt`, `.pth`): a state dict, or a dictionary
/// that holds one.
///
/// The format since PyTorch 1.6 is a zip of a pickle that describes the tensors and of one entry a
/// storage. The storages stay where they are in the file; the pickle is read by `PickleReader`,
/// which cannot be made to run anything.
struct TorchFile: Sendable {
  /// The mapped file.
  let file: MappedFile
  /// The tensors of the state dict, in its order.
  let tensors: [StoredTensor]

  /// Opens a file and checks every tensor's place in it.
  ///
  /// - Throws: `ModelError`: `.unsupported` for other formats and for pickles that hold more than
  ///   weights, `.damaged` for lies.
  /// - Complexity: O(pickle); no tensor is read.
  init(path: String) throws {
    let file = try MappedFile(path: path)
    try file.refuseGitPointer()
    guard try ZipArchive.isZip(file) else { throw try Self.refusal(of: file) }
    let archive = try ZipArchive(file)
    let names = archive.names
    guard let pickleName = names.first(where: { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }),
      let pickle = archive.entries[pickleName]
    else {
      throw ModelError(
        .unsupported, "\(path) is a zip file, but not of `torch.save`: it has no data.pkl.")
    }
    let root = String(pickleName.dropLast("data.pkl".count))
    guard !names.contains(where: { $0.hasPrefix(root + "code/") || $0 == root + "constants.pkl" })
    else {
      throw ModelError(
        .unsupported, "\(path) is a TorchScript program, not a state dict.",
        advice: "Load it with `torch.jit.load` and save its weights: "
          + "`safetensors.torch.save_file(dict(module.state_dict()), \"model.safetensors\")`.")
    }
    if let order = archive.entries[root + "byteorder"],
      try order.range.count > 16 || file.bytes(order.range) != Array("little".utf8)
    {
      throw ModelError(
        .unsupported, "\(path) was saved on a big-endian machine.", advice: PickleReader.resaving)
    }
    guard pickle.range.count <= PickleReader.sizeLimit else {
      throw ModelError(
        .unsupported,
        "\(path): its pickle has \(Wording.count(pickle.range.count, "byte")), more than descriptions of "
          + "tensors need.", advice: PickleReader.resaving)
    }
    var reader = PickleReader(try file.bytes(pickle.range), source: path)
    let value = try reader.read()
    let state = try Self.stateDict(in: value, reader, path)
    tensors = try state.map { name, index in
      try Self.stored(reader.tensors[index], name: name, root: root, archive, file)
    }
    self.file = file
  }

  /// Keys under which training scripts put the state dict beside their own notes, most specific
  /// first.
  private static let wrappers = [
    "model_state_dict", "state_dict", "model", "module", "net", "weights",
  ]

  /// The tensors by name: of the dictionary itself, or of the one that it wraps.
  private static func stateDict(
    in value: PickleReader.Value, _ reader: PickleReader, _ path: String
  ) throws -> [(String, Int)] {
    guard case .dictionary(let index) = value else {
      throw ModelError(
        .unsupported, "\(path) holds no dictionary of tensors.", advice: PickleReader.resaving)
    }
    func tensors(_ members: [(key: String, value: PickleReader.Value)]) -> [(String, Int)] {
      members.compactMap { member in
        if case .tensor(let tensor) = member.value { (member.key, tensor) } else { nil }
      }
    }
    let members = reader.members(index)
    let direct = tensors(members)
    if !direct.isEmpty { return direct }
    for wrapper in wrappers {
      for member in members where member.key == wrapper {
        guard case .dictionary(let inner) = member.value else { continue }
        let wrapped = tensors(reader.members(inner))
        if !wrapped.isEmpty { return wrapped }
      }
    }
    let keys = members.prefix(8).map { "`\($0.key)`" }.joined(separator: ", ")
    throw ModelError(
      .unsupported,
      "\(path) holds a dictionary without tensors\(keys.isEmpty ? "" : " (keys \(keys))").",
      advice: PickleReader.resaving)
  }

  /// Holds a tensor's claims against its storage, and that against the archive.
  private static func stored(
    _ tensor: TorchTensor, name: String, root: String, _ archive: ZipArchive, _ file: MappedFile
  ) throws -> StoredTensor {
    func damaged(_ problem: String) -> ModelError {
      ModelError(
        .damaged, "\(file.path): tensor `\(name)` \(problem).",
        advice: "Copy or download the file again.")
    }
    guard let entry = archive.entries["\(root)data/\(tensor.storage.key)"] else {
      throw damaged("refers to the storage `\(tensor.storage.key)`, which is not in the file")
    }
    let size = tensor.scalarType.size
    let (claimed, overflow) = tensor.storage.count.multipliedReportingOverflow(
      by: tensor.storage.scalarType?.size ?? 1)
    guard claimed >= 0, !overflow, claimed <= entry.range.count else {
      throw damaged(
        "is on a storage of \(tensor.storage.count) elements, of which the file holds "
          + "\(Wording.count(entry.range.count, "byte"))")
    }
    guard tensor.shape.count == tensor.strides.count, tensor.shape.allSatisfy({ $0 >= 0 }),
      tensor.strides.allSatisfy({ $0 >= 0 }), let count = StoredTensor.elementCount(tensor.shape)
    else { throw damaged("has the impossible shape \(tensor.shape), strides \(tensor.strides)") }
    let available = claimed / size
    var last = 0
    if count > 0 {
      for (size, stride) in zip(tensor.shape, tensor.strides) {
        let (reach, tooFar) = (size - 1).multipliedReportingOverflow(by: stride)
        let (sum, tooLarge) = last.addingReportingOverflow(reach)
        guard !tooFar, !tooLarge else { throw damaged("has strides \(tensor.strides)") }
        last = sum
      }
    }
    guard tensor.offset >= 0, tensor.offset <= available,
      count == 0 || last < available - tensor.offset
    else {
      throw damaged(
        "reaches from element \(tensor.offset) over \(last) more of a storage of \(available)")
    }
    // A view that repeats elements (`expand`) can be larger than any memory.
    guard count <= max(available, 1 << 26) else {
      throw damaged("repeats \(available) elements to make \(count)")
    }
    return StoredTensor(
      name: name, shape: tensor.shape, count: count, scalarType: tensor.scalarType, file: file,
      byteOffset: entry.range.lowerBound + tensor.offset * size,
      strides: isRowMajor(tensor) ? nil : tensor.strides)
  }

  private static func isRowMajor(_ tensor: TorchTensor) -> Bool {
    var expected = 1
    for (size, stride) in zip(tensor.shape, tensor.strides).reversed() where size != 1 {
      if stride != expected { return false }
      expected &*= size
    }
    return true
  }

  /// What to say about a file that is no zip.
  private static func refusal(of file: MappedFile) throws -> ModelError {
    let start = try file.bytes(0..<min(file.size, 16))
    // `torch.save` before 1.6 wrote a pickled magic number first, 0x1950a86a20f9469cfc6c.
    let legacy: [UInt8] = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8]
    if start.starts(with: legacy) {
      return ModelError(
        .unsupported, "\(file.path) has the format of PyTorch before 1.6.",
        advice: "Convert it once: python3 -c \"import torch; p='\(file.path)'; "
          + "torch.save(torch.load(p, map_location='cpu', weights_only=True), p)\"")
    }
    if start.first == 0x80 {
      return ModelError(
        .unsupported, "\(file.path) is a plain Python pickle, not a checkpoint of `torch.save`.",
        advice: PickleReader.resaving)
    }
    return file.damaged("is not a PyTorch checkpoint: it is no zip file")
  }
}
