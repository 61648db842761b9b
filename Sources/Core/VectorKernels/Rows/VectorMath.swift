internal import CSIMDKernels

/// Float32 kernels on whole buffers.
///
/// Every function runs on the calling thread, keeps no reference to its arguments, and traps when sizes do not fit.
/// The order of summation depends on the level: compare results of different levels with a tolerance.
package enum VectorMath {
    /// The inner product of two vectors.
    ///
    /// - Precondition: `a.count == b.count`.
    /// - Complexity: O(`a.count`), no allocation.
    /// - Note: Compare with a tolerance relative to Σ|aᵢ·bᵢ|, not exactly.
    package static func dot(_ a: Span<Float>, _ b: Span<Float>, level: SIMDLevel = .detected) -> Float {
        precondition(a.count == b.count, "inner product of \(a.count) and \(b.count) values")
        return unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                guard let left = a.baseAddress, let right = b.baseAddress else { return 0 }
                return unsafe roost_dot(level.rawValue, left, right, a.count)
            }
        }
    }

    /// Scales `vector` to length 1; a vector shorter than 1e-12 keeps its direction and stays shorter than 1.
    ///
    /// One with infinity or NaN in it has no direction: it becomes all zeros, which are like nothing.
    package static func normalize(_ vector: inout MutableSpan<Float>) {
        var squares = 0.0
        for index in vector.indices { squares += Double(vector[index]) * Double(vector[index]) }
        guard squares.isFinite else {
            for index in vector.indices { vector[index] = 0 }
            return
        }
        let factor = Float(1 / max(squares.squareRoot(), 1e-12))
        for index in vector.indices { vector[index] *= factor }
    }
}
