import Chunking
import DocumentExtraction
import Testing

/// Archives that are made to cost more than they should.
@Suite("ZIP bombs", .timeLimit(.minutes(1))) struct ArchiveBombTests {
    private static let document = WordDocument(body: WordDocument.paragraph("text"))

    @Test("More than 10,000 files are refused, and 10,000 are not")
    func count() async {
        for (count, code) in [(9_996, ExtractionError.Code?.none), (10_001, .tooLarge)] {
            var zip = ZipBuilder()
            Self.document.add(to: &zip)
            for number in 0..<count { zip.add("media/\(number).png", "") }
            #expect(await failureCode(zip.archive, name: "a.docx") == code, "\(count)")
        }
    }

    @Test("Files that are one and the same place in the archive are read once")
    func overlap() async {
        var zip = ZipBuilder()
        Self.document.add(to: &zip)
        zip.add("word/0.xml", [UInt8](repeating: 0x20, count: 1 << 20))
        for number in 1...200 { zip.repeatLast("word/\(number).xml") }
        #expect(await failureCode(zip.archive, name: "a.docx") == nil)
    }

    @Test("All files together are bounded, however small each of them is")
    func total() async {
        var limits = ExtractionLimits()
        limits.expansionRatio = 0
        for (count, code) in [(7, ExtractionError.Code?.none), (8, .tooLarge)] {
            var zip = ZipBuilder()
            Self.document.add(to: &zip)
            for number in 0..<count { zip.add("word/\(number).xml", [UInt8](repeating: 0x20, count: 1 << 20)) }
            #expect(await failureCode(zip.archive, name: "a.docx", limits: limits) == code, "\(count)")
        }
    }

    @Test("Sizes that lie change nothing: what counts is what comes out")
    func lyingSizes() async {
        for size: UInt32 in [0, 1, 0xFFFF_FFFF] {
            var zip = ZipBuilder()
            Self.document.add(to: &zip, quotedSize: size)
            let code = await failureCode(zip.archive, name: "a.docx")
            #expect(code == .damaged || code == .noText || code == .tooLarge, "\(size)")
        }
    }

    @Test("An archive in an archive is not opened")
    func nested() async throws {
        var zip = ZipBuilder()
        Self.document.add(to: &zip)
        zip.add("word/embeddings/inner.zip", Self.document.bytes)
        zip.add("word/inner.xml", Self.document.bytes)
        #expect(try await DocumentExtractor().extract(zip.archive, name: "a.docx").content.text == "text")
        #expect(await failureCode(zip.archive, name: "a.zip") == nil)
    }
}
