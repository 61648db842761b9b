/// Where pieces are as readers count: in Unicode scalars and pages.
struct PiecePlaces {
    /// The place of each piece in the text, in Unicode scalars.
    let scalarRanges: [Range<Int>]
    private let pages: [StructuredText.Page]
    /// Where each page begins, in Unicode scalars.
    private let pageStarts: [Int]

    /// - Complexity: O(*n*).
    init(of pieces: [Piece], in document: StructuredText) {
        var counter = ScalarCounter(document.text)
        scalarRanges = pieces.map { piece in
            let start = counter.scalarOffset(atUTF8Offset: piece.utf8Range.lowerBound)
            return start..<counter.scalarOffset(atUTF8Offset: piece.utf8Range.upperBound)
        }
        pages = document.pages
        var pageCounter = ScalarCounter(document.text)
        pageStarts = pages.map { pageCounter.scalarOffset(atUTF8Offset: $0.utf8Range.lowerBound) }
    }

    /// The pages that begin within a range, not at its start.
    func pageBreaks(inUTF8Range range: Range<Int>) -> [PageBreak] {
        let first = pageIndex(afterUTF8Offset: range.lowerBound)
        return zip(pages, pageStarts).dropFirst(first)
            .prefix { $0.0.utf8Range.lowerBound < range.upperBound }
            .map { PageBreak(scalarOffset: $0.1, page: $0.0.number) }
    }

    /// The page that holds an offset, or the one before it when no page does; nil without pages.
    func page(atUTF8Offset offset: Int) -> Int? {
        let next = pageIndex(afterUTF8Offset: offset)
        return next > 0 ? pages[next - 1].number : pages.first?.number
    }

    /// The index of the first page that begins behind an offset.
    private func pageIndex(afterUTF8Offset offset: Int) -> Int {
        var (low, high) = (0, pages.count)
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].utf8Range.lowerBound <= offset {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

/// Turns ascending UTF-8 offsets into offsets in Unicode scalars in one pass.
private struct ScalarCounter {
    private var rest: Substring.UTF8View
    private var utf8Offset = 0
    private var scalarOffset = 0

    init(_ text: String) {
        rest = text[...].utf8
    }

    /// - Precondition: `offset` is not lower than the one before.
    mutating func scalarOffset(atUTF8Offset offset: Int) -> Int {
        precondition(offset >= utf8Offset, "offset \(offset) comes after \(utf8Offset)")
        let passed = rest.prefix(offset - utf8Offset)
        scalarOffset += passed.count { !UTF8.isContinuation($0) }
        rest = rest[passed.endIndex...]
        utf8Offset = offset
        return scalarOffset
    }
}
