internal import VectorKernels

/// Some live rows of segments, drawn at random, in random order.
struct PartitionSample {
    private var places: [(segment: Int, row: Int)]

    /// - Parameter count: At most the number of live rows.
    /// - Complexity: O(rows): each is drawn with the chance that it needs for the sample to have its size (Knuth 1997, The
    ///   Art of Computer Programming, volume 2, section 3.4.2, algorithm S).
    init(_ segments: [Segment], count: Int, using generator: inout SplitMix64) {
        places = []
        var left = segments.reduce(0) { $0 + $1.liveCount }
        precondition(count <= left, "a sample of \(count) of \(left) rows")
        for (number, segment) in segments.enumerated() {
            for row in 0..<segment.rowCount where !(segment.dead?.contains(row) ?? false) {
                if Int.random(in: 0..<left, using: &generator) < count - places.count { places.append((number, row)) }
                left -= 1
            }
        }
        places.shuffle(using: &generator)
    }

    /// The values of the rows, row-major.
    func rows(of segments: [Segment]) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(places.count * (segments.first?.block.dimension ?? 0))
        for (segment, row) in places {
            segments[segment].block.withRows(row..<row + 1) { vectors, _ in
                for index in vectors.indices { values.append(vectors[index]) }
            }
        }
        return values
    }
}
