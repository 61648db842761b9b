import TestSupport
import Testing
import VectorIndex
import VectorKernels

/// Random histories of an index beside the same on plain loops.
@Suite struct SearchPropertyTests {
    @Test("One query, a batch and plain loops agree bit for bit", arguments: 0..<150)
    func agreesWithLoops(seed: UInt64) throws {
        var history = try RandomHistory(seed: seed, wholeNumbers: false)
        for _ in 0..<4 {
            try history.update()
            try history.compareSearches()
        }
    }

    @Test("Whole numbers with many ties agree exactly", arguments: 1000..<1100)
    func agreesOnWholeNumbers(seed: UInt64) throws {
        var history = try RandomHistory(seed: seed, wholeNumbers: true)
        for _ in 0..<4 {
            try history.update()
            try history.compareSearches()
        }
    }

    @Test(
        "What codes rule out is not among the best: blocks of codes, filters and deletions, over hostile rows",
        arguments: HostileRows.allCases,
        [5, 64, 384]
    )
    func codesLoseNothing(rows: HostileRows, dimension: Int) throws {
        var generator = SeededGenerator(seed: 11)
        let count = 3000
        let vectors = rows.vectors(count, dimension: dimension, using: &generator)
        let index = VectorIndex(dimension: dimension)
        var reference = ReferenceIndex()
        let ids = generator.ids(count, below: 10_000)
        try index.update(inserting: ids, vectors: vectors.span)
        reference.update(removing: [], inserting: ids, vectors: vectors)
        let removed = Array(ids.prefix(300))
        index.remove(removed)
        reference.update(removing: removed, inserting: [], vectors: [])
        for number in 0..<6 {
            let query =
                number < 3 ? generator.vector(dimension) : Array(vectors[number * dimension..<(number + 1) * dimension])
            for (count, share) in [(1, 1.0), (10, 1.0), (10, 0.5), (200, 0.9), (3, 0.01)] {
                let allowed =
                    share == 1 ? nil : Set(ids.filter { _ in Double.random(in: 0..<1, using: &generator) < share })
                let found = try index.snapshot().neighbors(
                    of: query,
                    count: count,
                    filter: allowed.map { IndexFilter(allowing: $0) }
                )
                #expect(found == reference.neighbors(of: query, count: count, allowed: allowed))
            }
        }
    }

    @Test("Scores are within rounding of float64, and nothing better was left out", arguments: [1, 7, 64, 384, 1024])
    func agreesWithFloat64(dimension: Int) throws {
        var generator = SeededGenerator(seed: 9)
        let (ids, vectors) = (generator.ids(300, below: 1000), generator.vector(300 * dimension))
        let index = VectorIndex(dimension: dimension)
        try index.update(removing: [], inserting: ids, vectors: vectors)
        var reference = ReferenceIndex()
        reference.update(removing: [], inserting: ids, vectors: vectors)
        let query = generator.vector(dimension)
        let found = try index.snapshot().neighbors(of: query, count: 10)
        // γ Σ|qᵢ·vᵢ| with Σ|qᵢ·vᵢ| ≤ dimension: see `TileSelection`.
        let tolerance = Double(dimension * dimension) * 0x1p-24
        for neighbor in found {
            #expect(abs(Double(neighbor.score) - reference.exactScore(of: neighbor.id, query)) <= tolerance)
        }
        let worst = Double(try #require(found.last).score)
        let foundIDs = Set(found.map(\.id))
        for id in ids where !foundIDs.contains(id) {
            #expect(reference.exactScore(of: id, query) <= worst + tolerance)
        }
    }
}

/// An index and its reference under the same random updates.
private struct RandomHistory {
    private let index: VectorIndex
    private let dimension: Int
    private let wholeNumbers: Bool
    private let idBound: Int64
    private var reference = ReferenceIndex()
    private var generator: SeededGenerator

    init(seed: UInt64, wholeNumbers: Bool) throws {
        generator = SeededGenerator(seed: seed)
        dimension = Int.random(in: 1...70, using: &generator)
        idBound = Int64.random(in: 1...600, using: &generator)
        self.wholeNumbers = wholeNumbers
        index = VectorIndex(dimension: dimension)
    }

