internal import CSIMDKernels

/// A rotation drawn at random: whatever the rows are, the signs of rotated ones are as good as those of random rows.
///
/// Random signs and Walsh-Hadamard transforms take the place of a random orthogonal matrix (Ailon & Chazelle 2009,
/// doi:10.1137/060673096). Rows are padded with zeros to whole words of 64 values.
package struct RandomRotation: Sendable {
    package let dimension: Int
    /// Values of a rotated row.
    package let paddedDimension: Int
    private let width: Int
    private let signs: [Float]

    /// - Parameter generator: Draws the rotation.
    package init(dimension: Int, using generator: inout some RandomNumberGenerator) {
        precondition(dimension > 0, "a rotation of \(dimension) values")
        self.dimension = dimension
        paddedDimension = (dimension + 63) & ~63
        width = 1 << (Int.bitWidth - 1 - paddedDimension.leadingZeroBitCount)
        let size = 1 / Float(width).squareRoot()
        signs = (0..<Int(roost_rotation_round_count) * width).map { _ in
            Bool.random(using: &generator) ? size : -size
        }
    }

    /// Writes a rotated row.
    ///
    /// - Parameters:
    ///   - row: `dimension` values.
    ///   - rotated: `paddedDimension` values.
    /// - Complexity: O(`paddedDimension` log `paddedDimension`).
    package func rotate(
        _ row: Span<Float>,
        into rotated: inout MutableSpan<Float>,
        level: SIMDLevel = .detected
    ) {
        precondition(
            row.count == dimension && rotated.count == paddedDimension,
            "\(row.count) values into \(rotated.count) for a rotation of \(dimension) into \(paddedDimension)"
        )
        unsafe row.withUnsafeBufferPointer { row in
            unsafe signs.withUnsafeBufferPointer { signs in
                unsafe rotated.withUnsafeMutableBufferPointer { rotated in
                    unsafe roost_rotate(
                        level.rawValue,
                        row.baseAddress.unsafelyUnwrapped,
                        dimension,
                        signs.baseAddress.unsafelyUnwrapped,
                        width,
                        paddedDimension,
                        rotated.baseAddress.unsafelyUnwrapped
                    )
                }
            }
        }
    }
}
