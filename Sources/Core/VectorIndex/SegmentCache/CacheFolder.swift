internal import Foundation
internal import Glibc

/// A change of a cache's folder, one call of the system or a few alike.
package enum SegmentCacheStep: Sendable, Equatable {
    case makeFolder
    case create(String)
    case write(String)
    case synchronize(String)
    case rename(String)
    case remove(String)
}

/// The folder of a segment cache. All changes of it go through here, so that a test can stop before any of them.
struct CacheFolder: Sendable {
    let path: String
    let willTake: @Sendable (SegmentCacheStep) throws(SegmentCacheError) -> Void

    static let temporarySuffix = ".tmp"
    static let lockName = "lock"

    func path(of name: String) -> String { path + "/" + name }

    /// Makes the folder, for its owner alone, with those above it.
    func make() throws(SegmentCacheError) {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        try willTake(.makeFolder)
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw SegmentCacheError(.inputOutput, "cannot be made: \(error)", path: path)
        }
    }

    /// The length of a file; nil if there is none.
    func byteCount(of name: String) -> Int? {
        guard let file = try? CacheFile(reading: path(of: name)) else { return nil }
        return try? file.byteCount()
    }

    /// Writes a file under another name, waits until it is on the disk, and only then gives it its name.
    ///
    /// - Parameter contents: Writes the file by calls of what it is given.
    func write(
        _ name: String,
        _ contents: (_ write: (RawSpan) throws(SegmentCacheError) -> Void) throws(SegmentCacheError) -> Void
    ) throws(SegmentCacheError) {
        let temporaryName = "\(name)-\(UInt64.random(in: .min ... .max))\(Self.temporarySuffix)"
        do throws(SegmentCacheError) {
            try willTake(.create(temporaryName))
            let file = try CacheFile(creating: path(of: temporaryName))
            try contents { bytes throws(SegmentCacheError) in
                try willTake(.write(temporaryName))
                try file.write(bytes)
            }
            try willTake(.synchronize(temporaryName))
            try file.synchronize()
            try willTake(.rename(name))
            guard unsafe rename(path(of: temporaryName), path(of: name)) == 0 else {
                throw SegmentCacheError.system("cannot be renamed", path: path(of: temporaryName))
            }
        } catch {
            try? remove(temporaryName)
            throw error
        }
    }

    /// As the other `write`, for a short file.
    func write(_ name: String, _ contents: [UInt8]) throws(SegmentCacheError) {
        try write(name) { write throws(SegmentCacheError) in
            try unsafe write(contents.span.bytes)
        }
    }

    /// Returns when the names of the files are on the disk.
    func synchronize() throws(SegmentCacheError) {
        try willTake(.synchronize("."))
        try CacheFile(reading: path).synchronize()
    }

    /// Removes what earlier saves left behind. Only the holder of the lock may.
    func removeFiles(but kept: Set<String>) throws(SegmentCacheError) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names.sorted() where !kept.contains(name) {
            if name.hasSuffix(Self.temporarySuffix) || name.hasSuffix(SegmentFileID.suffix) {
                try remove(name)
            }
        }
    }

    /// Removes the folder with everything in it; nothing if there is none.
    func removeAll() throws(SegmentCacheError) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try willTake(.remove("."))
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw SegmentCacheError(.inputOutput, "cannot be removed: \(error)", path: path)
        }
    }

    private func remove(_ name: String) throws(SegmentCacheError) {
        try willTake(.remove(name))
        unsafe unlink(path(of: name))
    }
}
