internal import VectorKernels

extension SegmentCache {
    /// Saves an index as it was at one moment, in place of what the folder holds.
    ///
    /// Files that are there already are not written again. Nothing waits for a save but its caller: hand the result to
    /// `VectorIndex.adopt(_:)` afterwards.
    ///
    /// - Parameters:
    ///   - token: Bytes that `open` gives back, at most 65,536.
    ///   - rows: With `.mapped`, the result has the segments read from their files.
    /// - Complexity: O(bytes that are not saved yet). Waits for the disk.
    package func save(
        _ snapshot: VectorIndexSnapshot,
        token: [UInt8],
        rows: RowStorage = .memory
    ) throws(SegmentCacheError) -> SavedSegments {
        try folder.make()
        let lock = try CacheFile(lockable: folder.path(of: CacheFolder.lockName))
        try lock.lock()
        // Open, and so locked, until the end.
        defer { _ = lock.descriptor }
        var saved = SavedSegments()
        var manifest = SegmentManifest(token: token, entries: [])
        for segment in snapshot.sealed + [snapshot.tail] {
            let file = try save(segment, &saved)
            manifest.entries.append(SegmentManifest.Entry(segment, file: file))
        }
        try folder.synchronize()
        let bytes = manifest.encoded(dimension: snapshot.dimension)
        try folder.write(SegmentManifest.fileName, bytes)
        try folder.synchronize()
        saved.writtenByteCount += bytes.count
        try folder.removeFiles(but: Set(manifest.entries.map(\.file.fileName)))
        if rows == .mapped { try map(manifest.entries.dropLast(), &saved, snapshot) }
        return saved
    }

    /// Writes a segment unless its file is there.
    private func save(_ segment: Segment, _ saved: inout SavedSegments) throws(SegmentCacheError) -> SegmentFileID {
        if let file = segment.file, folder.byteCount(of: file.fileName) == SegmentFile.byteCount(of: segment) {
            saved.segments.append(SavedSegments.Saved(segment, file: file))
            return file
        }
        let file = try SegmentFile.write(segment, in: folder)
        saved.segments.append(SavedSegments.Saved(segment, file: file))
        saved.writtenByteCount += SegmentFile.byteCount(of: segment)
        return file
    }

    /// Opens the files of segments whose rows are still in memory.
    private func map(
        _ entries: ArraySlice<SegmentManifest.Entry>,
        _ saved: inout SavedSegments,
        _ snapshot: VectorIndexSnapshot
    ) throws(SegmentCacheError) {
        for index in entries.indices where !saved.segments[index].original.isMapped {
            let segment = try SegmentFile.read(
                entries[index],
                in: folder,
                dimension: snapshot.dimension,
                mapped: true
            )
            saved.segments[index].replacement = segment.block
        }
    }
}

extension SavedSegments.Saved {
    fileprivate init(_ segment: Segment, file: SegmentFileID) {
        self.init(serial: segment.serial, rowCount: segment.rowCount, file: file, original: segment.block)
    }
}

extension SegmentManifest.Entry {
    fileprivate init(_ segment: Segment, file: SegmentFileID) {
        let words = segment.dead.map { Array($0.words.prefix((segment.rowCount + 63) / 64)) }
        self.init(serial: segment.serial, file: file, rowCount: segment.rowCount, deadWords: words)
    }
}
