import DocumentStore

/// Lets passages grow by the chunks around them.
struct ChunkGrowth {
    /// Chunks on each side that are looked at, at most.
    static let reach: Int64 = 8

    /// Chunks of one document, by ordinal; there may be gaps.
    private let chunks: [StoredChunk]
    /// Tokens by which each passage may grow, at most.
    private let tokenCount: Int
    private var taken: Set<Int64> = []

    init(chunks: [StoredChunk], tokenCount: Int) {
        self.chunks = chunks
        self.tokenCount = tokenCount
    }

    /// The chunks around some: of each side in turn the next one of the same section, what follows first, whole chunks as
    /// long as they fit.
    ///
    /// - Parameters:
    ///   - seeds: Best first: the best one grows first.
    ///   - budget: Tokens that may be added in all.
    mutating func surroundings(of seeds: [StoredChunk], within budget: Int) -> [StoredChunk] {
        taken = Set(seeds.map(\.id))
        var budget = budget
        var all: [StoredChunk] = []
        for seed in seeds {
            guard let place = chunks.firstIndex(where: { $0.id == seed.id }) else { continue }
            let found = surroundings(of: place, tokenCount: min(tokenCount, budget))
            taken.formUnion(found.map(\.id))
            budget -= found.reduce(0) { $0 + $1.tokenCount }
            all += found
        }
        return all
    }

    private func surroundings(of place: Int, tokenCount: Int) -> [StoredChunk] {
        var rest = tokenCount
        var found: [StoredChunk] = []
        var sides = [(last: place, step: 1), (last: place, step: -1)]
        while !sides.isEmpty {
            var side = sides.removeFirst()
            let next = side.last + side.step
            guard chunks.indices.contains(next), chunks[next].ordinal == chunks[side.last].ordinal + side.step,
                chunks[next].headingPath == chunks[place].headingPath
            else { continue }
            if !taken.contains(chunks[next].id) {
                guard chunks[next].tokenCount <= rest else { continue }
                rest -= chunks[next].tokenCount
                found.append(chunks[next])
            }
            side.last = next
            sides.append(side)
        }
        return found
    }
}
