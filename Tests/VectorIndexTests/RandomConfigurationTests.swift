import TestSupport
import Testing
import VectorIndex
import VectorKernels

/// Twenty thousand small indexes of all shapes, each searched beside plain loops in float64.
@Suite struct RandomConfigurationTests {
    @Test("Exact results are those of float64 up to rounding, whatever the rows", arguments: 0..<20)
    func agreesWithFloat64(part: UInt64) throws {
        var generator = SeededGenerator(seed: 500 + part)
        for _ in 0..<1000 {
            let configuration = Configuration(using: &generator)
            try configuration.check()
        }
    }
}

/// Rows, deletions, a query, and what is asked for.
private struct Configuration {
    private let kind: HostileRows
    private let dimension: Int
    private let rows: [[Float]]
    private let removed: Set<Int64>
    private let allowed: Set<Int64>?
    private let query: [Float]
    private let count: Int
    private let minimumScore: Float

    init(using generator: inout SeededGenerator) {
        let kind = HostileRows.allCases.randomElement(using: &generator) ?? .uniform
        let dimension = [1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 33].randomElement(using: &generator) ?? 1
        let rowCount = Int.random(in: 0...130, using: &generator)
        let values = kind.vectors(rowCount, dimension: dimension, using: &generator)
        let rows = (0..<rowCount).map { Array(values[$0 * dimension..<($0 + 1) * dimension]) }
        let isRow = Bool.random(using: &generator)
        let query = isRow ? rows.randomElement(using: &generator) : nil
        self.kind = kind
        self.dimension = dimension
        self.rows = rows
        self.query = query ?? generator.vector(dimension)
        let removedShare: Double = [0, 0, 0.1, 0.9].randomElement(using: &generator) ?? 0
        removed = Self.ids(rowCount, share: removedShare, using: &generator)
        let allowedShare: Double? = [nil, nil, 0.02, 0.5].randomElement(using: &generator) ?? nil
        allowed = allowedShare.map {
            Self.ids(rowCount, share: $0, using: &generator)
        }
        count = [1, 2, 10, 100].randomElement(using: &generator) ?? 1
        let floor = rows.randomElement(using: &generator)
        let isBounded = Int.random(in: 0..<4, using: &generator) == 0
        let chosen = self.query
        minimumScore = isBounded ? floor.map { VectorMath.dot($0.span, chosen.span) } ?? 0 : -.infinity
    }

    private static func ids(_ count: Int, share: Double, using generator: inout SeededGenerator) -> Set<Int64> {
        Set((0..<Int64(count)).filter { _ in Double.random(in: 0..<1, using: &generator) < share })
    }

    /// Searches for one query and for a batch, and compares both with loops.
    func check() throws {
        let index = VectorIndex(dimension: dimension)
        let ids = rows.indices.map(Int64.init)
        try index.update(removing: [], inserting: ids, vectors: Array(rows.joined()))
        index.remove(removed)
        let snapshot = index.snapshot()
        let filter = allowed.map { IndexFilter(allowing: $0) }
        let found = try snapshot.neighbors(of: query, count: count, minimumScore: minimumScore, filter: filter)
        let batch = try snapshot.neighbors(
            ofEach: query + query,
            count: count,
            minimumScore: minimumScore,
            filter: filter
        )
        #expect(batch == [found, found])
        let searched = ids.filter { !removed.contains($0) && allowed?.contains($0) ?? true }
        let scores = Dictionary(uniqueKeysWithValues: searched.map { ($0, score(of: $0)) })
        // What is found is there, in order, with its score.
        #expect(Set(found.map(\.id)).count == found.count)
        #expect(zip(found, found.dropFirst()).allSatisfy { ($1.score, $0.id) < ($0.score, $1.id) })
        for neighbor in found {
            let exact = try #require(scores[neighbor.id])
            #expect(abs(Double(neighbor.score) - exact.value) <= exact.rounding, "\(kind), \(dimension) dimensions")
            #expect(neighbor.score >= minimumScore)
        }
        // What is not found is not better, and under the minimum where there was room.
        let worst = found.count < count ? Double(minimumScore) : found.last.map { Double($0.score) } ?? .infinity
        let foundIDs = Set(found.map(\.id))
        for (id, exact) in scores where !foundIDs.contains(id) {
            #expect(exact.value <= worst + exact.rounding, "\(kind), \(dimension) dimensions, row \(id)")
        }
    }

    /// The inner product of a row and the query in float64, and by how much one in float32 may be off (Higham 2002, section
    /// 3.1), with what may be lost by underflow.
    private func score(of id: Int64) -> (value: Double, rounding: Double) {
        let terms = zip(rows[Int(id)], query).map { Double($0) * Double($1) }
        let size = terms.reduce(0) { $0 + abs($1) }
        return (terms.reduce(0, +), Double(dimension + 1) * (size * 0x1p-24 + 0x1p-126))
    }
}
