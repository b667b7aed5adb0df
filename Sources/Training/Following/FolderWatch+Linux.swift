#if os(Linux)
  internal import Model

  #if canImport(Glibc)
    import Glibc
  #else
    import Musl
  #endif

  /// Tells of changes in folders, by inotify: Linux only.
  ///
  /// Folders are watched and not files, so that a file that replaces another, and one that is new, is told of as well.
  final class FolderWatch {
    /// One thing that happened.
    struct Change: Equatable {
      /// The folder's path as it was given; empty where so much happened that the kernel lost count.
      var folder: String
      /// The name in the folder.
      var name: String
      var isFolder: Bool
    }

    /// Readable while there are changes.
    let descriptor: Int32
    private var folders: [Int32: String] = [:]
    private var known: Set<String> = []

    /// nil where the system has no watch left.
    init?() {
      descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
      if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// Watches a folder.
    ///
    /// - Returns: Whether it will tell of changes: not on file systems where others write unseen, nor beyond the system's limit.
    func watch(_ folder: String) -> Bool {
      guard !known.contains(folder) else { return true }
      guard !Self.isRemote(folder) else { return false }
      let events = IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE
      let watch = inotify_add_watch(descriptor, folder, UInt32(events) | UInt32(IN_ONLYDIR))
      guard watch >= 0 else { return false }
      folders[watch] = folder
      known.insert(folder)
      return true
    }

    /// Takes out what happened.
    func drain() -> [Change] {
      var changes: [Change] = []
      var buffer = [UInt8](repeating: 0, count: 16 << 10)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return changes }
        buffer.withUnsafeBytes { changes += decode($0[..<count]) }
      }
    }

    /// Reads `struct inotify_event`: watch, mask, cookie, length of the name, name.
    private func decode(_ bytes: Slice<UnsafeRawBufferPointer>) -> [Change] {
      let header = 16
      var changes: [Change] = []
      var rest = UnsafeRawBufferPointer(rebasing: bytes)
      while rest.count >= header {
        let watch = rest.loadUnaligned(as: Int32.self)
        let mask = rest.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        let length = Int(rest.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        guard rest.count >= header + length else { break }
        let name = rest[header..<header + length].prefix { $0 != 0 }
        if mask & UInt32(IN_IGNORED) != 0 {
          // The folder is gone; one of that name may come again.
          if let folder = folders.removeValue(forKey: watch) { known.remove(folder) }
        } else if mask & UInt32(IN_Q_OVERFLOW) != 0 {
          changes.append(Change(folder: "", name: "", isFolder: true))
        } else if let folder = folders[watch] {
          changes.append(
            Change(
              folder: folder, name: String(decoding: name, as: UTF8.self),
              isFolder: mask & UInt32(IN_ISDIR) != 0))
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[(header + length)...])
      }
      return changes
    }

    /// File systems that others may write to, of which inotify tells nothing, as `/proc/self/mountinfo` (proc(5)) names them.
    private static let remoteTypes: Set<String> = [
      "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "ceph", "lustre", "afs", "gpfs",
      "beegfs", "glusterfs",
    ]

    private static func isRemote(_ path: String) -> Bool {
      guard let device = FileStamp(path: path)?.device,
        let bytes = try? ByteStream(path: "/proc/self/mountinfo").next()
      else { return false }
      let major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)
      let minor = (device & 0xFF) | (device >> 12 & ~0xFF)
      let name = "\(major):\(minor)"
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
        let fields = line.split(separator: " ")
        guard fields.count > 2, fields[2] == name,
          let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
        else { continue }
        let type = String(fields[dash + 1])
        return remoteTypes.contains(type) || type.hasPrefix("fuse")
      }
      return false
    }
  }
#else
  /// Elsewhere nothing tells of changes, and the follower looks from time to time.
  final class FolderWatch {
    struct Change: Equatable {
      var folder: String
      var name: String
      var isFolder: Bool
    }

    let descriptor: Int32 = -1
    init?() { return nil }
    func watch(_ folder: String) -> Bool { false }
    func drain() -> [Change] { [] }
  }
#endif
