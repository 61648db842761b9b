internal import CSIMDKernels

/// A rotated query in four bits a value, which scans of one-bit codes count with.
package struct BitQuery: Sendable {
    /// What a scan of the codes of one list has to know.
    package struct List: Sendable {
        /// The inner product of the query and the centre that the list's rows are encoded from.
        package var centerScore: Float
        /// The square of their distance.
        package var squareDistance: Float
        /// The lowest score looked for.
        package var threshold: Float

        package init(centerScore: Float, squareDistance: Float, threshold: Float) {
            self.centerScore = centerScore
            self.squareDistance = squareDistance
            self.threshold = threshold
        }
    }

    let wordCount: Int
    private let planes: [UInt64]
    private let scale: Float
    private let shift: Float
    private let squareError: Float
    private let deviations: Float

    /// - Parameters:
    ///   - rotated: The rotated query; neither so short nor so long that squares leave the range of float32.
    ///   - deviations: By how many standard deviations a score may exceed its estimate: the rows that a scan finds are
    ///     those that reach the threshold then.
    package init(_ rotated: Span<Float>, deviations: Float) {
        precondition(rotated.count > 0 && rotated.count % 64 == 0, "a rotated query of \(rotated.count) values")
        var largest: Float = 0
        for index in rotated.indices { largest = max(largest, abs(rotated[index])) }
        // Cutting off the largest values costs less than longer steps for all others, up to some point.
        let steps = [1, 0.9, 0.8, 0.7].map { $0 * largest / 7 }
        let errors = steps.map { Self.squareError(of: rotated, step: $0) }
        let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
        let step = steps[best]
        var planes = [UInt64](repeating: 0, count: rotated.count / 64 * Int(roost_bit_plane_count))
        var sum = 0
        for index in rotated.indices {
            let number = Self.number(rotated[index], step: step)
            sum += number
            for plane in 0..<Int(roost_bit_plane_count) where number & (1 << plane) != 0 {
                planes[index / 64 * Int(roost_bit_plane_count) + plane] |= 1 << UInt64(index % 64)
            }
        }
        wordCount = rotated.count / 64
        self.planes = planes
        scale = 2 * step
        shift = step * Float(sum)
        squareError = errors[best]
        self.deviations = deviations
    }

    private static func number(_ value: Float, step: Float) -> Int {
        step > 0 ? Int(min(max((value / step).rounded(), -7), 7)) : 0
    }

    private static func squareError(of values: Span<Float>, step: Float) -> Float {
        var square: Float = 0
        for index in values.indices {
            let error = values[index] - step * Float(number(values[index], step: step))
            square += error * error
        }
        return square
    }

    /// Calls `body` with the query and a list in the form of the kernels.
    func withKernelForm<Result>(
        _ list: List,
        _ body: (UnsafePointer<roost_bit_query>, UnsafePointer<roost_bit_list>) -> Result
    ) -> Result {
        unsafe planes.withUnsafeBufferPointer { planes in
            var query = unsafe roost_bit_query(
                planes: planes.baseAddress.unsafelyUnwrapped,
                scale: scale,
                shift: shift,
                square_error: squareError,
                deviations: deviations
            )
            var list = roost_bit_list(
                centre_score: list.centerScore,
                square_distance: list.squareDistance,
                threshold: list.threshold
            )
            return unsafe withUnsafePointer(to: &query) { query in
                unsafe withUnsafePointer(to: &list) { list in unsafe body(query, list) }
            }
        }
    }
}
