internal import CSIMDKernels

/// The vectors of a passage's tokens in one bit a value, for late interaction with the tokens of a query.
///
/// 1/64 of the bytes of the vectors: of a value its sign is kept, and two neighbouring tokens share a code, that of the
/// mean of their unit vectors (token pooling: Clavié, Chaffin & Adams 2024, arXiv:2409.14683). Read as a vector of
/// −1/√`dimension` and 1/√`dimension`, a code has length 1.
package struct TokenCodes: Sendable, Equatable {
    /// Values of a vector.
    package let dimension: Int
    /// The codes in the order of the tokens, `byteCount(ofDimension:)` bytes each. Bit b of byte i, from the lowest, is
    /// set if value 8 i + b is not negative; bits behind the last value are not read.
    package let bytes: [UInt8]

    /// The number of codes.
    package var count: Int { bytes.count / Self.byteCount(ofDimension: dimension) }

    /// The bytes of the code of a vector of so many values.
    package static func byteCount(ofDimension dimension: Int) -> Int { (dimension + 7) / 8 }

    /// Bytes that are not whole codes.
    package struct SizeError: Error, Equatable, CustomStringConvertible {
        package var byteCount: Int
        package var dimension: Int

        package var description: String {
            "expected whole codes of \(TokenCodes.byteCount(ofDimension: dimension)) bytes for \(dimension) dimensions, "
                + "found \(byteCount) bytes"
        }
    }

    /// Takes bytes from wherever they come.
    ///
    /// - Precondition: `dimension` is positive.
    package init(bytes: [UInt8], dimension: Int) throws(SizeError) {
        precondition(dimension > 0, "codes of \(dimension) dimensions")
        guard bytes.count.isMultiple(of: Self.byteCount(ofDimension: dimension)) else {
            throw SizeError(byteCount: bytes.count, dimension: dimension)
        }
        self.init(wholeCodes: bytes, dimension: dimension)
    }

    fileprivate init(wholeCodes bytes: [UInt8], dimension: Int) {
        self.bytes = bytes
        self.dimension = dimension
    }
}

extension TokenMatrix {
    /// The codes of the tokens of some adjacent rows: one for each two, and one for the last of an odd number.
    ///
    /// - Complexity: O(rows · `columnCount`).
    package func tokenCodes(ofRows rows: Range<Int>, level: SIMDLevel = .detected) -> TokenCodes {
        check(rows)
        let count = (rows.count + 1) / 2 * TokenCodes.byteCount(ofDimension: columnCount)
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, initializedCount in
            if let codes = bytes.baseAddress {
                unsafe roost_encode_token_pairs(
                    level.rawValue,
                    pointer(toRow: rows.lowerBound),
                    stride,
                    rows.count,
                    columnCount,
                    codes
                )
            }
            initializedCount = count
        }
        return TokenCodes(wholeCodes: bytes, dimension: columnCount)
    }
}
