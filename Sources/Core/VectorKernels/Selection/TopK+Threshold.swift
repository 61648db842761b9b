extension Span<Float> {
    /// The first index at or after `start` whose value is at least `threshold`; `count` if there is none.
    ///
    /// NaN is never at least anything. Compares sixteen values at a time, because in a scan almost none pass.
    package func firstIndex(from start: Int, atLeast threshold: Float) -> Int {
        firstIndex(from: start) { _ in SIMD16(repeating: threshold) }
    }

    /// The first index i at or after `start` whose value is at least `thresholds[i % thresholds.count]`; `count` if
    /// there is none.
    ///
    /// For a row-major matrix whose columns have one threshold each.
    ///
    /// - Precondition: `thresholds.count` is a positive multiple of 16.
    package func firstIndex(from start: Int, atLeastEach thresholds: Span<Float>) -> Int {
        precondition(thresholds.count > 0 && thresholds.count % 16 == 0, "\(thresholds.count) thresholds")
        return unsafe thresholds.withUnsafeBufferPointer { thresholds in
            firstIndex(from: start) { index in
                let column = index % thresholds.count
                return unsafe UnsafeRawPointer(thresholds.baseAddress.unsafelyUnwrapped + column)
                    .loadUnaligned(as: SIMD16<Float>.self)
            }
        }
    }

    /// The first index i at or after `start` whose value is at least lane i % 16 of `thresholds(i - i % 16)`.
    @inline(__always)
    private func firstIndex(from start: Int, thresholds: (Int) -> SIMD16<Float>) -> Int {
        precondition(start >= 0, "start \(start) is negative")
        return unsafe withUnsafeBufferPointer { values in
            var index = start
            while index < values.count {
                let first = index & ~15
                let bounds = thresholds(first)
                if first + 16 <= values.count {
                    let block = unsafe UnsafeRawPointer(values.baseAddress.unsafelyUnwrapped + first)
                        .loadUnaligned(as: SIMD16<Float>.self)
                    guard any(block .>= bounds) else {
                        index = first + 16
                        continue
                    }
                }
                let end = Swift.min(first + 16, values.count)
                while index < end {
                    if unsafe values[index] >= bounds[index - first] { return index }
                    index += 1
                }
            }
            return values.count
        }
    }
}
