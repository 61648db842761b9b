import DocumentExtraction

extension FuzzTarget {
    /// The readers of what poppler's programs write: `pdfinfo`, `pdftotext`, `pdftotext -layout` and `pdftohtml -xml`, with zero
    /// bytes between.
    static let pdfOutput = FuzzTarget(
        name: "pdf-output",
        dictionary: [
            "Title: ", "Pages: 20000", "\u{C}", "\n\n", "  ", "-\n", "\u{AD}\n", "ﬁ", "<page>", "</page>",
            "<fontspec id=\"0\" size=\"9\" family=\"Bold\"/>",
            "<text top=\"9\" left=\"9\" width=\"9\" font=\"0\">", "</text>", "<b>", "9223372036854775807", "-1048575",
            "1. ", "\u{5D0}",
        ],
        seeds: {
            let xml = """
                <pdf2xml><page number="1"><fontspec id="0" size="20" family="Times-Bold"/><fontspec id="1" size="10" family="Times"/>
                <text top="5" left="9" width="90" font="0"><b>1. Introduction</b></text><text top="40" left="9" width="300" font="1">The heron
                nests in May and June.</text></page><page number="2"/></pdf2xml>
                """
            let flowing =
                "1. Introduction\n\nThe heron nests in May and ear-\nly June.\n\n1\n\u{C}Next page\n  2\n\u{C}"
            let layout =
                "1. Introduction\n\n  name     age    x\n  heron    3      y\n  stork    4      z\n\u{C}Next page\n\u{C}"
            return [
                Array("Title: Herons of 1999\nPages: 3\n\u{0}\(flowing)\u{0}\(layout)\u{0}\(xml)".utf8),
                Array("\u{0}a\u{C}b".utf8),
            ]
        },
        test: { input in
            let parts = input.parts(4)
            var limits = ExtractionLimits()
            limits.textByteCount = 4 << 20
            let summary = PDFSummary(parts[0].text)
            // The extractor refuses documents that say that they have more.
            guard summary.pageCount <= limits.pageCount else { return }
            let passes = PDFPasses(
                summary: summary,
                flowing: parts[1],
                layout: parts[2],
                typography: PDFTypography(xml: parts[3])
            )
            if let content = try? PDFAssembler(passes, limits: limits).content() { check(content) }
        }
    )
}
