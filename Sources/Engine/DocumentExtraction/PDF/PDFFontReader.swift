/// One line, or a part of it, as `pdftohtml` gives it.
struct PDFFontLine: Equatable {
    struct Font: Hashable {
        var size: Int
        var isBold: Bool
    }

    var font: Font
    /// Pixels from the top of the page.
    var top: Int
    /// Pixels from the left of the page.
    var horizontal: ClosedRange<Int>
    var text: String

    /// The same line a little further right, or the next line at the usual distance.
    func isContinued(by next: PDFFontLine) -> Bool {
        if abs(next.top - top) <= 2 {
            let gap = next.horizontal.lowerBound - horizontal.upperBound
            return gap >= 0 && gap <= 3 * font.size
        }
        return next.top > top && next.top - top <= font.size * 3 / 2 && horizontal.overlaps(next.horizontal)
    }
}

/// Reads the XML of `pdftohtml -xml`: pages with font specifications and positioned text.
struct PDFFontReader {
    private(set) var pages: [[PDFFontLine]] = []
    private var fonts: [String: PDFFontLine.Font] = [:]

    /// Reads as far as the XML is well-formed.
    mutating func read(_ xml: [UInt8]) {
        do throws(ExtractionError) {
            let reader = try XMLPullReader(xml, partName: "pdftohtml's output")
            try reader.readRoot { _ throws(ExtractionError) in
                try reader.forEachChild { name throws(ExtractionError) in
                    guard name == "page" else { return }
                    pages.append([])
                    try readPage(reader)
                }
            }
        } catch {
            // What was read before the fault stays.
        }
    }

    private mutating func readPage(_ reader: XMLPullReader) throws(ExtractionError) {
        try reader.forEachChild { name throws(ExtractionError) in
            if name == "fontspec", let identifier = reader.attribute("id") {
                fonts[identifier] = Self.font(reader)
            } else if name == "text", let font = reader.attribute("font").flatMap({ fonts[$0] }) {
                let place = ["top", "left", "width"].map { Self.pixels(reader.attribute($0)) }
                let content = try Self.readText(reader, isBold: font.isBold)
                let text = PDFCharacters.cleaned(content.text).collapsingWhiteSpace()
                if text.isEmpty { return }
                let font = PDFFontLine.Font(size: font.size, isBold: content.plainCount == 0)
                let horizontal = place[1]...(place[1] + max(place[2], 0))
                pages[pages.count - 1].append(.init(font: font, top: place[0], horizontal: horizontal, text: text))
            }
        }
    }

    /// A whole number within what a page can have, so that sums cannot overflow; 0 for anything else.
    private static func pixels(_ value: String?) -> Int {
        value.flatMap { Int($0) }.flatMap { abs($0) < 1 << 20 ? $0 : nil } ?? 0
    }

    private static func font(_ reader: XMLPullReader) -> PDFFontLine.Font {
        let family = reader.attribute("family")?.lowercased() ?? ""
        let isBold = ["bold", "black", "heavy", "-medi", "cmbx", "demi"].contains { family.contains($0) }
        return .init(size: pixels(reader.attribute("size")), isBold: isBold)
    }

    /// The text of the open element, and how many of its characters are not bold.
    private static func readText(
        _ reader: XMLPullReader,
        isBold: Bool
    ) throws(ExtractionError) -> (text: String, plainCount: Int) {
        var text = ""
        var plainCount = 0
        func append(_ piece: String) {
            text += piece
            if !isBold { plainCount += piece.count { !$0.isWhitespace } }
        }
        try reader.forEachChild(text: append) { name throws(ExtractionError) in
            let inner = try readText(reader, isBold: isBold || name == "b")
            text += inner.text
            plainCount += inner.plainCount
        }
        return (text, plainCount)
    }
}
