import Foundation

/// The stored form of a vector: its values as float32, little-endian, one after the other.
enum VectorBlob {
    static func encode(_ vector: [Float]) -> Data {
        // A key path in place of the closure costs a hundred times as much.
        let littleEndian = vector.map { $0.bitPattern.littleEndian }
        return unsafe littleEndian.withUnsafeBytes { unsafe Data($0) }
    }

    /// Appends the values of a blob.
    ///
    /// - Throws: `corruptData` when it does not hold `dimension` values.
    static func append(_ blob: Data?, to vectors: inout [Float], dimension: Int) throws {
        guard let blob, blob.count == dimension * MemoryLayout<Float>.size else {
            throw StoreError.corrupt("a vector has \(blob?.count ?? 0) bytes, not \(dimension) values")
        }
        unsafe blob.withUnsafeBytes { bytes in
            vectors.append(
                contentsOf: (0..<dimension).lazy.map { position in
                    let offset = position * MemoryLayout<Float>.size
                    let bits = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                    return Float(bitPattern: UInt32(littleEndian: bits))
                }
            )
        }
    }
}
