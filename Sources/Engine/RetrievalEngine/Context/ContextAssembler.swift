package import DocumentStore
import Ranking

/// Makes of ranked passages what a model is shown.
///
/// The ranking stays as it is; a context has fewer and longer texts: a `window` that the uploader gave takes the place of
/// its passage, what a better text says already is left out, and passages that overlap or follow each other in a document
/// become one text, in the document's order. Each text is an exact slice of its document, but for windows.
package struct ContextAssembler: Sendable {
    /// Tokens by which a passage may grow by whole neighbouring chunks of its section, at most ("small to big").
    package var surroundingTokenCount: Int
    /// Tokens of all texts together, as the encoder counts them, from which on none grows.
    package var tokenBudget: Int

    package init(surroundingTokenCount: Int = 0, tokenBudget: Int = .max) {
        self.surroundingTokenCount = surroundingTokenCount
        self.tokenBudget = tokenBudget
    }

    /// Assembles a context. Waits for the disk when passages of one document are among others, and to let them grow.
    ///
    /// - Parameters:
    ///   - passages: Best first; all of one collection.
    ///   - collection: Their collection. Passages that are no longer in it are shown as they are.
    /// - Complexity: O(bytes of the passages, and of the documents of those that are joined).
    package func context(of passages: [Passage], in collection: any CollectionHandle) throws -> AssembledContext {
        let parts = Self.distinct(passages.enumerated().map { Self.part($1, number: $0 + 1) })
        let shown = try DocumentPassages.grouped(parts, in: collection).flatMap { document in
            guard document.parts.count > 1 || surroundingTokenCount > 0 else { return document.parts }
            return try joiningNeighbors(
                of: document,
                in: collection,
                tokenCount: parts.reduce(0) { $0 + $1.passage.tokenCount }
            )
        }
        return AssembledContext(parts: shown.sorted { $0.bestNumber < $1.bestNumber })
    }

    /// The passage alone, or the window around it.
    private static func part(_ passage: Passage, number: Int) -> AssembledContext.Part {
        var passage = passage
        if passage.isExact, let window = passage.metadata["window"]?.stringValue, !window.isEmpty {
            passage.text = window
            passage.isExact = false
        }
        let source = AssembledContext.Source(number: number, utf8Range: 0..<passage.text.utf8.count)
        return AssembledContext.Part(passage: passage, sources: [source])
    }

    /// The parts without those that say nothing new.
    private static func distinct(_ parts: [AssembledContext.Part]) -> [AssembledContext.Part] {
        guard parts.count > 1 else { return parts }
        var duplicates = NearDuplicates()
        return parts.filter { duplicates.original(of: $0.passage.text) == nil }
    }

    private func joiningNeighbors(
        of document: DocumentPassages,
        in collection: any CollectionHandle,
        tokenCount: Int
    ) throws -> [AssembledContext.Part] {
        var chosen = document.chunks
        if surroundingTokenCount > 0, let name = chosen.first?.documentName {
            var growth = ChunkGrowth(
                chunks: try collection.chunks(ofDocumentNamed: name),
                tokenCount: surroundingTokenCount
            )
            chosen = growth.grown(document.chunks, within: max(0, tokenBudget - tokenCount))
        }
        let runs = chosen.runs
        guard runs.contains(where: { $0.count > 1 }), let identifier = chosen.first?.documentID,
            let text = try collection.text(ofDocument: identifier)
        else { return document.parts }
        return runs.flatMap { document.parts(joining: $0, of: text) }
    }
}

extension AssembledContext.Part {
    /// The number of the best ranked passage in it.
    var bestNumber: Int { sources.first?.number ?? .max }
}
