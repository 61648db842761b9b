public import Foundation

/// A file to ingest and the name it gets in the collection.
public struct IngestFile: Sendable, Hashable {
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
    /// A place where nothing is counts as a file, whose ingestion will fail and leave the others alone.
    ///
    /// - Throws: ``EngineError/Code/storageFailure`` for a folder that cannot be listed.
    public static func files(at places: [URL]) throws -> [IngestFile] {
        try places.flatMap { place -> [IngestFile] in
            let kind = try? place.resolvingSymlinksInPath().resourceValues(forKeys: [.isDirectoryKey])
            guard kind?.isDirectory == true else { return [IngestFile(url: place, name: place.lastPathComponent)] }
            return try files(inFolder: place)
        }
    }

    private static func files(inFolder folder: URL) throws -> [IngestFile] {
        let root = folder.resolvingSymlinksInPath().standardizedFileURL
        var failure: EngineError?
        let walk = FileManager.default.enumerator(
            at: root,
            includingPropertiesForKeys: [.isRegularFileKey],
            options: [.skipsHiddenFiles],
            errorHandler: { url, error in
                failure = EngineError(.storageFailure, "cannot read \(url.path): \(error)", cause: error)
                return false
            }
        )
        var files: [IngestFile] = []
        while let url = walk?.nextObject() as? URL {
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            let name = url.standardizedFileURL.path.dropFirst(root.path.count).drop { $0 == "/" }
            files.append(IngestFile(url: url, name: String(name)))
        }
        if let failure {
            throw failure
        }
        return files.sorted { $0.name < $1.name }
    }
}

extension IngestFile {
    /// The file's bytes, read on the calling thread.
    ///
    /// What is no regular file, such as a named pipe, is not read: its end may never come.
    func contents() throws -> [UInt8] {
        let kind = try url.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey])
        guard kind.isRegularFile == true else {
            throw EngineError(
                .unreadableDocument,
                "\(url.relativePath): cannot be read: expected a file, found a folder, a pipe or a device"
            )
        }
        return try [UInt8](Data(contentsOf: url))
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
