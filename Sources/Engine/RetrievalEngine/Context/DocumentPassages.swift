import Chunking
import DocumentStore

/// The passages of one document that are to be shown, with their chunks.
struct DocumentPassages {
    /// Best first.
    private(set) var parts: [AssembledContext.Part]
    /// The chunk of each part; empty when they are not to be joined.
    private(set) var chunks: [StoredChunk]

    /// The parts by document, the document of the best one first. What is no chunk of the collection any more, and what is
    /// no slice of a document, stands alone.
    static func grouped(
        _ parts: [AssembledContext.Part],
        in collection: any CollectionHandle
    ) throws -> [DocumentPassages] {
        let exact = parts.map(\.passage).filter(\.isExact).map(\.chunkID)
        let chunks = Dictionary(try collection.chunks(exact).map { ($0.id, $0) }) { first, _ in first }
        var single: [DocumentPassages] = []
        var documents: [Int64: DocumentPassages] = [:]
        for part in parts {
            guard part.passage.isExact, let chunk = chunks[part.passage.chunkID], chunk.isText(of: part.passage) else {
                single.append(DocumentPassages(parts: [part], chunks: []))
                continue
            }
            documents[chunk.documentID, default: DocumentPassages(parts: [], chunks: [])].append(part, chunk)
        }
        return (single + documents.values).sorted { $0.bestNumber < $1.bestNumber }
    }

    private var bestNumber: Int { parts.first?.bestNumber ?? .max }

    private mutating func append(_ part: AssembledContext.Part, _ chunk: StoredChunk) {
        parts.append(part)
        chunks.append(chunk)
    }

    /// The chunks by which the passages grow; see ``ChunkGrowth``.
    ///
    /// - Parameters:
    ///   - tokenCount: Tokens by which each passage may grow, at most.
    ///   - budget: Tokens that may be added in all.
    func surroundings(
        in collection: any CollectionHandle,
        tokenCount: Int,
        within budget: Int
    ) throws -> [StoredChunk] {
        guard min(tokenCount, budget) > 0 else { return [] }
        // A document's chunks have consecutive identifiers, in its order.
        let identifiers = Set(chunks.flatMap { $0.id - ChunkGrowth.reach...$0.id + ChunkGrowth.reach })
        var growth = ChunkGrowth(
            chunks: try collection.chunks(identifiers.sorted()).filter { $0.documentID == chunks.first?.documentID },
            tokenCount: tokenCount
        )
        return growth.surroundings(of: chunks, within: budget)
    }

    /// The parts, those as one that follow each other directly, once some chunks are between and beside them.
    func parts(
        joinedWith surroundings: [StoredChunk],
        in collection: any CollectionHandle
    ) throws -> [AssembledContext.Part] {
        let runs = (chunks + surroundings).runs
        guard runs.contains(where: { $0.count > 1 }), let identifier = chunks.first?.documentID,
            let text = try collection.text(ofDocument: identifier)
        else { return parts }
        return runs.flatMap { parts(joining: $0, of: text) }
    }

    /// The parts in a run of chunks as one; as they are when the text of the document is not the one that the chunks were
    /// cut from.
    ///
    /// - Parameters:
    ///   - run: In the order of the document.
    ///   - text: The document's.
    private func parts(joining run: [StoredChunk], of text: String) -> [AssembledContext.Part] {
        let identifiers = Set(run.map(\.id))
        let parts = self.parts.filter { identifiers.contains($0.passage.chunkID) }
        guard run.count > 1, let first = run.first, let last = run.last, let best = parts.first else { return parts }
        let places = Dictionary(run.map { ($0.id, $0.utf8Range) }) { first, _ in first }
        let end = run.reduce(first.utf8Range.upperBound) { max($0, $1.utf8Range.upperBound) }
        guard run.allSatisfy({ text.slice(atUTF8: $0.utf8Range) == $0.text }),
            let slice = text.slice(atUTF8: first.utf8Range.lowerBound..<end)
        else { return parts }
        var passage = best.passage
        passage.text = slice
        passage.range = first.scalarRange.lowerBound..<max(first.scalarRange.upperBound, last.scalarRange.upperBound)
        passage.page = first.page
        passage.pageBreaks = run.pageBreaks
        passage.headingPath = run.dropFirst().reduce(first.headingPath) { $0.commonPrefix(with: $1.headingPath) }
        passage.tokenCount = run.reduce(0) { $0 + $1.tokenCount }
        let start = first.utf8Range.lowerBound
        let sources = parts.flatMap { part in
            part.sources.compactMap { source in
                places[part.passage.chunkID].map { place in
                    AssembledContext.Source(
                        number: source.number,
                        utf8Range: place.lowerBound - start..<place.upperBound - start
                    )
                }
            }
        }
        return [AssembledContext.Part(passage: passage, sources: sources)]
    }
}

extension StoredChunk {
    fileprivate func isText(of passage: Passage) -> Bool {
        text == passage.text && scalarRange == passage.range
    }
}

extension [StoredChunk] {
    /// The chunks in the order of their document, those that overlap or follow each other directly together.
    var runs: [[StoredChunk]] {
        sorted { $0.ordinal < $1.ordinal }.reduce(into: []) { runs, chunk in
            if let last = runs.last?.last,
                last.ordinal + 1 >= chunk.ordinal || last.utf8Range.upperBound >= chunk.utf8Range.lowerBound
            {
                runs[runs.count - 1].append(chunk)
            } else {
                runs.append([chunk])
            }
        }
    }

    /// Where each page begins behind the first one's beginning, for chunks in the order of their document.
    fileprivate var pageBreaks: [PageBreak] {
        var breaks: [PageBreak] = []
        var page = first?.page
        for chunk in self {
            // A page may begin in the white space between two chunks.
            if let beginning = chunk.page, let known = page, beginning > known {
                breaks.append(PageBreak(scalarOffset: chunk.scalarRange.lowerBound, page: beginning))
            }
            for pageBreak in chunk.pageBreaks where pageBreak.page > breaks.last?.page ?? .min {
                breaks.append(pageBreak)
            }
            page = breaks.last?.page ?? page
        }
        return breaks
    }
}

extension Array where Element: Equatable {
    fileprivate func commonPrefix(with other: [Element]) -> [Element] {
        zip(self, other).prefix { $0 == $1 }.map(\.0)
    }
}

extension String {
    /// The text at a range of UTF-8 offsets; nil when there is no such place, or it does not lie between two scalars.
    fileprivate func slice(atUTF8 range: Range<Int>) -> String? {
        guard range.lowerBound >= 0, range.upperBound <= utf8.count else { return nil }
        let start = utf8.index(startIndex, offsetBy: range.lowerBound)
        let end = utf8.index(start, offsetBy: range.count)
        return String(utf8[start..<end])
    }
}
