package import VectorKernels

extension SegmentCache {
    /// Opens the index that was saved last.
    ///
    /// Everything is read and checked, by all threads of the pool, mapped rows too.
    ///
    /// - Parameters:
    ///   - dimension: What the index has to have.
    ///   - isUsable: Says by the token whether to go on; asked before anything large is read.
    /// - Returns: The index and the token it was saved with; nil if the token is not usable.
    /// - Throws: Whatever is wrong with the files, ``SegmentCacheError/Code/missing`` if there are none. Then make the index
    ///   again from where its vectors come from.
    package func open(
        dimension: Int,
        rows: RowStorage = .memory,
        pool: WorkerPool = .shared,
        where isUsable: (_ token: [UInt8]) -> Bool = { _ in true }
    ) throws(SegmentCacheError) -> (index: VectorIndex, token: [UInt8])? {
        var bytes = try manifestBytes()
        while true {
            let manifest = try self.manifest(bytes, dimension: dimension)
            guard isUsable(manifest.token) else { return nil }
            do throws(SegmentCacheError) {
                return (try index(manifest, dimension: dimension, rows: rows, pool: pool), manifest.token)
            } catch {
                // Files that are missing may have been those of a cache that was just replaced.
                let newer = try manifestBytes()
                guard newer != bytes else { throw error }
                bytes = newer
            }
        }
    }

    /// Removes everything, the folder included. Saves that are going on fail.
    package func remove() throws(SegmentCacheError) {
        try folder.removeAll()
    }

    private func manifestBytes() throws(SegmentCacheError) -> [UInt8] {
        let path = folder.path(of: SegmentManifest.fileName)
        let file = try CacheFile(reading: path)
        let byteCount = try file.byteCount()
        guard byteCount <= SegmentManifest.maximumByteCount else {
            throw SegmentCacheError(.damaged, "has \(byteCount) bytes", path: path)
        }
        return try file.bytes(at: 0, count: byteCount)
    }

    private func manifest(_ bytes: [UInt8], dimension: Int) throws(SegmentCacheError) -> SegmentManifest {
        do throws(SegmentCacheError) {
            return try SegmentManifest(bytes, dimension: dimension)
        } catch {
            throw error.of(folder.path(of: SegmentManifest.fileName))
        }
    }

    private func index(
        _ manifest: SegmentManifest,
        dimension: Int,
        rows: RowStorage,
        pool: WorkerPool
    ) throws(SegmentCacheError) -> VectorIndex {
        let last = manifest.entries.count - 1
        let results = pool.map(count: manifest.entries.count) { index in
            Result { () throws(SegmentCacheError) in
                var segment = try SegmentFile.read(
                    manifest.entries[index],
                    in: folder,
                    dimension: dimension,
                    mapped: rows == .mapped && index < last
                )
                if index < last { segment.sortIDs() }
                return segment
            }
        }
        var segments: [Segment] = []
        for result in results { segments.append(try result.get()) }
        var repeatedID: Int64?
        let tail = segments.removeLast()
        let state = IndexState(dimension: dimension, sealed: segments, tail: tail, repeatedID: &repeatedID)
        if let repeatedID {
            throw SegmentCacheError(.damaged, "has more than one row of id \(repeatedID)", path: folder.path)
        }
        return VectorIndex(state, pool: pool)
    }
}
