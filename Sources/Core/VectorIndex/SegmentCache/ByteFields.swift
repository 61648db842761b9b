/// Appends fields of a file's header, in the machine's order of bytes.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger & BitwiseCopyable) {
        unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func append(contentsOf newBytes: [UInt8]) {
        bytes += newBytes
    }

    /// Appends zeros up to a number of bytes.
    mutating func pad(to byteCount: Int) {
        bytes += [UInt8](repeating: 0, count: max(byteCount - bytes.count, 0))
    }

    /// Appends the checksum of all bytes so far.
    mutating func appendChecksum() {
        append(Checksum.value(of: bytes))
    }
}

/// Reads fields of a file's header, in the machine's order of bytes.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Bytes that were not read yet.
    var remainingCount: Int { bytes.count - position }

    mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type = Value.self
    ) throws(SegmentCacheError) -> Value {
        let size = MemoryLayout<Value>.size
        guard remainingCount >= size else { throw truncated }
        defer { position += size }
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: position, as: type) }
    }

    /// Reads a number that has to be in a range.
    mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type,
        in range: ClosedRange<Int>,
        _ name: String
    ) throws(SegmentCacheError) -> Int {
        let found = try read(type)
        guard let value = Int(exactly: found), range.contains(value) else {
            throw SegmentCacheError(.damaged, "has \(found) as \(name), expected \(range)")
        }
        return value
    }

    mutating func readBytes(_ count: Int) throws(SegmentCacheError) -> [UInt8] {
        guard count >= 0, remainingCount >= count else { throw truncated }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    private var truncated: SegmentCacheError {
        SegmentCacheError(.damaged, "ends after \(bytes.count) bytes, within its header")
    }
}
