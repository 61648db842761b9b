/// The headings of a document as a tree: what stands over each part of the text.
///
/// The document's own title is not part of it: in front of SQuAD's paragraphs the titles of the articles lower nDCG@10
/// from 0.807 to 0.803.
struct Outline {
    /// The text from one heading to the next.
    struct Section {
        /// Where its heading's line begins; 0 for the text before the first heading.
        var utf8Offset: Int
        /// The titles of the headings that it stands under, the outermost first and its own last.
        var path: [Title]
        /// Whether it begins with a heading, whose title then stands in its text.
        var hasHeading: Bool

        /// How many headings it stands under.
        var depth: Int { path.count }

        /// The titles over it that do not stand in its text.
        var outerPath: ArraySlice<Title> {
            hasHeading ? path.dropLast() : path[...]
        }
    }

    struct Title {
        var text: String
        var tokenCount: Int
    }

    /// Longer titles are cut: they are body text that was marked up as a heading.
    static let maximumTitleLength = 200

    /// In order, with offsets that never decrease; the first one begins at 0.
    let sections: [Section]

    /// - Parameters:
    ///   - text: The document's text; headings that point into the middle of a character are moved to its start.
    ///   - tokenCount: Counts a title's tokens.
    /// - Complexity: O(length of the titles).
    init(of document: StructuredText, in text: OffsetText, tokenCount: (String) -> Int) {
        func title(_ text: String) -> Title {
            let cut = String(text.prefix(Self.maximumTitleLength))
            return Title(text: cut, tokenCount: tokenCount(cut))
        }
        var sections = [Section(utf8Offset: 0, path: [], hasHeading: false)]
        var open: [(level: Int, title: Title)] = []
        for heading in document.headings {
            open.removeAll { $0.level >= heading.level }
            open.append((heading.level, title(heading.title)))
            let offset = max(text.characterStart(at: heading.utf8Offset), sections.last?.utf8Offset ?? 0)
            let path = open.map(\.title)
            sections.append(Section(utf8Offset: offset, path: path, hasHeading: true))
        }
        self.sections = sections
    }
}
