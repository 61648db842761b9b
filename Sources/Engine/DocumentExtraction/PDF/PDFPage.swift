import Chunking

/// One page as lines, in the better of the two orders that `pdftotext` offers.
struct PDFPage {
    /// Blank lines separate paragraphs. In lines of a layout, two or more spaces separate the cells of a table.
    var lines: [String]
    /// The lines that are headings, by their place.
    private var headings: [Int: PDFTypography.Heading] = [:]

    init(flowing: String, layout: String) {
        let layoutLines = Self.lines(layout)
        let usesLayout = PDFPageLayout(layoutLines).isTable
        lines = usesLayout ? Self.unnumbered(Self.outdented(layoutLines)) : Self.lines(flowing)
    }

    /// Finds the lines that are headings and sets each off as a paragraph of its own.
    mutating func mark(_ headings: [PDFTypography.Heading]) {
        var marked: [String] = []
        var rest = headings
        var index = 0
        while index < lines.count {
            let line = PDFHeadingMatch(lines[index...], among: rest)
            if let line {
                marked.append("")
                self.headings[marked.count] = line.heading
                marked += [line.heading.title, ""]
                rest.remove(at: line.place)
            } else {
                marked.append(lines[index])
            }
            index += line?.lineCount ?? 1
        }
        lines = marked
    }

    /// The page's text with wrapped lines joined, and its headings with their places in it.
    func content(joiner: LineJoiner) -> (text: String, headings: [StructuredText.Heading]) {
        var text = ""
        var found: [StructuredText.Heading] = []
        for paragraph in paragraphs() {
            if !text.isEmpty { text += "\n\n" }
            if let heading = headings[paragraph.start] {
                found.append(.init(level: heading.level, title: heading.title, utf8Offset: text.utf8.count))
            }
            text += joiner.joined(paragraph.lines)
        }
        return (text, found)
    }

    private func paragraphs() -> [(start: Int, lines: [String])] {
        var paragraphs: [(start: Int, lines: [String])] = []
        for block in lines.split(whereSeparator: { $0.allSatisfy(\.isWhitespace) }) {
            if let last = paragraphs.last, headings[last.start] == nil, headings[block.startIndex] == nil,
                let line = last.lines.last, let first = block.first, Self.goesOn(line, in: first)
            {
                paragraphs[paragraphs.count - 1].lines += block
            } else {
                paragraphs.append((block.startIndex, Array(block)))
            }
        }
        return paragraphs
    }

    /// True when a sentence runs over a blank line, as it does in double-spaced text and around figures.
    private static func goesOn(_ line: String, in next: String) -> Bool {
        guard line.count >= 40, next.first?.isLowercase == true, !next.contains("  ") else { return false }
        return line.last.map { $0.isLetter || $0 == "," || $0 == "-" } ?? false
    }

    private static func lines(_ page: String) -> [String] {
        page.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }

    /// The lines without the margin that all have, and with gaps between cells cut to two spaces.
    private static func outdented(_ lines: [String]) -> [String] {
        lines.map { line in
            PDFPageLayout.cells(line).joined(separator: "  ")
        }
    }

    /// Without the line numbers in the margin of transcripts and pleadings: at least eight lines that begin with a
    /// number followed by a gap or nothing, each number one more than the last.
    private static func unnumbered(_ lines: [String]) -> [String] {
        var last: Int?
        var numbered: [Int] = []
        for (index, line) in lines.enumerated() {
            let digits = line.prefix(while: \.isNumber)
            let rest = line.dropFirst(digits.count)
            guard let number = Int(digits), number < 100, rest.isEmpty || rest.hasPrefix("  ") else { continue }
            if let last, number != last + 1 { continue }
            last = number
            numbered.append(index)
        }
        guard numbered.count >= 8 else { return lines }
        var result = lines
        for index in numbered { result[index] = String(lines[index].drop(while: \.isNumber).drop { $0 == " " }) }
        return result
    }
}

/// The heading that a page's next lines spell, if they do.
private struct PDFHeadingMatch {
    let heading: PDFTypography.Heading
    /// Its place among the headings that were looked for.
    let place: Int
    let lineCount: Int

    /// A heading stands on one line or on up to three, or its section number stands apart ("1." above "Introduction").
    init?(_ lines: ArraySlice<String>, among headings: [PDFTypography.Heading]) {
        guard let first = lines.first, !first.isEmpty, !headings.isEmpty else { return nil }
        var spelled = ""
        for (count, line) in lines.lazy.filter({ !$0.allSatisfy(\.isWhitespace) }).prefix(3).enumerated() {
            if line.contains("  "), !line.prefix(while: { $0 != " " }).allSatisfy({ $0.isNumber || $0 == "." }) {
                return nil
            }
            spelled += (count == 0 ? "" : " ") + line.collapsingWhiteSpace()
            guard let place = headings.firstIndex(where: { $0.title == spelled }) else { continue }
            heading = headings[place]
            self.place = place
            lineCount = Self.extent(of: lines, filled: count + 1)
            return
        }
        return nil
    }

    /// How many lines hold the first `filled` lines that are not blank.
    private static func extent(of lines: ArraySlice<String>, filled: Int) -> Int {
        var left = filled
        for (offset, line) in lines.enumerated() {
            if !line.allSatisfy(\.isWhitespace) { left -= 1 }
            if left == 0 { return offset + 1 }
        }
        return lines.count
    }
}

/// What the lines of a page say about how the page is laid out.
struct PDFPageLayout {
    private var longestTable = 0
    private var proseRowCount = 0
    private var hasRightToLeftText = false

    init(_ lines: [String]) {
        var table = 0
        for line in lines where !line.allSatisfy(\.isWhitespace) {
            let cells = Self.cells(line)
            if Self.isProseColumns(cells) {
                proseRowCount += 1
                table = 0
            } else if cells.count > 1 {
                table += 1
                longestTable = max(longestTable, table)
            } else {
                table = 0
            }
            hasRightToLeftText = hasRightToLeftText || line.unicodeScalars.contains { 0x590...0x8FF ~= $0.value }
        }
    }

    /// True when rows of short cells follow each other and no columns of prose stand side by side.
    ///
    /// Right-to-left pages are left out because `-layout` puts their cells in visual order.
    var isTable: Bool { longestTable >= 3 && proseRowCount < 2 && !hasRightToLeftText }

    /// The parts of a line between gaps of two or more spaces.
    static func cells(_ line: String) -> [String] {
        line.split(separator: "  ").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.map { String($0) }
    }

    /// Two neighbours of four or more words each; of a script without spaces, two characters count as a word.
    private static func isProseColumns(_ cells: [String]) -> Bool {
        let counts = cells.map { cell in
            let wide = cell.unicodeScalars.count { 0x2E80...0xD7FF ~= $0.value }
            return max(cell.split(separator: " ").count, wide / 2)
        }
        return zip(counts, counts.dropFirst()).contains { $0 >= 4 && $1 >= 4 }
    }
}
