/// A document's text together with the places of its pages and headings: what extraction produces and chunking reads.
///
/// All offsets count UTF-8 code units from the start of `text`.
package struct StructuredText: Sendable, Equatable {
    /// One page of a paginated document.
    package struct Page: Sendable, Equatable {
        /// The page's number as a reader counts, from 1.
        package var number: Int
        /// The page's place in the text; pages are in order and do not overlap.
        package var utf8Range: Range<Int>

        package init(number: Int, utf8Range: Range<Int>) {
            self.number = number
            self.utf8Range = utf8Range
        }
    }

    /// One heading, which holds until the next heading of the same or a lower level number.
    package struct Heading: Sendable, Equatable {
        /// 1 (outermost) to 6.
        package var level: Int
        /// The heading's words, without markup.
        package var title: String
        /// The start of the heading's line in the text.
        package var utf8Offset: Int

        package init(level: Int, title: String, utf8Offset: Int) {
            self.level = level
            self.title = title
            self.utf8Offset = utf8Offset
        }
    }

    /// Valid Unicode with "\n" line ends and without NUL; paragraphs are separated by a blank line.
    package var text: String
    /// The document's own title, when it states one.
    package var title: String?
    /// In order; empty when the format has no pages.
    package var pages: [Page]
    /// In order of their offsets.
    package var headings: [Heading]

    package init(text: String, title: String? = nil, pages: [Page] = [], headings: [Heading] = []) {
        self.text = text
        self.title = title
        self.pages = pages
        self.headings = headings
    }
}
