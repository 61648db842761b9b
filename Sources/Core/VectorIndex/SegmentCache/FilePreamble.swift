/// What every file of a segment cache begins with.
///
/// | offset | size | field |
/// | --- | --- | --- |
/// | 0 | 8 | the kind of file, 8 ASCII characters |
/// | 8 | 4 | 0x01020304 in the order of bytes of the machine that wrote it, as all numbers of the files |
/// | 12 | 4 | version of the format |
/// | 16 | 4 | dimension |
struct FilePreamble {
    /// The kind of file.
    enum Kind: String {
        case manifest = "ROOSTMAN"
        case segment = "ROOSTSEG"
    }

    private static let byteOrderMark: UInt32 = 0x0102_0304
    /// Rises with every change of what the bytes of a file mean.
    static let version: UInt32 = 1

    static func write(_ kind: Kind, dimension: Int, to writer: inout ByteWriter) {
        writer.append(contentsOf: Array(kind.rawValue.utf8))
        writer.append(byteOrderMark)
        writer.append(version)
        writer.append(UInt32(dimension))
    }

    /// Reads the preamble of a file that has to be of that kind and dimension.
    static func read(_ kind: Kind, dimension: Int, from reader: inout ByteReader) throws(SegmentCacheError) {
        guard try reader.readBytes(8) == Array(kind.rawValue.utf8) else {
            throw SegmentCacheError(.damaged, "does not begin with \(kind.rawValue)")
        }
        let mark: UInt32 = try reader.read()
        guard mark != byteOrderMark.byteSwapped else {
            throw SegmentCacheError(.foreignByteOrder, "was written on a machine with the other order of bytes")
        }
        guard mark == byteOrderMark else {
            throw SegmentCacheError(.damaged, "has \(mark) for the order of bytes, expected \(byteOrderMark)")
        }
        let version: UInt32 = try reader.read()
        guard version == Self.version else {
            throw SegmentCacheError(.unsupportedVersion, "has version \(version), expected \(Self.version)")
        }
        let found: UInt32 = try reader.read()
        guard found == UInt32(dimension) else {
            throw SegmentCacheError(.wrongDimension, "holds vectors of \(found) dimensions, expected \(dimension)")
        }
    }
}
