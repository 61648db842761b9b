internal import Synchronization
internal import Tokenization
internal import VectorKernels

extension SentenceEncoder {
    /// The tokens that a thread encodes at a time: enough for full speed, few enough for the second-level cache.
    private static let batchTokenCount = 256
    /// The fewest tokens worth a thread of their own: a product with fewer rows takes as long as with these.
    private static let minimumBatchTokenCount = 16
    /// The texts that a thread tokenizes at a time.
    private static let tokenizationBlockCount = 16

    /// The vectors of the texts, each of length 1.
    ///
    /// A text's vector does not depend on the texts beside it, but for rounding. An empty text, or one without anything
    /// but white space, has the vector of `[CLS][SEP]`; of a text that is too long, the first `maximumTokenCount`
    /// tokens count, the last of them `[SEP]`.
    ///
    /// - Complexity: O(tokens); attention adds a part that is quadratic in the length of each text.
    package func encode(_ texts: [String]) -> Embeddings {
        encode(tokenIDs: tokenIDs(of: texts))
    }

    /// The vectors of texts that are given by their tokens, special ones included.
    ///
    /// - Precondition: Every text has from 1 to as many tokens as the model has positions, all from its vocabulary.
    package func encode(tokenIDs: [[Int32]]) -> Embeddings {
        check(tokenIDs)
        let tokenCount = tokenIDs.reduce(0) { $0 + $1.count }
        let share = (tokenCount + pool.threadCount - 1) / pool.threadCount
        let batches = TokenBatch.batches(
            of: tokenIDs,
            tokenCount: min(max(share, Self.minimumBatchTokenCount), Self.batchTokenCount)
        )
        let vectors = Mutex([Float](repeating: 0, count: tokenIDs.count * dimension))
        let nextBatch = Atomic(0)
        pool.forEach(count: min(pool.threadCount, batches.count)) { _ in
            encodeBatches(batches, next: nextBatch, into: vectors)
        }
        return Embeddings(vectors: vectors.withLock { $0 }, dimension: dimension, tokenCount: tokenCount)
    }

    /// Encodes batches for as long as there are any that no other thread has taken.
    private func encodeBatches(
        _ batches: [TokenBatch],
        next: borrowing Atomic<Int>,
        into vectors: borrowing Mutex<[Float]>
    ) {
        let transformer = configuration.transformer
        var workspace = BERTWeights.Workspace(
            transformer,
            tokenCount: batches.reduce(0) { max($0, $1.tokenIDs.count) },
            sequenceTokenCount: batches.reduce(0) { max($0, $1.sequences.reduce(0) { max($0, $1.count) }) }
        )
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < batches.count else { return }
            let batch = batches[index]
            weights.encode(batch, headCount: transformer.headCount, in: &workspace)
            for (text, rows) in zip(batch.texts, batch.sequences) {
                let vector = pooledVector(of: rows, in: workspace)
                vectors.withLock { $0.replaceSubrange(text * dimension..<(text + 1) * dimension, with: vector) }
            }
        }
    }

    private func pooledVector(of rows: Range<Int>, in workspace: borrowing BERTWeights.Workspace) -> [Float] {
        let lastPooled = configuration.pooling == .mean ? rows.upperBound : rows.lowerBound + 1
        var vector = workspace.hidden.mean(ofRows: rows.lowerBound..<lastPooled)
        var span = vector.mutableSpan
        VectorMath.normalize(&span)
        return vector
    }

    private func tokenIDs(of texts: [String]) -> [[Int32]] {
        let blockCount = (texts.count + Self.tokenizationBlockCount - 1) / Self.tokenizationBlockCount
        let blocks = pool.map(count: blockCount) { block in
            texts.dropFirst(block * Self.tokenizationBlockCount).prefix(Self.tokenizationBlockCount).map { text in
                tokenizer.encode(
                    configuration.lowercasesText ? text.lowercased() : text,
                    maximumTokenCount: maximumTokenCount
                )
            }
        }
        return Array(blocks.joined())
    }

    private func check(_ tokenIDs: [[Int32]]) {
        let transformer = configuration.transformer
        for sequence in tokenIDs {
            precondition(
                (1...transformer.positionCount).contains(sequence.count),
                "a text of \(sequence.count) tokens for a model of \(transformer.positionCount) positions"
            )
            for id in sequence {
                precondition(
                    id >= 0 && Int(id) < transformer.vocabularyCount,
                    "token \(id) of a vocabulary of \(transformer.vocabularyCount)"
                )
            }
        }
    }
}
