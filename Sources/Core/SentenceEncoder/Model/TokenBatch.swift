internal import Tokenization

/// Texts whose tokens are encoded together, one after the other without padding.
struct TokenBatch: Sendable {
    /// The places of the texts among all texts of the call.
    private(set) var texts: [Int] = []
    /// The rows of each text's tokens.
    private(set) var sequences: [Range<Int>] = []
    /// The first row of each text's segment 1; the end of its rows if it has none.
    private(set) var secondSegmentStarts: [Int] = []
    /// The tokens of all texts.
    private(set) var tokenIDs: [Int32] = []

    /// The tokens in a batch of several texts: enough for full speed, few enough for the second-level cache.
    static let tokenCount = 256

    /// All of the sequences, in their order.
    init(_ sequences: [TokenSequence]) {
        for (text, sequence) in sequences.enumerated() { append(sequence, of: text) }
    }

    private mutating func append(_ sequence: TokenSequence, of text: Int) {
        let start = tokenIDs.count
        texts.append(text)
        sequences.append(start..<start + sequence.count)
        secondSegmentStarts.append(start + sequence.secondSegmentStart)
        tokenIDs += sequence.tokenIDs
    }

    /// Divides texts into batches: the longest first, so that no thread is left with a long one at the end.
    ///
    /// - Parameters:
    ///   - sequences: The tokens of each text.
    ///   - tokenCount: The tokens in a batch at most, unless one text has more.
    static func batches(of sequences: [TokenSequence], tokenCount: Int) -> [TokenBatch] {
        // Sorting is by length and then by place: the same texts make the same batches every time.
        let order = sequences.indices.sorted { (sequences[$1].count, $0) < (sequences[$0].count, $1) }
        var batches: [TokenBatch] = []
        var batch = TokenBatch([])
        for text in order {
            if !batch.texts.isEmpty, batch.tokenIDs.count + sequences[text].count > tokenCount {
                batches.append(batch)
                batch = TokenBatch([])
            }
            batch.append(sequences[text], of: text)
        }
        if !batch.texts.isEmpty { batches.append(batch) }
        return batches
    }
}
