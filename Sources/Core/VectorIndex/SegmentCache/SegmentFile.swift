internal import VectorKernels

/// Writes and reads the file of one segment; ``SegmentHeader`` says what is in it.
enum SegmentFile {
    /// Writes the rows of a segment, deleted ones included.
    static func write(_ segment: Segment, in folder: CacheFolder) throws(SegmentCacheError) -> SegmentFileID {
        var header = SegmentHeader(
            rowCount: segment.rowCount,
            capacity: segment.block.capacity,
            maximumNorm: segment.maximumNorm
        )
        segment.block.withParts(rowCount: segment.rowCount) { kind, bytes in
            var checksum = Checksum()
            unsafe bytes.withUnsafeBytes { unsafe checksum.update($0) }
            checksum.update(filling(behind: bytes.byteCount))
            header.append(kind, byteCount: bytes.byteCount, checksum: checksum.value)
        }
        let (headerBytes, checksum) = header.encoded(dimension: segment.block.dimension)
        let file = SegmentFileID(checksum: checksum)
        try folder.write(file.fileName) { write throws(SegmentCacheError) in
            try unsafe write(headerBytes.span.bytes)
            try segment.block.withParts(rowCount: segment.rowCount) { _, bytes throws(SegmentCacheError) in
                try write(bytes)
                try unsafe write(filling(behind: bytes.byteCount).span.bytes)
            }
        }
        return file
    }

    /// The length of a segment's file.
    static func byteCount(of segment: Segment) -> Int {
        var header = SegmentHeader(rowCount: segment.rowCount, capacity: segment.block.capacity, maximumNorm: 0)
        for (kind, byteCount) in segment.block.partByteCounts(rowCount: segment.rowCount) {
            header.append(kind, byteCount: byteCount, checksum: 0)
        }
        return header.fileByteCount
    }

    /// The zeros behind a part.
    private static func filling(behind byteCount: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: SegmentHeader.Part.filledUp(byteCount) - byteCount)
    }
}

// MARK: - Reading

extension SegmentFile {
    /// Reads what `write` wrote, and checks all of it.
    ///
    /// - Parameter mapped: Leaves the values of the rows in the file. They are read to check them, but not kept.
    static func read(
        _ entry: SegmentManifest.Entry,
        in folder: CacheFolder,
        dimension: Int,
        mapped: Bool
    ) throws(SegmentCacheError) -> Segment {
        let path = folder.path(of: entry.file.fileName)
        do throws(SegmentCacheError) {
            let file = try CacheFile(reading: path)
            let byteCount = try file.byteCount()
            guard byteCount >= SegmentHeader.byteCount else {
                throw SegmentCacheError(.damaged, "has \(byteCount) bytes")
            }
            let header = try SegmentHeader(
                file.bytes(at: 0, count: SegmentHeader.byteCount),
                dimension: dimension,
                checksum: entry.file.checksum
            )
            guard byteCount == header.fileByteCount, entry.rowCount == header.rowCount else {
                throw SegmentCacheError(
                    .damaged,
                    "has \(byteCount) bytes and \(header.rowCount) rows, expected \(header.fileByteCount) and "
                        + "\(entry.rowCount)"
                )
            }
            let block = try block(file, header, dimension: dimension, mapped: mapped)
            return Segment(
                serial: entry.serial,
                block: block,
                rowCount: header.rowCount,
                dead: entry.deadWords.map { RowBitmap(words: $0, capacity: header.capacity) },
                maximumNorm: header.maximumNorm,
                file: entry.file
            )
        } catch {
            throw error.of(path)
        }
    }

    private static func block(
        _ file: borrowing CacheFile,
        _ header: SegmentHeader,
        dimension: Int,
        mapped: Bool
    ) throws(SegmentCacheError) -> RowBlock {
        let rows = mapped && header.rowCount > 0 ? try mapRows(file, header.parts[0]) : nil
        var next = rows == nil ? 0 : 1
        let block = try RowBlock(
            dimension: dimension,
            capacity: header.capacity,
            rowCount: header.rowCount,
            mappedRows: rows
        ) { kind, bytes throws(SegmentCacheError) in
            guard next < header.parts.count, header.parts[next].kind == kind,
                header.parts[next].byteCount == bytes.byteCount
            else { throw SegmentCacheError(.damaged, "has no part \(kind.rawValue) of \(bytes.byteCount) bytes") }
            try file.read(header.parts[next], into: &bytes)
            next += 1
        }
        guard next == header.parts.count else { throw SegmentCacheError(.damaged, "has \(header.parts.count) parts") }
        return block
    }

    private static func mapRows(
        _ file: borrowing CacheFile,
        _ part: SegmentHeader.Part
    ) throws(SegmentCacheError) -> MappedRows {
        try file.check(part)
        let count = part.byteCount / MemoryLayout<Float>.stride
        guard let rows = MappedRows(fileDescriptor: file.descriptor, firstByte: part.offset, count: count) else {
            throw SegmentCacheError.system("cannot be mapped", path: file.path)
        }
        return rows
    }
}

extension CacheFile {
    /// Bytes read between two looks at the checksum: they are still in the cache then.
    private static let pieceByteCount = 1 << 18

    /// Reads a part into memory and checks it.
    fileprivate func read(_ part: SegmentHeader.Part, into bytes: inout MutableRawSpan) throws(SegmentCacheError) {
        var checksum = Checksum()
        try unsafe bytes.withUnsafeMutableBytes { bytes throws(SegmentCacheError) in
            for first in stride(from: 0, to: part.byteCount, by: Self.pieceByteCount) {
                let range = first..<min(first + Self.pieceByteCount, part.byteCount)
                let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[range])
                try unsafe read(into: piece, at: part.offset + first)
                unsafe checksum.update(UnsafeRawBufferPointer(piece))
            }
        }
        try finish(&checksum, part)
    }

    /// Checks a part without keeping it.
    fileprivate func check(_ part: SegmentHeader.Part) throws(SegmentCacheError) {
        var checksum = Checksum()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceByteCount, alignment: 64)
        defer { unsafe buffer.deallocate() }
        for first in stride(from: 0, to: part.byteCount, by: Self.pieceByteCount) {
            let count = min(Self.pieceByteCount, part.byteCount - first)
            let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
            try unsafe read(into: piece, at: part.offset + first)
            unsafe checksum.update(UnsafeRawBufferPointer(piece))
        }
        try finish(&checksum, part)
    }

    private func finish(_ checksum: inout Checksum, _ part: SegmentHeader.Part) throws(SegmentCacheError) {
        let end = part.offset + part.byteCount
        checksum.update(try bytes(at: end, count: part.end - end))
        guard checksum.value == part.checksum else {
            throw SegmentCacheError(.damaged, "has a wrong checksum for part \(part.kind.rawValue)")
        }
    }
}