    /// Removes some ids, there or not, and inserts others or the same again; some vectors come twice.
    mutating func update() throws {
        let removed = generator.ids(Int.random(in: 0...Int(idBound), using: &generator), below: idBound)
        let free = generator.ids(Int(idBound), below: idBound).filter {
            reference.vectors[$0] == nil || removed.contains($0)
        }
        let ids = Array(free.prefix(Int.random(in: 0...300, using: &generator)))
        var vectors = values(ids.count * dimension)
        if ids.count > 1, Bool.random(using: &generator) {
            vectors.replaceSubrange(dimension..<2 * dimension, with: vectors[..<dimension])
        }
        try index.update(removing: removed, inserting: ids, vectors: vectors)
        reference.update(removing: removed, inserting: ids, vectors: vectors)
    }

    mutating func compareSearches() throws {
        let snapshot = index.snapshot()
        #expect(snapshot.count == reference.vectors.count)
        for queryCount in [1, 2, 40] {
            let queries = values(queryCount * dimension)
            let count = [0, 1, 3, 10, 1000].randomElement(using: &generator) ?? 1
            let allowed = allowedIDs()
            let minimumScore = minimumScore(for: Array(queries[..<dimension]))
            let filter = allowed.map { IndexFilter(allowing: $0) }
            let expected = (0..<queryCount).map { query in
                reference.neighbors(
                    of: Array(queries[query * dimension..<(query + 1) * dimension]),
                    count: count,
                    minimumScore: minimumScore,
                    allowed: allowed
                )
            }
            let batch = try snapshot.neighbors(
                ofEach: queries,
                count: count,
                minimumScore: minimumScore,
                filter: filter
            )
            #expect(batch == expected)
            let single = try snapshot.neighbors(
                of: Array(queries[..<dimension]),
                count: count,
                minimumScore: minimumScore,
                filter: filter
            )
            #expect(single == expected[0])
        }
    }

    private mutating func values(_ count: Int) -> [Float] {
        wholeNumbers ? generator.wholeNumbers(count) : generator.vector(count)
    }

    /// None, few, half or nearly all ids; nil for no filter.
    private mutating func allowedIDs() -> Set<Int64>? {
        guard let share = [nil, 0, 0.01, 0.5, 0.99].randomElement(using: &generator) ?? nil else { return nil }
        return Set((0..<idBound).filter { _ in Double.random(in: 0..<1, using: &generator) < share })
    }

    /// No minimum, or the very score of one of the vectors, which it has to include.
    private mutating func minimumScore(for query: [Float]) -> Float {
        guard Bool.random(using: &generator), let id = reference.vectors.keys.min(), let vector = reference.vectors[id]
        else { return -.infinity }
        return VectorMath.dot(query.span, vector.span)
    }
}

/// Rows that are hard for codes.
enum HostileRows: String, CaseIterable, CustomTestStringConvertible {
    case uniform
    case clustered
    case nearlyParallel
    case repeated
    case oneHot
    case ofAllLengths

    var testDescription: String { rawValue }

    func vectors(_ count: Int, dimension: Int, using generator: inout SeededGenerator) -> [Float] {
        let centers = (0..<8).map { _ in generator.vector(dimension) }
        return (0..<count).flatMap { row -> [Float] in
            let noise = generator.vector(dimension)
            let center = centers[row % centers.count]
            switch self {
            case .uniform: return noise
            case .clustered: return zip(center, noise).map { $0 + 0.2 * $1 }
            case .nearlyParallel: return zip(centers[0], noise).map { $0 + 1e-6 * $1 }
            case .repeated: return center
            case .oneHot: return (0..<dimension).map { $0 == row % dimension ? 1 : 0 }
            case .ofAllLengths:
                let factor: Float = [1e-30, 1e-18, 1e-5, 1, 1e5, 1e14, 0][row % 7]
                return noise.map { $0 * factor }
            }
        }
    }
}
