/// Chooses where chunks begin, so that the chunks of the whole document are as near to the target size as the weight of
/// the boundaries allows.
///
/// As in breaking a paragraph into lines (Knuth & Plass 1981, doi:10.1002/spe.4380111102) all ways to break are weighed
/// against each other, instead of filling one chunk after the other: nothing tiny is left over at the end, and a chunk
/// rather ends with its paragraph than in the middle of the next one. A chunk of *t* tokens costs
/// ((*t* − target) / target)²; to that come the cost of the boundary at its end and those of the headings inside it.
///
/// The costs were chosen on the WikiText part of the data named at `Chunker.Configuration` (target 96, the five nearest
/// chunks): recall 0.829 and IoU 0.092 as they are. Ends of sentences at 0.05 instead of 0.1: 0.812 and 0.091; at 0.2:
/// 0.823 and 0.087. What headings bring, measured with earlier costs: 0.790 and 0.087; without sections that share a
/// chunk 0.775 and 0.090; without headings in front of the text 0.761 and 0.082; without headings 0.689 and 0.074.
struct BreakOptimizer {
    let pieces: [Piece]
    let outline: Outline
    let targetTokenCount: Int
    /// The most tokens of a chunk of several pieces that begins at a piece.
    let tokenLimit: (_ firstPiece: Int) -> Int
    /// The most UTF-8 code units of a chunk of several pieces.
    let byteLimit: Int
    /// The most pieces of a chunk.
    let pieceLimit: Int

    /// The cost of a heading inside a chunk that is one level or more below the chunk's first.
    private static let childCost = 0.1
    /// The cost of a heading inside a chunk that is on the level of the chunk's first.
    private static let siblingCost = 0.3

    /// The runs of pieces that make up the chunks, in order; among equally good ways the one that breaks earlier wins.
    ///
    /// - Complexity: O(`pieces.count` · the most pieces that fit a chunk).
    func runs() -> [Range<Int>] {
        var best = Array(repeating: (cost: Double.infinity, start: 0), count: pieces.count + 1)
        best[0].cost = 0
        for start in pieces.indices {
            visitChunks(from: start) { end, cost in
                let total = best[start].cost + cost
                if total < best[end].cost { best[end] = (total, start) }
            }
        }
        var runs: [Range<Int>] = []
        var end = pieces.count
        while end > 0 {
            runs.append(best[end].start..<end)
            end = best[end].start
        }
        return runs.reversed()
    }

    /// Visits each possible chunk that begins at a piece with its end and its cost.
    private func visitChunks(from start: Int, _ body: (_ end: Int, _ cost: Double) -> Void) {
        let limit = tokenLimit(start)
        var tokenCount = 0
        var headingCost = 0.0
        for last in start..<min(pieces.count, start + pieceLimit) {
            tokenCount += pieces[last].tokenCount
            if last > start {
                guard tokenCount <= limit,
                    pieces[last].utf8Range.upperBound - pieces[start].utf8Range.lowerBound <= byteLimit,
                    let cost = costOfContinuing(start, past: last)
                else { return }
                headingCost += cost
            }
            let deviation = Double(tokenCount - targetTokenCount) / Double(targetTokenCount)
            body(last + 1, deviation * deviation + headingCost + costOfBreaking(before: last + 1))
        }
    }

    private func costOfBreaking(before piece: Int) -> Double {
        piece < pieces.count ? pieces[piece].boundary.breakCost : 0
    }

    /// What it costs that a chunk that begins at `start` goes on with a piece; nil when it must not.
    ///
    /// Sections share a chunk only when it begins with the first of them, and the others stand under the same parent.
    private func costOfContinuing(_ start: Int, past piece: Int) -> Double? {
        guard pieces[piece].boundary == .heading else { return 0 }
        guard pieces[start].boundary == .heading else { return nil }
        let first = outline.sections[pieces[start].section]
        let next = outline.sections[pieces[piece].section]
        if next.depth < first.depth { return nil }
        return next.depth == first.depth ? Self.siblingCost : Self.childCost
    }
}

extension Piece.Boundary {
    /// The cost of ending a chunk there.
    fileprivate var breakCost: Double {
        switch self {
        case .grapheme: 1
        case .word: 0.5
        case .line: 0.2
        case .clause: 0.15
        case .sentence: 0.1
        case .paragraph, .heading: 0
        }
    }
}
