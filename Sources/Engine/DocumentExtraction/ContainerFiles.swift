/// A ZIP archive of unknown purpose.
struct ZipContainer {
    private let bytes: [UInt8]
    private let fileExtension: String

    init(_ bytes: [UInt8], fileExtension: String) {
        self.bytes = bytes
        self.fileExtension = fileExtension
    }

    /// Returns for a Word document and throws, saying what the archive is, for anything else.
    func checkIsDOCX() throws(ExtractionError) {
        let names: Set<String>
        do throws(ExtractionError) {
            names = Set(try ZipArchive(bytes, limits: ExtractionLimits()).names())
        } catch  where error.code == .damaged && DocumentFormat(fileExtension: fileExtension) != .docx {
            throw .unsupported("a broken ZIP archive")
        }
        if names.contains("word/document.xml") { return }
        if let kind = Self.kind(names) { throw .unsupported(kind) }
        // Other producers may call the main part anything; the package's relationships say what it is.
        if names.contains("[Content_Types].xml"), names.contains(where: { $0.hasPrefix("word/") }) { return }
        throw .unsupported("a ZIP archive")
    }

    private static func kind(_ names: Set<String>) -> String? {
        if names.contains("xl/workbook.xml") || names.contains("xl/workbook.bin") { return "an Excel workbook" }
        if names.contains("ppt/presentation.xml") { return "a PowerPoint presentation" }
        if names.contains("META-INF/container.xml") { return "an EPUB book" }
        if names.contains("META-INF/MANIFEST.MF") { return "a Java archive" }
        return names.contains("content.xml") && names.contains("mimetype") ? "an OpenDocument file" : nil
    }
}

/// An OLE2 compound file ([MS-CFB]): the container of Office 97–2003, and of newer Office files with a password.
struct CompoundFile {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Why the file is not read, told by the names of its streams, which stand in the directory in UTF-16LE.
    var refusal: ExtractionError {
        if hasStream("EncryptedPackage") {
            return ExtractionError(.encrypted, "the document is an Office file with a password; save it without one")
        }
        if hasStream("WordDocument") { return .unsupported("a Word 97–2003 document (.doc); save it as .docx") }
        if hasStream("Workbook") || hasStream("Book") { return .unsupported("an Excel 97–2003 workbook") }
        if hasStream("PowerPoint Document") { return .unsupported("a PowerPoint 97–2003 presentation") }
        return .unsupported("an OLE2 compound file")
    }

    private func hasStream(_ name: String) -> Bool {
        let pattern = name.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        return bytes.firstRange(of: pattern) != nil
    }
}
