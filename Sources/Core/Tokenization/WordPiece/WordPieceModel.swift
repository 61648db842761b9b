/// A vocabulary and the rules for cutting words with it.
struct WordPieceModel: Sendable {
    /// What a byte of ASCII text, or the first byte of anything else, means for splitting words.
    enum ByteClass: UInt8, Sendable {
        case letter
        case space
        case isolated
        /// Not ASCII, or removed by normalisation: the word is normalised scalar by scalar.
        case other
    }

    let trie: VocabularyTrie
    /// Where words that continue stand in the trie: after "##". Nil when no token continues.
    let continuation: VocabularyTrie.Position?
    let unknownTokenID: Int32
    /// Longer words, in normalised scalars, become the unknown token.
    let maximumWordLength: Int
    let addedTokens: AddedTokens
    let normalization: NormalizationTable
    /// For each byte.
    let byteClasses: [ByteClass]
    /// What lower-casing makes of each byte of ASCII; other bytes stay.
    let folding: [UInt8]

    init(_ configuration: WordPieceConfiguration) {
        trie = VocabularyTrie(configuration.vocabulary)
        continuation = trie.position(after: configuration.continuationPrefix)
        unknownTokenID = configuration.unknownTokenID
        maximumWordLength = configuration.maximumWordLength
        addedTokens = AddedTokens(configuration.addedTokens)
        let normalization = NormalizationTable(configuration.normalization)
        self.normalization = normalization
        byteClasses = (0..<256).map { $0 < 0x80 ? Self.byteClass(normalization.action(of: $0)) : .other }
        folding = (0..<256).map { UInt8($0 < 0x80 ? normalization.action(of: $0).target(of: $0) : $0) }
    }

    private static func byteClass(_ action: ScalarAction) -> ByteClass {
        switch action.kind {
        case .letter: .letter
        case .space: .space
        case .isolated: .isolated
        default: .other
        }
    }
}

extension WordPieceModel {
    /// A token of a word, and where in the word's bytes it ends.
    struct Piece {
        var id: Int32
        var end: Int
    }

    /// Cuts a word into the longest tokens from the left (Wu et al. 2016, arXiv:1609.08144, as BERT does it).
    ///
    /// - Parameter pieces: Overwritten; meaningless when the result is false.
    /// - Returns: Whether the tokens reach the word's end.
    /// - Complexity: O(bytes · length of the longest token) at worst.
    func cut(_ bytes: Span<UInt8>, _ range: Range<Int>, into pieces: inout [Piece]) -> Bool {
        pieces.removeAll(keepingCapacity: true)
        var position = trie.start
        var start = range.lowerBound
        while true {
            let match = trie.longestToken(
                in: bytes,
                start..<range.upperBound,
                folding: folding.span,
                from: position
            )
            guard match.token != VocabularyTrie.noToken else { return false }
            pieces.append(Piece(id: match.token, end: match.end))
            if match.end == range.upperBound { return true }
            guard let continuation else { return false }
            position = continuation
            start = match.end
        }
    }
}
