import DocumentExtraction
import Testing

@Suite("Recognising formats")
struct RecognitionTests {
    @Test("A format is recognised by its bytes, whole or cut off")
    func sound() throws {
        var zip = ZipBuilder()
        zip.add("[Content_Types].xml", "<Types/>")
        zip.add("word/document.xml", "<w:document/>")
        let docx = zip.archive
        let pdf = Array("%PDF-1.7\n".utf8)
        let text = Array("Just text.".utf8)
        for (bytes, format) in [
            (docx, DocumentFormat.docx), (Array(docx.dropLast(8)), .docx), (Array(docx.prefix(60)), .docx), (pdf, .pdf),
            (text, .plainText), ([0xEF, 0xBB, 0xBF] + text, .plainText), ([0xE9, 0x20, 0x61], .plainText),
        ] {
            for other in [DocumentFormat.pdf, .docx, .plainText] {
                #expect(try other.recognizes(bytes) == (other == format), "\(format) as \(other)")
            }
        }
    }

    @Test(
        "Archives of something else are no Word documents, cut off or not",
        arguments: ["xl/workbook.xml", "notes.txt"]
    )
    func archives(part: String) throws {
        var zip = ZipBuilder()
        zip.add(part, "x")
        #expect(try DocumentFormat.docx.recognizes(zip.archive) == false)
        #expect(try DocumentFormat.docx.recognizes(Array(zip.archive.dropLast(8))) == false)
    }

    @Test("A compound file may be a Word document with a password, and is none without")
    func compoundFiles() throws {
        let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        func stream(_ name: String) -> [UInt8] { signature + name.utf16.flatMap { [UInt8($0), 0] } }
        #expect(try DocumentFormat.docx.recognizes(stream("EncryptedPackage")))
        #expect(try DocumentFormat.docx.recognizes(stream("WordDocument")) == false)
    }
}
