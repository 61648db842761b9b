/// The lines of a PDF whose type sets them off from the running text: what readers take for headings.
///
/// `pdftohtml -xml` tells the font of every line. The size that most characters have is the running text's; a line
/// that is larger by a seventh, or bold where the running text is not, may be a heading. Levels follow the sizes.
package struct PDFTypography: Sendable {
    struct Heading: Sendable, Equatable {
        /// 1…6, over the whole document.
        var level: Int
        var title: String
    }

    /// Pages of forms, slides and posters set off more lines than a reader would call headings.
    private static let mostHeadingsPerPage = 12

    /// The headings of each page, in the order in which the program gave them.
    private(set) var pages: [[Heading]] = []

    /// No headings.
    init() {}

    /// - Parameter xml: What `pdftohtml -xml` wrote. Its XML is not always well-formed: what comes after a fault is
    ///   left out, since headings are an extra.
    package init(xml: [UInt8]) {
        var lines = PDFFontReader()
        lines.read(xml)
        let body = Self.bodyFont(of: lines.pages)
        let candidates = lines.pages.map { page in
            Self.merged(page.filter { Self.isCandidate($0, body: body) })
        }
        let running = Self.runningTitles(candidates)
        let kept = candidates.map { page in
            page.count > Self.mostHeadingsPerPage ? [] : page.filter { !running.contains($0.text) }
        }
        let looks = Set(kept.joined().map(\.font)).sorted {
            ($0.size, $0.isBold ? 1 : 0) > ($1.size, $1.isBold ? 1 : 0)
        }
        pages = kept.map { page in
            page.map { line in
                Heading(level: min((looks.firstIndex(of: line.font) ?? 0) + 1, 6), title: line.text)
            }
        }
    }

    /// Running heads and watermarks in large type: what stands on three pages and on a fifth of all.
    private static func runningTitles(_ pages: [[PDFFontLine]]) -> Set<String> {
        var counts: [String: Int] = [:]
        for page in pages {
            for title in Set(page.map(\.text)) { counts[title, default: 0] += 1 }
        }
        return Set(counts.filter { $0.value >= max(3, pages.count / 5) }.keys)
    }

    private static func bodyFont(of pages: [[PDFFontLine]]) -> PDFFontLine.Font {
        var counts: [PDFFontLine.Font: Int] = [:]
        for line in pages.joined() { counts[line.font, default: 0] += line.text.count }
        // Ties go to the smaller font, so that the choice does not depend on the dictionary's order.
        let body = counts.max { ($0.value, -$0.key.size) < ($1.value, -$1.key.size) }
        return body?.key ?? PDFFontLine.Font(size: 0, isBold: false)
    }

    private static func isCandidate(_ line: PDFFontLine, body: PDFFontLine.Font) -> Bool {
        let isLarger = line.font.size * 7 >= body.size * 8
        let isBolder = line.font.isBold && !body.isBold && line.font.size >= body.size
        guard isLarger || isBolder, line.text.count <= 120, let last = line.text.last else { return false }
        return line.text.count(where: \.isLetter) >= 2 && !".,;".contains(last) || line.text.isSectionNumber
    }

    /// Joins parts of one line ("1." and "Introduction") and a heading's second line to its first.
    private static func merged(_ lines: [PDFFontLine]) -> [PDFFontLine] {
        var merged: [PDFFontLine] = []
        for line in lines {
            if let last = merged.last, last.font == line.font, last.isContinued(by: line) {
                merged[merged.count - 1].text += " " + line.text
                merged[merged.count - 1].top = line.top
                merged[merged.count - 1].horizontal = line.horizontal
            } else {
                merged.append(line)
            }
        }
        return merged.filter { !$0.text.isSectionNumber && $0.text.count <= 200 }
    }
}

extension String {
    /// "4", "4.", "4.2": the number of a section without its title.
    fileprivate var isSectionNumber: Bool {
        !isEmpty && count <= 8 && first?.isNumber == true && allSatisfy { $0.isNumber || $0 == "." }
    }
}
