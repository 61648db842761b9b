extension DocumentFormat {
    /// Whether bytes are a document of this format, sound or not: a PDF that is cut off or needs a password is one, a text
    /// or an archive of something else is none.
    ///
    /// Of the formats that are text, any text is one.
    ///
    /// - Throws: `internalFailure` when the machine fails.
    /// - Complexity: O(`bytes.count`): never on Swift's cooperative pool.
    package func recognizes(_ bytes: [UInt8]) throws(ExtractionError) -> Bool {
        do throws(ExtractionError) {
            let source = try TypeDetector(fileName: "file.\(recognizedExtension)").source(of: bytes)
            switch (self, source) {
            case (.pdf, .pdf), (.docx, .docx): return true
            case (.pdf, _), (.docx, _): return false
            case (_, .text): return true
            default: return false
            }
        } catch {
            switch error.code {
            case .internalFailure: throw error
            // An Office file with a password does not say which kind of Office file it is.
            case .encrypted, .damaged, .tooLarge: return self == .docx && Self.mayBeWordDocument(bytes)
            default: return false
            }
        }
    }

    private var recognizedExtension: String {
        switch self {
        case .pdf: "pdf"
        case .docx: "docx"
        default: "txt"
        }
    }

    /// Whether the names in an archive that cannot be read are those of a Word document; they stand uncompressed before
    /// each file (ZIP application note, section 4.3.7). True for every compound file.
    private static func mayBeWordDocument(_ bytes: [UInt8]) -> Bool {
        switch FileSignature(of: bytes) {
        case .compoundFile: true
        case .zip:
            holds("word/", bytes)
                || (holds("[Content_Types].xml", bytes) && !holds("xl/", bytes) && !holds("ppt/", bytes))
        default: false
        }
    }

    private static func holds(_ text: String, _ bytes: [UInt8]) -> Bool {
        bytes.firstRange(of: Array(text.utf8)) != nil
    }
}
