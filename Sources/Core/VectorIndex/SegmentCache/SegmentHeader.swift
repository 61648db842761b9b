internal import VectorKernels

/// The header of a segment's file: what the file holds and where.
///
/// The file is written once and never changed: the rows of a segment stay as they are when some are deleted. After the
/// preamble (see ``FilePreamble``), all numbers in the machine's order of bytes:
///
/// | offset | size | field |
/// | --- | --- | --- |
/// | 20 | 4 | rows |
/// | 24 | 4 | capacity of the segment, in rows |
/// | 28 | 4 | number of parts, n |
/// | 32 | 8 | at least the length of the longest row, float64 |
/// | 40 | 32 n | the parts: kind (4), 0 (4), offset (8), length (8), checksum (8) |
/// | 4088 | 8 | checksum of the bytes before; zeros fill the place between |
///
/// The parts follow, the first at 4096, each at the next multiple of 64, the last filled up to one; the zeros that fill up
/// a part count for its checksum. So every byte of the file is under a checksum.
struct SegmentHeader: Equatable {
    /// Where a part lies in the file.
    struct Part: Equatable {
        var kind: RowPart
        var offset: Int
        /// Without the zeros that fill it up.
        var byteCount: Int
        var checksum: UInt64

        /// Where the next part begins.
        var end: Int { Self.filledUp(offset + byteCount) }

        static func filledUp(_ byteCount: Int) -> Int { (byteCount + 63) & ~63 }
    }

    static let byteCount = 4096
    private static let maximumPartCount = 64
    /// No part is longer; so that sums of lengths cannot overflow.
    private static let maximumPartByteCount = 1 << 40

    var rowCount: Int
    var capacity: Int
    var maximumNorm: Double
    var parts: [Part] = []

    /// Where the file ends.
    var fileByteCount: Int { parts.last?.end ?? Self.byteCount }

    /// Adds a part behind the others.
    mutating func append(_ kind: RowPart, byteCount: Int, checksum: UInt64) {
        parts.append(Part(kind: kind, offset: fileByteCount, byteCount: byteCount, checksum: checksum))
    }

    /// The bytes of the header, and the checksum at their end, which tells the file from every other.
    func encoded(dimension: Int) -> (bytes: [UInt8], checksum: UInt64) {
        precondition(parts.count <= Self.maximumPartCount, "\(parts.count) parts")
        var writer = ByteWriter()
        FilePreamble.write(.segment, dimension: dimension, to: &writer)
        for count in [rowCount, capacity, parts.count] { writer.append(UInt32(count)) }
        writer.append(maximumNorm.bitPattern)
        for part in parts {
            writer.append(part.kind.rawValue)
            writer.append(UInt32(0))
            writer.append(UInt64(part.offset))
            writer.append(UInt64(part.byteCount))
            writer.append(part.checksum)
        }
        writer.pad(to: Self.byteCount - MemoryLayout<UInt64>.size)
        writer.appendChecksum()
        return (writer.bytes, Self.checksum(of: writer.bytes))
    }
}

extension SegmentHeader {
    /// Reads a header.
    ///
    /// - Parameters:
    ///   - bytes: The first `byteCount` bytes of the file.
    ///   - checksum: What the header's checksum has to be.
    init(_ bytes: [UInt8], dimension: Int, checksum: UInt64) throws(SegmentCacheError) {
        var reader = ByteReader(bytes)
        try FilePreamble.read(.segment, dimension: dimension, from: &reader)
        let found = Self.checksum(of: bytes)
        guard found == Checksum.value(of: Array(bytes.dropLast(MemoryLayout<UInt64>.size))), found == checksum else {
            throw SegmentCacheError(.damaged, "has a header with a wrong checksum")
        }
        let capacities = 1...IndexState.segmentCapacities.upperBound
        rowCount = try reader.read(UInt32.self, in: 0...capacities.upperBound, "the number of rows")
        capacity = try reader.read(UInt32.self, in: max(rowCount, 1)...capacities.upperBound, "capacity")
        let partCount = try reader.read(UInt32.self, in: 1...Self.maximumPartCount, "the number of parts")
        maximumNorm = Double(bitPattern: try reader.read())
        guard maximumNorm >= 0, maximumNorm <= VectorIndex.maximumNorm else {
            throw SegmentCacheError(.damaged, "has \(maximumNorm) as the length of the longest row")
        }
        for _ in 0..<partCount { try readPart(&reader) }
        guard parts[0].kind == .values, parts[0].byteCount == rowCount * dimension * MemoryLayout<Float>.stride else {
            throw SegmentCacheError(.damaged, "has \(parts[0].byteCount) bytes of values for \(rowCount) rows")
        }
    }

    private mutating func readPart(_ reader: inout ByteReader) throws(SegmentCacheError) {
        let kind = RowPart(rawValue: try reader.read())
        _ = try reader.read(UInt32.self, in: 0...0, "a reserved field")
        let expected = fileByteCount
        _ = try reader.read(UInt64.self, in: expected...expected, "the offset of a part")
        let byteCount = try reader.read(UInt64.self, in: 0...Self.maximumPartByteCount, "the length of a part")
        append(kind, byteCount: byteCount, checksum: try reader.read())
    }

    /// The checksum that stands at the end of a header; 0 if the bytes are none.
    private static func checksum(of bytes: [UInt8]) -> UInt64 {
        guard bytes.count == byteCount else { return 0 }
        var reader = ByteReader(bytes.suffix(MemoryLayout<UInt64>.size))
        return (try? reader.read()) ?? 0
    }
}
