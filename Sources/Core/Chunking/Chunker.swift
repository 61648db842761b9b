package import Tokenization

/// Cuts documents into chunks that an encoder reads whole, along headings, paragraphs and sentences.
///
/// The text is cut into pieces, usually sentences (`PieceCutter`), and runs of pieces are chosen as chunks
/// (`BreakOptimizer`). Together the chunks hold every character that is not white space; none cuts a character (an
/// extended grapheme cluster), unless that alone is larger than a chunk; and none is longer than the encoder reads,
/// its headings included. The same document always gives the same chunks.
package struct Chunker: Sendable {
    let tokenizer: WordPieceTokenizer
    let configuration: Configuration

    package init(tokenizer: WordPieceTokenizer, configuration: Configuration = Configuration()) {
        self.tokenizer = tokenizer
        self.configuration = configuration
    }

    /// The chunks of a document, in the order of where they begin; none for a text without visible characters.
    ///
    /// - Complexity: O(*n*), about three passes of the tokenizer over the text.
    package func chunks(of document: StructuredText) -> [Chunk] {
        let text = OffsetText(document.text)
        let outline = Outline(of: document, in: text) { tokenizer.tokenCount($0) }
        let pieces = pieces(of: text, outline: outline)
        let places = PiecePlaces(of: pieces, in: document)
        let assembly = ChunkAssembly(chunker: self, text: text, outline: outline, pieces: pieces, places: places)
        return assembly.chunks(of: runs(of: pieces, outline: outline))
    }

    /// The most tokens that a chunk's `embeddingText` may have.
    var tokenLimit: Int {
        configuration.maximumTokenCount - tokenizer.specialTokenCount
    }

    /// The most UTF-8 code units of text of so many tokens, which tokens alone do not limit: a word of any length may be
    /// one unknown token. English has about four and a half to a token.
    static func byteLimit(forTokenCount tokenCount: Int) -> Int {
        16 * tokenCount
    }

    private func pieces(of text: OffsetText, outline: Outline) -> [Piece] {
        var cutter = PieceCutter(
            text: text,
            tokenizer: tokenizer,
            partThreshold: configuration.targetTokenCount / 2,
            maximumTokenCount: tokenLimit - configuration.headingTokenCount,
            maximumByteCount: Self.byteLimit(forTokenCount: configuration.maximumTokenCount)
        )
        return cutter.pieces(along: outline)
    }

    private func runs(of pieces: [Piece], outline: Outline) -> [Range<Int>] {
        let headingRoom = configuration.headingTokenCount
        let overlap = configuration.overlapTokenCount
        let optimizer = BreakOptimizer(
            pieces: pieces,
            outline: outline,
            targetTokenCount: configuration.targetTokenCount,
            tokenLimit: { tokenLimit - headingRoom - (pieces[$0].boundary == .heading ? 0 : overlap) },
            byteLimit: Self.byteLimit(forTokenCount: configuration.maximumTokenCount),
            pieceLimit: configuration.maximumTokenCount
        )
        return optimizer.runs()
    }
}
