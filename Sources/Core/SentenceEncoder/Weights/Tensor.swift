/// One tensor in a mapped file, read as float32 values.
package struct Tensor: Sendable {
    /// The element types that are read, by their names in the file. All are little-endian.
    enum ElementType: String, Sendable {
        /// IEEE 754 binary32.
        case float32 = "F32"
        /// IEEE 754 binary16.
        case float16 = "F16"
        /// The upper half of a binary32.
        case bfloat16 = "BF16"

        var byteCount: Int { self == .float32 ? 4 : 2 }

        /// The bits of infinity without its sign: those of every finite value are fewer.
        var infinity: UInt32 {
            switch self {
            case .float32: 0x7F80_0000
            case .float16: 0x7C00
            case .bfloat16: 0x7F80
            }
        }
    }

    private let file: MappedFile
    private let offset: Int
    private let type: ElementType
    package let shape: [Int]

    /// - Precondition: The file has a value of `type` for each element of `shape` from `offset` on.
    init(file: MappedFile, offset: Int, type: ElementType, shape: [Int]) {
        self.file = file
        self.offset = offset
        self.type = type
        self.shape = shape
    }

    /// All values, the last dimension the fastest.
    package func values() -> [Float] {
        var result = [Float](repeating: 0, count: shape.reduce(1, *))
        var span = result.mutableSpan
        read(from: 0, into: &span)
        return result
    }

    /// Reads the values of one row of a matrix, converted.
    ///
    /// - Precondition: The tensor has two dimensions, the row exists, and `target` has a place for each column.
    package func readRow(_ row: Int, into target: inout MutableSpan<Float>) {
        precondition(shape.count == 2 && (0..<shape[0]).contains(row), "row \(row) of a tensor of shape \(shape)")
        precondition(target.count == shape[1], "a row of \(shape[1]) values into \(target.count)")
        read(from: row * shape[1], into: &target)
    }

    /// Whether no value is infinite or NaN.
    var isFinite: Bool {
        let range = offset..<offset + shape.reduce(1, *) * type.byteCount
        return file.withBytes { bytes in
            let source = bytes.extracting(range)
            return type == .float32
                ? source.maximum(UInt32.self, masked: 0x7FFF_FFFF) < type.infinity
                : source.maximum(UInt16.self, masked: 0x7FFF) < type.infinity
        }
    }

    /// The values of some rows of a matrix, converted, one row after the other.
    ///
    /// - Precondition: The tensor has two dimensions, and the rows exist.
    package func values(ofRows rows: Range<Int>) -> [Float] {
        precondition(
            shape.count == 2 && rows.lowerBound >= 0 && rows.upperBound <= shape[0],
            "rows \(rows) of a tensor of shape \(shape)"
        )
        var result = [Float](repeating: 0, count: rows.count * shape[1])
        var span = result.mutableSpan
        read(from: rows.lowerBound * shape[1], into: &span)
        return result
    }

    private func read(from first: Int, into target: inout MutableSpan<Float>) {
        let range = offset + first * type.byteCount..<offset + (first + target.count) * type.byteCount
        file.withBytes { bytes in
            let source = bytes.extracting(range)
            switch type {
            case .float32:
                for index in target.indices {
                    target[index] = Float(bitPattern: source.littleEndian(at: index, as: UInt32.self))
                }
            case .float16:
                for index in target.indices {
                    target[index] = Float(Float16(bitPattern: source.littleEndian(at: index, as: UInt16.self)))
                }
            case .bfloat16:
                for index in target.indices {
                    target[index] = Float(bitPattern: UInt32(source.littleEndian(at: index, as: UInt16.self)) << 16)
                }
            }
        }
    }
}

extension RawSpan {
    /// The largest of an array of little-endian numbers, of each only the bits of `mask`.
    fileprivate func maximum<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ type: Number.Type,
        masked mask: Number
    ) -> Number {
        unsafe withUnsafeBytes { bytes in
            var result: Number = 0
            for place in stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.size) {
                let number = unsafe bytes.loadUnaligned(fromByteOffset: place, as: type)
                result = max(result, Number(littleEndian: number) & mask)
            }
            return result
        }
    }

    /// The number at the given place in an array of little-endian numbers, at any address.
    fileprivate func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        at index: Int,
        as type: Number.Type
    ) -> Number {
        Number(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: index * MemoryLayout<Number>.size, as: type))
    }
}
