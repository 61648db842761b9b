import Tokenization

/// The places where a text may be cut without hurting a sentence: starts of sections, paragraphs and sentences.
struct TextMarks {
    struct Mark {
        var utf8Offset: Int
        /// What ends there.
        var boundary: Piece.Boundary
        /// The section that begins there, as an index into the outline.
        var section: Int?
    }

    /// In order of their offsets; the first one is at 0.
    let marks: [Mark]

    /// - Complexity: O(*n* + *m* log *m*) for *m* marks.
    init(text: OffsetText, outline: Outline) {
        let sections = outline.sections.enumerated().map { position, section in
            Mark(utf8Offset: section.utf8Offset, boundary: .heading, section: position)
        }
        let sentences = Self.sentences(of: text)
        let all = (sections + sentences).enumerated()
        // Sections first among equals, so that what follows belongs to them; sorting by place keeps their own order.
        marks = all.sorted { ($0.element.utf8Offset, $0.offset) < ($1.element.utf8Offset, $1.offset) }.map(\.element)
    }

    /// The starts of sentences; one that begins on a new line after another's end is taken for a paragraph's.
    private static func sentences(of text: OffsetText) -> [Mark] {
        var previousEnd = 0
        return SentenceSegmenter().sentences(in: text.text).map { sentence in
            let gap = text[previousEnd..<sentence.lowerBound].utf8
            previousEnd = sentence.upperBound
            return Mark(
                utf8Offset: text.characterStart(at: sentence.lowerBound),
                boundary: gap.contains(UInt8(ascii: "\n")) ? .paragraph : .sentence
            )
        }
    }
}
