internal import Synchronization
internal import Tokenization
internal import VectorKernels

extension BERTModel {
    /// The fewest tokens worth a thread of their own: with fewer, reading the weights takes longer than multiplying.
    private static let minimumShareTokenCount = 64
    /// The most tokens of a call that is computed in the short lane.
    private static let shortTokenCount = 128
    /// The texts that a thread tokenizes at a time.
    private static let tokenizationBlockCount = 16

    /// Makes something of every sequence's hidden states, those of the last layer.
    ///
    /// What is made of a sequence does not depend on the sequences beside it.
    ///
    /// - Parameters:
    ///   - sequences: Each has from 1 to as many tokens as the model has positions, all from its vocabulary, and
    ///     segment 1 only if the model has it.
    ///   - head: Given the hidden states of a batch, a row for each token, and the rows of one sequence in it. It runs on
    ///     any of the pool's threads.
    /// - Returns: What the head made, in the order of the sequences.
    /// - Complexity: O(tokens); attention adds a part that is quadratic in the length of each sequence.
    func map<Output: Sendable>(
        _ sequences: [TokenSequence],
        _ head: @escaping @Sendable (TokenMatrix, Range<Int>) -> Output
    ) -> [Output] {
        check(sequences)
        let outputs = Mutex([Output?](repeating: nil, count: sequences.count))
        compute(sequences) { place, hidden, rows in
            let output = head(hidden, rows)
            outputs.withLock { $0[place] = output }
        }
        return outputs.withLock { $0.compactMap { $0 } }
    }

    /// Computes hidden states, and calls `finish` with those of each sequence, on any of the pool's threads.
    private func compute(
        _ sequences: [TokenSequence],
        finish: @escaping @Sendable (Int, TokenMatrix, Range<Int>) -> Void
    ) {
        let tokenCount = sequences.reduce(0) { $0 + $1.count }
        guard tokenCount > Self.shortTokenCount else {
            return lane.run(ShortLane.Call(sequences: sequences, finish: finish), through: self)
        }
        let share = (tokenCount + pool.threadCount - 1) / pool.threadCount
        let batches = TokenBatch.batches(of: sequences, tokenCount: min(share, TokenBatch.tokenCount))
        if share >= Self.minimumShareTokenCount, batches.count >= pool.threadCount {
            computeApart(batches, finish: finish)
        } else {
            computeTogether(
                TokenBatch.batches(of: sequences, tokenCount: TokenBatch.tokenCount),
                finish: finish
            )
        }
    }

    /// Computes one batch after the other, each on all threads.
    private func computeTogether(
        _ batches: [TokenBatch],
        finish: @Sendable (Int, TokenMatrix, Range<Int>) -> Void
    ) {
        workspaces.withWorkspace(tokenCount: Self.largestTokenCount(of: batches)) { workspace in
            for batch in batches {
                let pass = ForwardPass(of: batch, through: self, in: workspace, isShared: true)
                pool.forEach(count: pool.threadCount) { _ in
                    pass.run { finish(batch.texts[$0], $1, batch.sequences[$0]) }
                }
            }
        }
    }

    /// Computes each batch on one thread, which takes part in short calls between two layers.
    private func computeApart(
        _ batches: [TokenBatch],
        finish: @Sendable (Int, TokenMatrix, Range<Int>) -> Void
    ) {
        let nextBatch = Atomic(0)
        pool.forEach(count: pool.threadCount) { _ in
            workspaces.withWorkspace(tokenCount: Self.largestTokenCount(of: batches)) { workspace in
                // Batches for as long as there are any that no other thread has taken.
                while true {
                    let index = nextBatch.add(1, ordering: .relaxed).oldValue
                    guard index < batches.count else { return }
                    let batch = batches[index]
                    let pass = ForwardPass(of: batch, through: self, in: workspace, isShared: false)
                    pass.run(beforeLayer: lane.help) { finish(batch.texts[$0], $1, batch.sequences[$0]) }
                }
            }
        }
    }

    private static func largestTokenCount(of batches: [TokenBatch]) -> Int {
        batches.reduce(0) { max($0, $1.tokenIDs.count) }
    }

    /// The token sequences of a number of texts or pairs, made on several threads.
    func tokenize(count: Int, _ sequence: @Sendable (Int) -> TokenSequence) -> [TokenSequence] {
        let blockCount = (count + Self.tokenizationBlockCount - 1) / Self.tokenizationBlockCount
        let blocks = pool.map(count: blockCount) { block in
            let first = block * Self.tokenizationBlockCount
            return (first..<min(first + Self.tokenizationBlockCount, count)).map(sequence)
        }
        return Array(blocks.joined())
    }

    private func check(_ sequences: [TokenSequence]) {
        for sequence in sequences {
            precondition(
                (1...configuration.positionCount).contains(sequence.count),
                "a text of \(sequence.count) tokens for a model of \(configuration.positionCount) positions"
            )
            precondition(
                sequence.secondSegmentStart == sequence.count || configuration.segmentCount > 1,
                "tokens of segment 1 for a model of one segment"
            )
            for id in sequence.tokenIDs {
                precondition(
                    id >= 0 && Int(id) < configuration.vocabularyCount,
                    "token \(id) of a vocabulary of \(configuration.vocabularyCount)"
                )
            }
        }
    }
}
