internal import VectorKernels

/// An index in files, from which it can be opened faster than it can be made.
///
/// A folder with one file for each segment, which is never changed once it has its name, and a manifest that lists them
/// with the deleted rows. The manifest is replaced last, in one step: whenever a save is cut off, the cache is the one of
/// before. All bytes are under checksums, and none is used that does not match.
///
/// What is in the cache is told by a token, which is the caller's to choose and compare: a cache is only as good as what
/// the token says of where its vectors come from.
///
/// Any number of processes may open and save: a save locks others out (``SegmentCacheError/Code/busy``), and whoever opens
/// a cache while it is replaced gets the old or the new one. The files are for this code alone: see ``MappedRows`` for what
/// becomes of a process whose mapped files are cut short by others.
package struct SegmentCache: Sendable {
    /// Where the float32 values of the rows are, from which results are scored.
    package enum RowStorage: String, Sendable, CaseIterable {
        /// In memory.
        case memory
        /// In the files, mapped for reading. Codes and ids stay in memory, and so do the rows that are not in a full
        /// segment yet. Results are the same; rows that are not in the system's file cache are read from the disk.
        case mapped
    }

    let folder: CacheFolder

    /// - Parameters:
    ///   - path: The folder; made by the first save.
    ///   - willTake: Called before every change of the folder; what it throws ends the save there, as if the process had
    ///     ended.
    package init(
        path: String,
        willTake: @escaping @Sendable (SegmentCacheStep) throws(SegmentCacheError) -> Void = { _ in }
    ) {
        folder = CacheFolder(path: path, willTake: willTake)
    }
}

/// What a save has written, for the index to take note of.
package struct SavedSegments: Sendable {
    struct Saved: Sendable {
        var serial: Int
        var rowCount: Int
        var file: SegmentFileID
        /// The block that was saved.
        var original: RowBlock
        /// A block over the file; nil to keep the one that was saved.
        var replacement: RowBlock?
    }

    var segments: [Saved] = []
    /// The bytes written to files, the manifest's included.
    package internal(set) var writtenByteCount = 0
}
