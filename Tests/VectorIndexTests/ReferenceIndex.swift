import TestSupport
import VectorIndex
import VectorKernels

/// The index by plain loops: a table that is scored and sorted as a whole for each query.
struct ReferenceIndex {
    private(set) var vectors: [Int64: [Float]] = [:]

    mutating func update(removing removedIDs: [Int64], inserting ids: [Int64], vectors newVectors: [Float]) {
        for id in removedIDs { vectors[id] = nil }
        let dimension = newVectors.count / max(ids.count, 1)
        for (row, id) in ids.enumerated() {
            vectors[id] = Array(newVectors[row * dimension..<(row + 1) * dimension])
        }
    }

    /// The result by the float32 inner product that the index is defined by.
    func neighbors(
        of query: [Float],
        count: Int,
        minimumScore: Float = -.infinity,
        allowed: Set<Int64>? = nil
    ) -> [Neighbor] {
        let all = vectors.filter { allowed?.contains($0.key) ?? true }.map { id, vector in
            Neighbor(id: id, score: VectorMath.dot(query.span, vector.span))
        }
        let sorted = all.filter { $0.score >= minimumScore }.sorted { ($1.score, $0.id) < ($0.score, $1.id) }
        return Array(sorted.prefix(count))
    }

    /// The inner product of a query with a stored vector in float64.
    func exactScore(of id: Int64, _ query: [Float]) -> Double {
        zip(vectors[id] ?? [], query).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}

extension SeededGenerator {
    /// Some different numbers below `bound`, in random order.
    mutating func ids(_ count: Int, below bound: Int64) -> [Int64] {
        Array((0..<bound).shuffled(using: &self).prefix(count))
    }
}
