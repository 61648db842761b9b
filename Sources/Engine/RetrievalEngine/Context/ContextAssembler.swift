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
        var room = max(0, tokenBudget - parts.reduce(0) { $0 + $1.passage.tokenCount })
        var shown: [AssembledContext.Part] = []
        for document in try DocumentPassages.grouped(parts, in: collection) {
            let around = try document.surroundings(
                in: collection,
                tokenCount: surroundingTokenCount,
                within: room
            )
            room -= around.reduce(0) { $0 + $1.tokenCount }
            shown += try document.parts(joinedWith: around, in: collection)
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
}

extension AssembledContext.Part {
    /// The number of the best ranked passage in it.
    var bestNumber: Int { sources.first?.number ?? .max }
}
