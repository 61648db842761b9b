package import Chunking

/// Makes one text out of the pages that `pdftotext` wrote.
package struct PDFAssembler {
    private let passes: PDFPasses
    private let limits: ExtractionLimits

    package init(_ passes: PDFPasses, limits: ExtractionLimits) {
        self.passes = passes
        self.limits = limits
    }

    /// The text with its pages; a page without text has an empty range, so that the count is the document's.
    package func content() throws(ExtractionError) -> StructuredText {
        let flowing = Self.pages(passes.flowing)
        let layout = Self.pages(passes.layout)
        var pages = flowing.indices.map { index in
            PDFPage(flowing: flowing[index], layout: index < layout.count ? layout[index] : "")
        }
        PageFurniture(pages).remove(from: &pages)
        for (index, headings) in zip(pages.indices, passes.typography.pages) { pages[index].mark(headings) }
        let words = Set(pages.lazy.flatMap(\.lines).flatMap { $0.split(separator: " ") })
        let joiner = LineJoiner(vocabulary: words)

        var text = ""
        var ranges: [StructuredText.Page] = []
        var headings: [StructuredText.Heading] = []
        for (index, page) in pages.enumerated() {
            let (content, found) = page.content(joiner: joiner)
            if !text.isEmpty, !content.isEmpty { text += Self.separator(between: text, and: content) }
            let start = text.utf8.count
            headings += found.map { .init(level: $0.level, title: $0.title, utf8Offset: start + $0.utf8Offset) }
            text += content
            if text.utf8.count > limits.textByteCount { throw .textTooLong(limits) }
            ranges.append(.init(number: index + 1, utf8Range: start..<text.utf8.count))
        }
        appendMissingPages(to: &ranges, end: text.utf8.count)
        headings = Self.withDenseLevels(headings)
        let title = passes.summary.title ?? Self.title(headings, firstPage: ranges.first)
        return StructuredText(text: text, title: title, pages: ranges, headings: headings)
    }

    /// Numbers the levels that occur from 1 without gaps.
    private static func withDenseLevels(_ headings: [StructuredText.Heading]) -> [StructuredText.Heading] {
        let levels = Set(headings.map(\.level)).sorted()
        return headings.map { heading in
            let level = (levels.firstIndex(of: heading.level) ?? 0) + 1
            return .init(level: level, title: heading.title, utf8Offset: heading.utf8Offset)
        }
    }

    /// The first heading, when it stands on the first page and in the largest type.
    private static func title(_ headings: [StructuredText.Heading], firstPage: StructuredText.Page?) -> String? {
        guard let first = headings.first, first.level == 1 else { return nil }
        return firstPage?.utf8Range.contains(first.utf8Offset) == true ? first.title : nil
    }

    /// A sentence that runs on to the next page is not cut by a blank line.
    private static func separator(between text: String, and next: String) -> String {
        let continues = next.first?.isLowercase == true && !(text.last.map { ".!?:".contains($0) } ?? true)
        return continues ? "\n" : "\n\n"
    }

    /// `pdftotext` writes nothing for pages that it cannot find; `pdfinfo` counts them.
    private func appendMissingPages(to pages: inout [StructuredText.Page], end: Int) {
        while pages.count < passes.summary.pageCount {
            pages.append(.init(number: pages.count + 1, utf8Range: end..<end))
        }
    }

    /// Every page ends with a form feed.
    private static func pages(_ output: [UInt8]) -> [String] {
        var pages = output.split(separator: 0x0C, omittingEmptySubsequences: false)
        if pages.last?.allSatisfy({ $0 <= 0x20 }) == true { pages.removeLast() }
        return pages.map { PDFCharacters.cleaned(TextNormalization.normalized(String(decoding: $0, as: UTF8.self))) }
    }
}

/// Characters that are right on paper and wrong in a text.
enum PDFCharacters {
    private static let ligatures: [Unicode.Scalar: String] = [
        "\u{FB00}": "ff", "\u{FB01}": "fi", "\u{FB02}": "fl", "\u{FB03}": "ffi", "\u{FB04}": "ffl", "\u{FB05}": "st",
        "\u{FB06}": "st",
    ]

    /// Ligatures become letters, bullets of symbol fonts become "•", and marks of writing direction are dropped.
    ///
    /// A soft hyphen is dropped too, except at a line's end, where it tells `LineJoiner` that a word goes on.
    ///
    /// - Complexity: O(n); text without such characters is returned as it is.
    static func cleaned(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isSpecial) else { return text }
        var output = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if let letters = ligatures[scalar] {
                output.append(contentsOf: letters.unicodeScalars)
            } else if scalar == "\u{AD}" {
                if index + 1 < scalars.count, scalars[index + 1] == "\n" { output.append("-") }
            } else if 0xF000...0xF0FF ~= scalar.value {
                output.append("•")
            } else if !isSpecial(scalar) {
                output.append(scalar)
            }
        }
        return String(output)
    }

    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0xFB00...0xFB06, 0xF000...0xF0FF, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
