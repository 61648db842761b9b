/// Where pieces are as readers count: in Unicode scalars and pages.
struct PiecePlaces {
    /// The place of each piece in the text, in Unicode scalars.
    let scalarRanges: [Range<Int>]
    private let pages: [StructuredText.Page]

    /// - Complexity: O(*n*).
    init(of pieces: [Piece], in document: StructuredText) {
        var counter = ScalarCounter(document.text)
        scalarRanges = pieces.map { piece in
            let start = counter.scalarOffset(atUTF8Offset: piece.utf8Range.lowerBound)
            return start..<counter.scalarOffset(atUTF8Offset: piece.utf8Range.upperBound)
        }
        pages = document.pages
    }

    /// The page that holds an offset, or the one before it when no page does; nil without pages.
    func page(atUTF8Offset offset: Int) -> Int? {
        var (low, high) = (0, pages.count)
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].utf8Range.lowerBound <= offset {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low > 0 ? pages[low - 1].number : pages.first?.number
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
