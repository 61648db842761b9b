/// What a document turned out to be, ready for its parser.
enum DocumentSource: Sendable {
    case pdf
    case docx
    case text(String, DocumentFormat)

    var format: DocumentFormat {
        switch self {
        case .pdf: .pdf
        case .docx: .docx
        case .text(_, let format): format
        }
    }
}

/// Decides what a document is: by its content first, and by its name where the content is plain text.
struct TypeDetector {
    private let fileExtension: String

    init(fileName: String) {
        let component = fileName.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let parts = component.split(separator: ".", omittingEmptySubsequences: false)
        fileExtension = parts.count > 1 ? (parts.last ?? "").lowercased() : ""
    }

    /// - Throws: `unsupportedType`, `encrypted` or `damaged`.
    func source(of bytes: [UInt8]) throws(ExtractionError) -> DocumentSource {
        if let source = try binarySource(of: bytes) { return source }
        let isHTML = Self.looksLikeHTML(bytes) || DocumentFormat(fileExtension: fileExtension) == .html
        let declared = isHTML ? HTMLCharset.declared(in: bytes) : nil
        let text = try TextDecoder.decode(bytes, declaredEncoding: declared).text
        return .text(text, try textFormat(of: text, isHTML: isHTML))
    }

    private func binarySource(of bytes: [UInt8]) throws(ExtractionError) -> DocumentSource? {
        if isPDF(bytes) { return .pdf }
        switch FileSignature(of: bytes) {
        case .zip:
            try ZipContainer(bytes, fileExtension: fileExtension).checkIsDOCX()
            return .docx
        case .compoundFile: throw CompoundFile(bytes).refusal
        case .other(let name): throw .unsupported(name)
        case nil: return nil
        }
    }

    /// Adobe's readers accept a header anywhere in the first 1,024 bytes (ISO 32000-1, annex H.3.4.1); text about PDF
    /// files may hold one there too, so that only counts where the name says PDF or the bytes before it are no text.
    private func isPDF(_ bytes: [UInt8]) -> Bool {
        let start = bytes.prefix(1024 + 5)
        let header = Array("%PDF-".utf8)
        if start.drop(while: { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }).starts(with: header) {
            return true
        }
        guard let place = start.firstRange(of: header) else { return false }
        return fileExtension == "pdf" || start[..<place.lowerBound].contains { $0 < 0x09 }
    }

    private func textFormat(of text: String, isHTML: Bool) throws(ExtractionError) -> DocumentFormat {
        if isHTML || Self.looksLikeHTML(Array(text.utf8.prefix(4096))) { return .html }
        if text.hasPrefix("{\\rtf") { throw .unsupported("a Rich Text Format document") }
        if text.hasPrefix("%!PS") { throw .unsupported("a PostScript document") }
        if text.hasPrefix("<?xml") { throw .unsupported("an XML document") }
        switch DocumentFormat(fileExtension: fileExtension) {
        case .pdf: throw ExtractionError(.damaged, "the document is named .pdf but has no PDF header")
        case .docx:
            throw ExtractionError(.damaged, "the document is named .\(fileExtension) but is no Word document")
        case let format?: return format
        case nil: return looksLikeJSON(text) ? .json : .plainText
        }
    }

    /// True when the first markup is a document type, an element that begins a page, or a comment before those.
    static func looksLikeHTML(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(4096).filter { $0 != 0 }, as: UTF8.self).lowercased()
        var rest = start.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        while rest.hasPrefix("<!--") || rest.hasPrefix("<?xml") {
            guard let end = rest.firstRange(of: rest.hasPrefix("<!--") ? "-->" : ">") else { return false }
            rest = rest[end.upperBound...].drop(while: \.isWhitespace)
        }
        let starts = ["<!doctype html", "<html", "<head", "<body", "<title", "<meta ", "<script", "<table"]
        return starts.contains { rest.hasPrefix($0) }
    }

    private func looksLikeJSON(_ text: String) -> Bool {
        guard let first = text.first(where: { !$0.isWhitespace }), "{[".contains(first) else {
            return false
        }
        return (try? JSONExtractor(limits: ExtractionLimits()).content(of: text)) != nil
    }
}

extension ExtractionError {
    static func unsupported(_ kind: String) -> ExtractionError {
        ExtractionError(.unsupportedType, "the document is \(kind); supported are \(DocumentFormat.supportedList)")
    }
}
