import DocumentStore

/// Lets passages grow by the chunks around them.
struct ChunkGrowth {
    /// Those of the document, by ordinal.
    let chunks: [StoredChunk]
    /// Tokens by which each passage may grow, at most.
    let tokenCount: Int
    private var taken: Set<Int64> = []

    init(chunks: [StoredChunk], tokenCount: Int) {
        self.chunks = chunks
        self.tokenCount = tokenCount
    }

    /// Some chunks of the document with those around them: of each side in turn the next one of the same section, what
    /// follows first, whole chunks as long as they fit.
    ///
    /// - Parameters:
    ///   - seeds: Best first: the best one grows first.
    ///   - budget: Tokens that may be added in all.
    mutating func grown(_ seeds: [StoredChunk], within budget: Int) -> [StoredChunk] {
        taken = Set(seeds.map(\.id))
        var budget = budget
        var grown = seeds
        for seed in seeds {
            guard let place = chunks.firstIndex(where: { $0.id == seed.id }) else { continue }
            for chunk in surroundings(of: place, tokenCount: min(tokenCount, budget)) {
                taken.insert(chunk.id)
                budget -= chunk.tokenCount
                grown.append(chunk)
            }
        }
        return grown
    }

    private func surroundings(of place: Int, tokenCount: Int) -> [StoredChunk] {
        var rest = tokenCount
        var found: [StoredChunk] = []
        var sides = [(next: place + 1, step: 1), (next: place - 1, step: -1)]
        while !sides.isEmpty {
            var side = sides.removeFirst()
            guard chunks.indices.contains(side.next), chunks[side.next].headingPath == chunks[place].headingPath else {
                continue
            }
            let chunk = chunks[side.next]
            if !taken.contains(chunk.id) {
                guard chunk.tokenCount <= rest else { continue }
                rest -= chunk.tokenCount
                found.append(chunk)
            }
            side.next += side.step
            sides.append(side)
        }
        return found
    }
}
