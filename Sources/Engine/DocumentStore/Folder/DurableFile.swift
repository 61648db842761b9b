package import Foundation
internal import Glibc

/// Files for their owner alone that are there whole or not at all, also after a power loss: they are written and synced
/// under another name first.
package enum DurableFile {
    /// Writes a file, unless there is one of that name: of two processes at once, one writes.
    package static func create(_ file: URL, _ bytes: [UInt8]) throws(StoreError) {
        // A link, unlike a rename, leaves the file of another process that was faster.
        try write(bytes, as: file) { draft throws(StoreError) in
            guard unsafe link(draft, file.path) == 0 || errno == EEXIST else {
                throw StoreError.system("write \(file.path)")
            }
        }
    }

    /// Writes a file in the place of the one of that name, if there is one.
    package static func replace(_ file: URL, with bytes: [UInt8]) throws(StoreError) {
        try write(bytes, as: file) { draft throws(StoreError) in try rename(draft, to: file) }
    }

    /// Gives a file that was written and closed its name, in the place of the one of that name, and returns when that is on
    /// the disk.
    package static func publish(_ draft: URL, as file: URL) throws(StoreError) {
        try synchronize(draft.path)
        try rename(draft.path, to: file)
        try synchronize(file.deletingLastPathComponent().path)
    }

    /// Removes a file, and returns when that is on the disk. One that is not there is no error.
    package static func remove(_ file: URL) throws(StoreError) {
        guard unsafe unlink(file.path) == 0 || errno == ENOENT else { throw StoreError.system("remove \(file.path)") }
        try synchronize(file.deletingLastPathComponent().path)
    }

    private static func write(
        _ bytes: [UInt8],
        as file: URL,
        _ giveName: (String) throws(StoreError) -> Void
    ) throws(StoreError) {
        let draft = file.path + "." + UUID().uuidString
        let descriptor = unsafe draft.withCString { unsafe open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw StoreError.system("write \(file.path)") }
        defer { unsafe unlink(draft) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try StoreError.wrapping("write \(file.path)") {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
            try handle.close()
        }
        try giveName(draft)
        try synchronize(file.deletingLastPathComponent().path)
    }

    private static func rename(_ draft: String, to file: URL) throws(StoreError) {
        guard unsafe Foundation.rename(draft, file.path) == 0 else { throw StoreError.system("write \(file.path)") }
    }

    /// Returns when a file, or the names in a folder, are on the disk.
    private static func synchronize(_ path: String) throws(StoreError) {
        let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw StoreError.system("open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError.system("synchronize \(path)") }
    }
}
