/// The list of an index's segments, in a file beside theirs: what a segment cache is at one moment.
///
/// After the preamble (see ``FilePreamble``), all numbers in the machine's order of bytes:
///
/// | size | field |
/// | --- | --- |
/// | 4 | length of the token, n |
/// | 4 | number of segments, the tail included |
/// | n | the token |
/// | 24 + | for each segment, the tail last: serial number (8), checksum of its file's header (8), rows (4), deleted rows (4), and unless that is 0, a bit a row in words of 8 bytes, 1 for deleted |
/// | 8 | checksum of the bytes before |
struct SegmentManifest: Equatable {
    struct Entry: Equatable {
        var serial: Int
        var file: SegmentFileID
        var rowCount: Int
        /// The words of the bitmap of deleted rows; nil if there are none.
        var deadWords: [UInt64]?
    }

    static let fileName = "manifest"
    static let maximumByteCount = 1 << 28
    private static let maximumTokenByteCount = 1 << 16
    private static let maximumSegmentCount = 1 << 22

    var token: [UInt8]
    /// The tail last.
    var entries: [Entry]

    func encoded(dimension: Int) -> [UInt8] {
        precondition(token.count <= Self.maximumTokenByteCount, "a token of \(token.count) bytes")
        var writer = ByteWriter()
        FilePreamble.write(.manifest, dimension: dimension, to: &writer)
        writer.append(UInt32(token.count))
        writer.append(UInt32(entries.count))
        writer.append(contentsOf: token)
        for entry in entries {
            writer.append(UInt64(entry.serial))
            writer.append(entry.file.checksum)
            writer.append(UInt32(entry.rowCount))
            let words = entry.deadWords ?? []
            writer.append(UInt32(words.reduce(0) { $0 + $1.nonzeroBitCount }))
            for word in words { writer.append(word) }
        }
        writer.appendChecksum()
        return writer.bytes
    }

    /// - Parameter bytes: The whole file.
    init(_ bytes: [UInt8], dimension: Int) throws(SegmentCacheError) {
        var reader = ByteReader(bytes)
        try FilePreamble.read(.manifest, dimension: dimension, from: &reader)
        let contents = Array(bytes.dropLast(MemoryLayout<UInt64>.size))
        var end = ByteReader(Array(bytes.suffix(MemoryLayout<UInt64>.size)))
        guard try end.read(UInt64.self) == Checksum.value(of: contents) else {
            throw SegmentCacheError(.damaged, "has a wrong checksum")
        }
        let tokenByteCount = try reader.read(UInt32.self, in: 0...Self.maximumTokenByteCount, "the token's length")
        let count = try reader.read(UInt32.self, in: 1...Self.maximumSegmentCount, "the number of segments")
        token = try reader.readBytes(tokenByteCount)
        entries = []
        for _ in 0..<count {
            let entry = try Self.readEntry(&reader)
            guard entry.serial > entries.last?.serial ?? -1 else {
                throw SegmentCacheError(.damaged, "has segment \(entry.serial) out of order")
            }
            entries.append(entry)
        }
        guard reader.remainingCount == MemoryLayout<UInt64>.size else {
            throw SegmentCacheError(.damaged, "has \(reader.remainingCount) bytes behind the last segment")
        }
    }

    init(token: [UInt8], entries: [Entry]) {
        self.token = token
        self.entries = entries
    }

    private static func readEntry(_ reader: inout ByteReader) throws(SegmentCacheError) -> Entry {
        let serial = try reader.read(UInt64.self, in: 0...Int.max / 2, "the number of a segment")
        let file = SegmentFileID(checksum: try reader.read())
        let capacity = IndexState.segmentCapacities.upperBound
        let rowCount = try reader.read(UInt32.self, in: 0...capacity, "the number of rows")
        let deadCount = try reader.read(UInt32.self, in: 0...rowCount, "the number of deleted rows")
        var entry = Entry(serial: serial, file: file, rowCount: rowCount)
        guard deadCount > 0 else { return entry }
        var words: [UInt64] = []
        for _ in 0..<(rowCount + 63) / 64 { words.append(try reader.read()) }
        let unused: UInt64 = rowCount % 64 == 0 ? 0 : ~0 << UInt64(rowCount % 64)
        guard words.reduce(0, { $0 + $1.nonzeroBitCount }) == deadCount, words[words.count - 1] & unused == 0 else {
            throw SegmentCacheError(.damaged, "has a bitmap that does not tell \(deadCount) rows of \(rowCount)")
        }
        entry.deadWords = words
        return entry
    }
}

/// Tells the file of a segment from all others by its content: the checksum of its header, in which those of all its parts
/// are.
struct SegmentFileID: Hashable, Sendable {
    var checksum: UInt64

    static let suffix = ".segment"

    var fileName: String {
        let digits = String(checksum, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + Self.suffix
    }
}
