/// The running heads, feet, page numbers and watermarks of a document.
///
/// Left in, they cut sentences that run from page to page, and every page would answer to the words of the title.
/// Each is kept where it first appears, so that nothing is lost altogether; only page numbers go everywhere.
struct PageFurniture {
    /// How many lines at the top and at the bottom of a page may be furniture.
    private static let edgeLineCount = 3

    /// The normalised lines that repeat at the edges of pages, with the page that each first stands on.
    private var edgeLines: [String: Int] = [:]
    /// The same for lines that repeat anywhere on the page.
    private var watermarks: [String: Int] = [:]
    private var hasPageNumbers = false

    /// Looks for lines at the edges of at least three pages and two fifths of all (left and right pages often differ).
    init(_ pages: [PDFPage]) {
        let needed = max(3, (pages.count * 2 + 4) / 5)
        guard pages.count >= needed else { return }
        var edges = LineCounter()
        var everywhere = LineCounter()
        var numberOffsets: [Int: Int] = [:]
        for (pageIndex, page) in pages.enumerated() {
            let edgeIndices = Self.edges(of: page)
            edges.count(edgeIndices.map { Self.normalized(page.lines[$0]) }, page: pageIndex)
            everywhere.count(page.lines.map(Self.normalized), page: pageIndex)
            let numbers = edgeIndices.compactMap { Int(page.lines[$0].collapsingWhiteSpace()) }
            for number in Set(numbers) { numberOffsets[number &- pageIndex, default: 0] += 1 }
        }
        edgeLines = edges.firstPages(onAtLeast: needed)
        hasPageNumbers = numberOffsets.values.contains { $0 >= needed }
        watermarks = Self.watermarks(everywhere, pageCount: pages.count)
    }

    /// Takes the furniture off pages that hold anything else.
    func remove(from pages: inout [PDFPage]) {
        if edgeLines.isEmpty, watermarks.isEmpty, !hasPageNumbers { return }
        for pageIndex in pages.indices {
            let edges = Self.edges(of: pages[pageIndex])
            var lines = pages[pageIndex].lines
            for (lineIndex, line) in pages[pageIndex].lines.enumerated() where line.contains(where: { $0 != " " }) {
                let isEdge = edges.contains(lineIndex)
                let normalized = Self.normalized(line)
                let firstPage = (isEdge ? edgeLines[normalized] : nil) ?? watermarks[normalized] ?? Int.max
                let isNumber = isEdge && hasPageNumbers && Int(line.collapsingWhiteSpace()) != nil
                if isNumber || firstPage < pageIndex { lines[lineIndex] = "" }
            }
            if lines.contains(where: { !$0.allSatisfy(\.isWhitespace) }) { pages[pageIndex].lines = lines }
        }
    }

    /// One or two phrases that stand on almost every page. Where more do, the pages are filled-in forms, whose
    /// labels belong to the text.
    private static func watermarks(_ lines: LineCounter, pageCount: Int) -> [String: Int] {
        let repeated = lines.firstPages(onAtLeast: max(5, pageCount * 4 / 5)).filter { line, _ in
            line.contains(" ") && !line.contains("#") && !line.contains(":")
        }
        return repeated.count <= 2 ? repeated : [:]
    }

    /// The places of the first and last lines that are not blank.
    private static func edges(of page: PDFPage) -> Set<Int> {
        let filled = page.lines.indices.filter { !page.lines[$0].allSatisfy(\.isWhitespace) }
        return Set(filled.prefix(edgeLineCount) + filled.suffix(edgeLineCount))
    }

    /// Page numbers differ from page to page; the rest of a running head does not.
    private static func normalized(_ line: String) -> String {
        var output = ""
        for character in line.collapsingWhiteSpace() {
            if !character.isNumber { output.append(character) } else if output.last != "#" { output.append("#") }
        }
        return output
    }
}

/// Counts on how many pages a line stands.
private struct LineCounter {
    private var counts: [String: (pages: Int, first: Int)] = [:]

    mutating func count(_ lines: [String], page: Int) {
        for line in Set(lines) where line.contains(where: \.isLetter) {
            counts[line, default: (0, page)].pages += 1
        }
    }

    func firstPages(onAtLeast pageCount: Int) -> [String: Int] {
        counts.filter { $0.value.pages >= pageCount }.mapValues(\.first)
    }
}
