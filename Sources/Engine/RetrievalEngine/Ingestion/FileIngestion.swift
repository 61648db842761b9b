public import Foundation

/// A file to ingest and the name it gets in the collection.
public struct IngestFile: Sendable, Hashable {
    /// Where it is; a symbolic link is not followed there.
    public var url: URL
    public var name: String

    public init(url: URL, name: String) {
        self.url = url
        self.name = name
    }

    /// The files at the given places, folders walked through.
    ///
    /// A file given by itself is named by its last path component, a file of a folder by its path below that folder.
    /// Hidden files are left out; the order is that of the arguments, within a folder by name.
    ///
    /// A symbolic link that is given by itself stands for its target, as does one within a folder whose target is a file in
    /// that folder. A link in a folder to a folder in it is left out: its files are taken at their own place.
    ///
    /// A place where nothing is, and any other link, counts as a file, whose ingestion will fail and leave the others alone.
    ///
    /// - Throws: ``EngineError/Code/storageFailure`` for a folder that cannot be listed.
    public static func files(at places: [URL]) throws -> [IngestFile] {
        try places.flatMap { place -> [IngestFile] in
            let isLink = try? place.resourceValues(forKeys: [.isSymbolicLinkKey]).isSymbolicLink
            let target = isLink == true ? place.resolvingSymlinksInPath() : place
            guard target.isFolder else { return [IngestFile(url: target, name: place.lastPathComponent)] }
            return try files(inFolder: place)
        }
    }

    private static func files(inFolder folder: URL) throws -> [IngestFile] {
        let root = folder.resolvingSymlinksInPath().standardizedFileURL
        var failure: EngineError?
        let walk = FileManager.default.enumerator(
            at: root,
            includingPropertiesForKeys: [.isRegularFileKey, .isSymbolicLinkKey],
            options: [.skipsHiddenFiles],
            errorHandler: { url, error in
                failure = EngineError(.storageFailure, "cannot read \(url.path): \(error)", cause: error)
                return false
            }
        )
        var files: [IngestFile] = []
        while let url = walk?.nextObject() as? URL {
            guard let place = try place(ofFile: url, inFolder: root) else { continue }
            let name = url.standardizedFileURL.path.dropFirst(root.path.count).drop { $0 == "/" }
            files.append(IngestFile(url: place, name: String(name)))
        }
        if let failure {
            throw failure
        }
        return files.sorted { $0.name < $1.name }
    }

    /// Where the bytes of something in a folder are; the link itself where they are not to be read, and nil for what is no
    /// file.
    private static func place(ofFile url: URL, inFolder root: URL) throws -> URL? {
        let kind = try url.resourceValues(forKeys: [.isRegularFileKey, .isSymbolicLinkKey])
        guard kind.isSymbolicLink == true else { return kind.isRegularFile == true ? url : nil }
        let target = url.resolvingSymlinksInPath().standardizedFileURL
        guard target.path.hasPrefix(root.path + "/") else { return url }
        if target.isFolder { return nil }
        let isFile = try? target.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile
        return isFile == true ? target : url
    }
}

extension IngestFile {
    /// The file's bytes, read on the calling thread.
    ///
    /// What is no regular file, such as a named pipe, is not read: its end may never come. A symbolic link is not followed:
    /// ``files(at:)`` has done so where it should be.
    ///
    /// - Parameter limit: The most bytes that are wanted; of a file that grows while it is read, one more is.
    /// - Throws: ``EngineError/Code/unreadableDocument``, and what the system says.
    func contents(limit: Int) throws -> [UInt8] {
        let file = try FileManager.default.attributesOfItem(atPath: url.path)
        let type = file[.type] as? FileAttributeType
        guard type != .typeSymbolicLink else {
            throw unreadable("it is a symbolic link to no file, or to one outside of the folder")
        }
        guard type == .typeRegular else { throw unreadable("expected a file, found a folder, a pipe or a device") }
        let size = (file[.size] as? NSNumber)?.intValue ?? 0
        guard size <= limit else { throw unreadable("the file has \(size) bytes; the limit is \(limit)") }
        let handle = try FileHandle(forReadingFrom: url)
        defer { try? handle.close() }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        while bytes.count <= limit {
            let piece = try handle.read(upToCount: min(1 << 20, limit + 1 - bytes.count))
            guard let piece, !piece.isEmpty else { break }
            bytes += piece
        }
        return bytes
    }

    private func unreadable(_ reason: String) -> EngineError {
        EngineError(.unreadableDocument, "\(url.relativePath): cannot be read: \(reason)")
    }
}

extension URL {
    /// False also where nothing is.
    fileprivate var isFolder: Bool {
        (try? resolvingSymlinksInPath().resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
    }
}

/// What became of one file.
public struct FileResult: Sendable {
    public var file: IngestFile
    public var outcome: Result<IngestedDocument, EngineError>
}

/// How far an ingestion is.
public struct IngestProgress: Sendable {
    public var fileCount = 0
    public var finishedFileCount = 0
    /// Chunks that were cut so far, and those among them that were encoded.
    public var chunkCount = 0
    public var encodedChunkCount = 0
}
