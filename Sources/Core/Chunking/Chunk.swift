/// A piece of a document that is embedded, indexed, found and cited as one.
package struct Chunk: Sendable, Equatable {
    /// The slice of the document's text, without white space at its ends.
    package var text: String
    /// The slice's place in the document's text, in UTF-8 code units.
    package var utf8Range: Range<Int>
    /// The slice's place in the document's text, in Unicode scalars (code points).
    package var scalarRange: Range<Int>
    /// The page of the first character; nil when the document has no pages.
    package var page: Int?
    /// The further pages that the chunk reaches into, in order, each with the place where it begins.
    package var pageBreaks: [PageBreak]
    /// The titles of the headings over the whole chunk, the outermost first.
    package var headingPath: [String]
    /// How many tokens `embeddingText` has, without the encoder's special tokens.
    package var tokenCount: Int
    /// What the encoder reads: the headings over the chunk that are not in its text, and the text on a line of its own.
    package var embeddingText: String
}

/// The beginning of a page.
package struct PageBreak: Sendable, Hashable {
    /// Its place in the document's text, in Unicode scalars.
    package var scalarOffset: Int
    /// The page's number as a reader counts, from 1.
    package var page: Int

    package init(scalarOffset: Int, page: Int) {
        self.scalarOffset = scalarOffset
        self.page = page
    }
}
