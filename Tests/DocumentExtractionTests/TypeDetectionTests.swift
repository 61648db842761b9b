import DocumentExtraction
import Testing

@Suite("Types")
struct TypeDetectionTests {
    @Test(
        "Names decide where the content is plain text",
        arguments: [
            ("a.txt", DocumentFormat.plainText), ("A.MD", .markdown), ("x/y.csv", .csv), ("a.tsv", .csv),
            ("README", .plainText),
            ("a.unknown", .plainText), ("", .plainText), (".txt", .plainText),
        ]
    )
    func names(name: String, format: DocumentFormat) async throws {
        #expect(try await DocumentExtractor().extract(Array("a,b\n1,2".utf8), name: name).format == format)
    }

    @Test("Content decides against the name")
    func content() async throws {
        let docx = WordDocument(body: WordDocument.paragraph("x")).bytes
        #expect(try await DocumentExtractor().extract(docx, name: "a.txt").format == .docx)
        var pdf = PDFBuilder()
        pdf.addPage(["x"])
        #expect(try await DocumentExtractor().extract(pdf.bytes, name: "a.md").format == .pdf)
        #expect(try await DocumentExtractor().extract(Array("{\"a\": 1}".utf8), name: "response").format == .json)
        let mention = "A PDF file begins with %PDF-1.7 and so on."
        #expect(try await DocumentExtractor().extract(Array(mention.utf8), name: "a.txt").format == .plainText)
    }

    @Test(
        "Other types are refused by name",
        arguments: [
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "PNG"), ([0xFF, 0xD8, 0xFF, 0xE0], "JPEG"),
            ([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0], "ELF"), ([0x1F, 0x8B, 0x08, 0], "gzip"),
            ([0, 0, 0, 0x20, 0x66, 0x74, 0x79, 0x70], "MP4"), (Array("{\\rtf1 x}".utf8), "Rich Text"),
            (Array("<?xml version=\"1.0\"?><a/>".utf8), "XML"), ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7z"),
        ] as [([UInt8], String)]
    )
    func unsupported(bytes: [UInt8], word: String) async {
        let error = await #expect(throws: ExtractionError.self) {
            try await DocumentExtractor().extract(bytes, name: "a.txt")
        }
        #expect(error?.code == .unsupportedType)
        #expect(error?.message.contains(word) == true && error?.message.contains("DOCX") == true)
    }

    @Test(
        "Archives that are no Word documents are told apart",
        arguments: [
            ("xl/workbook.xml", "Excel"), ("ppt/presentation.xml", "PowerPoint"), ("META-INF/container.xml", "EPUB"),
            ("notes.txt", "ZIP"),
        ]
    )
    func archives(part: String, word: String) async {
        var zip = ZipBuilder()
        zip.add(part, "x")
        let bytes = zip.archive
        let error = await #expect(throws: ExtractionError.self) {
            try await DocumentExtractor().extract(bytes, name: "a.docx")
        }
        #expect(error?.code == .unsupportedType && error?.message.contains(word) == true)
    }

    @Test("Nothing and next to nothing are no text", arguments: ["", " \n\t ", "\u{FEFF}", "\u{200B}\n"])
    func empty(text: String) async {
        #expect(await failureCode(Array(text.utf8), name: "a.txt") == .noText)
        #expect(await failureCode(Array("\(text)<html><p>\(text)".utf8), name: "a.html") == .noText)
    }

    @Test("Sizes are limited")
    func sizes() async {
        var limits = ExtractionLimits()
        limits.inputByteCount = 10
        #expect(await failureCode(Array("01234567890".utf8), name: "a.txt", limits: limits) == .tooLarge)
        limits = ExtractionLimits()
        limits.textByteCount = 10
        for name in ["a.txt", "a.md", "a.csv", "a.html", "a.json"] {
            #expect(await failureCode(Array("[\"01234567890\"]".utf8), name: name, limits: limits) == .tooLarge)
        }
    }
}
